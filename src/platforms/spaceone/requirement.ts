import { Budget } from '../../base/budget';

/** A requirement line, such as `name[extra]>=1.0; python_version < "3.9"`. */
export interface Requirement {
  /** As the index compares names (PEP 503). */
  readonly name: string;
  /** The version specifier, empty when any version does. */
  readonly specifier: string;
  readonly line: string;
}

/** Reads one requirement; undefined for an option, a path, an address or nothing. */
export function parseRequirement(text: string): Requirement | undefined {
  const line = withoutComment(text).replaceAll(/\s+/g, ' ').trim();
  const match =
    /^([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?) ?(?:\[[^\]]*\])? ?(?:\(([^)]*)\)|((?:[<>=!~]=?=?[^;@]*)?)) ?(?:[;@].*)?$/s.exec(
      line,
    );
  if (!match) {
    return undefined;
  }
  const name = normalizedName(match[1] ?? '');
  return { name, specifier: (match[2] ?? match[3] ?? '').replaceAll(/\s+/g, ''), line };
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/s, '');
}

/** A package's name as the index compares it. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** A line of a requirements file. */
export type RequirementLine =
  | { readonly is: 'requirement'; readonly requirement: Requirement }
  | { readonly is: 'file'; readonly path: string }
  | { readonly is: 'other' };

/**
 * The lines of a requirements file, continuations joined, comments and empty lines left out.
 * @throws BudgetSpent
 */
export function requirementLines(text: string, budget = new Budget()): RequirementLine[] {
  budget.spend(text.length);
  const joined = text.replaceAll('\r\n', '\n').replaceAll(/\\\n/g, ' ');
  return joined.split('\n').flatMap((raw): RequirementLine[] => {
    const line = withoutComment(raw).trim();
    if (line === '') {
      return [];
    }
    const file = /^(?:-r|--requirement)[\s=]*([^\s=]\S*)$/.exec(line)?.[1];
    // Options of a single requirement (`--hash=…`) follow its line.
    const requirement = file === undefined ? parseRequirement(line.replace(/\s--\w.*$/s, '')) : undefined;
    if (file !== undefined) {
      return [{ is: 'file', path: file }];
    }
    return [requirement ? { is: 'requirement', requirement } : { is: 'other' }];
  });
}
