import { finish, type Steps } from '../../base/steps';
import { Budget } from '../../base/budget';

/** Longer than any requirement that a person writes. */
const LONGEST = 2000;

const NAME = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?';
const EXTRAS = `\\[ ?(?:${NAME}(?: ?, ?${NAME})*)? ?\\]`;
const CLAUSE = '(?:===|[~=!<>]=|[<>]) ?[A-Za-z0-9_.*+!-]+';
const CLAUSES = `${CLAUSE}(?: ?, ?${CLAUSE})* ?,?`;
/** Of the web, never of the disk, and without variables; neither a host nor a revision begins as an option does. */
const ADDRESS = '(?:(?:(?:git|hg|svn|bzr)\\+)?https?|git\\+ssh)://(?!-)(?:(?!@-)[^\\s\\p{Cc}$])+';
const MARKER = `;(?:[\\w. <>=!~()]|'[^'\\p{Cc}]*'|"[^"\\p{Cc}]*")+`;

const REQUIREMENT = new RegExp(
  `^(?<name>${NAME}) ?(?<extras>${EXTRAS})? ?(?:\\((?<enclosed>${CLAUSES})\\)|(?<plain>${CLAUSES})|@ ?(?<address>${ADDRESS}))? ?(?<marker>${MARKER})?$`,
  'u',
);
const BARE_ADDRESS = new RegExp(`^${ADDRESS}$`, 'u');
/** Such a name alone means a file of the working folder to pip, if there is one. */
const ARCHIVE = /\.(?:whl|zip|tar|tgz|tbz|txz|tlz|tar\.\w+)$/i;

/**
 * What pip may be asked to install: a requirement by PEP 508, such as `name[extra]>=1.0; python_version < "3.9"`, or an
 * address of the web. There is no other way to make one than to read it, so that no option, path or file of a stranger
 * gets to pip where a requirement is meant.
 */
export class Requirement {
  private constructor(
    readonly line: string,
    /** As the index compares names (PEP 503); undefined for an address without one. */
    readonly name: string | undefined,
    /** The version specifier, empty when any version does. */
    readonly specifier: string,
    private readonly parts: { readonly named: string; readonly marker: string },
  ) {}

  /** Reads a requirement by PEP 508; undefined for an option, a path, an address without a name, or nothing. */
  static read(text: string): Requirement | undefined {
    const line = oneLine(text);
    const { name, extras, enclosed, plain, address, marker } =
      (line.length > LONGEST ? undefined : REQUIREMENT.exec(line)?.groups) ?? {};
    const specifier = (enclosed ?? plain ?? '').replaceAll(' ', '');
    if (name === undefined || (specifier === '' && address === undefined && ARCHIVE.test(name))) {
      return undefined;
    }
    const parts = { named: name + (extras ?? ''), marker: marker ?? '' };
    return new Requirement(line, normalizedName(name), address === undefined ? specifier : '', parts);
  }

  /** Reads what a command line of pip takes: a requirement, or an address of the web without a name as well. */
  static readArgument(text: string): Requirement | undefined {
    const line = oneLine(text);
    return line.length <= LONGEST && BARE_ADDRESS.test(line)
      ? new Requirement(line, undefined, '', { named: line, marker: '' })
      : Requirement.read(text);
  }

  /**
   * A requirement that the product itself makes.
   * @throws Error when it is none: a mistake of ours.
   */
  static of(line: string): Requirement {
    const read = Requirement.read(line);
    if (!read) {
      throw new Error(`${line} is no requirement.`);
    }
    return read;
  }

  /** With what `--pre` means for this one package alone; as it is where it names versions that are prereleases. */
  admittingPrereleases(): Requirement {
    if (this.name === undefined || this.line.includes('://') || /\d(a|b|rc|\.?dev|c)\d*/.test(this.specifier)) {
      return this;
    }
    const versions = [...(this.specifier === '' ? [] : [this.specifier.replace(/,$/, '')]), '>=0.dev0'];
    return Requirement.of(`${this.parts.named}${versions.join(',')}${this.parts.marker}`);
  }
}

/** Without its comment, with one space where there were several or a line break. */
function oneLine(text: string): string {
  return withoutComment(text).replaceAll(/\s+/g, ' ').trim();
}

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*$/s, '');
}

/** A package's name as the index compares it. */
function normalizedName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/** Another file to which one leads: pip and uv open it when they are given the one. */
export interface Reference {
  readonly is: 'requirements' | 'constraints';
  /** As written: a path, seen from the folder of the file, or an address. */
  readonly path: string;
  /** Counts from 1. */
  readonly line: number;
}

/** A line of a requirements file. */
export type RequirementLine =
  | { readonly is: 'requirement'; readonly requirement: Requirement; readonly line: number }
  | Reference
  | { readonly is: 'other' };

/**
 * The lines of a requirements file, continuations joined, comments and empty lines left out.
 * @throws BudgetSpent
 */
export function requirementLines(text: string, budget = new Budget()): RequirementLine[] {
  return finish(requirementsInSteps(text, budget));
}

/** {@link requirementLines} in parts. */
export function* requirementsInSteps(text: string, budget: Budget): Steps<RequirementLine[]> {
  budget.spend(text.length);
  const found: RequirementLine[] = [];
  let open: string[] = [];
  let hasComment = false;
  let number = 0;
  for (const raw of text.split(LINE_END)) {
    yield;
    number += 1;
    const isComment = /^\s*#/.test(raw);
    // To pip a comment behind something goes on with it; to uv it ends, and a reference may begin.
    const other = hasComment ? referenceIn(raw, number) : undefined;
    found.push(...(other ? [other] : []));
    if (raw.endsWith('\\') && !isComment) {
      open.push(raw.slice(0, -1));
      hasComment ||= raw.includes('#');
    } else {
      found.push(...requirementLine([...open, raw].join(' '), number, number - open.length));
      [open, hasComment] = [[], false];
    }
  }
  return [...found, ...requirementLine(open.join(' '), number, number - open.length + 1)];
}

/** What ends a line for Python. */
// eslint-disable-next-line no-control-regex -- they are ends of lines
const LINE_END = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
/** Options may be shortened as long as they are told apart, and stand beside others. */
const REFERENCE =
  /(?:^|\s)(?:-(?<short>[rc])|--(?<long>requirem(?:e(?:nt?)?)?|c(?:o(?:n(?:s(?:t(?:r(?:a(?:i(?:nt?)?)?)?)?)?)?)?)?)(?=[\s=]))[\s=]*(?:"(?<double>[^"]+)"|'(?<single>[^']+)'|(?<plain>[^\s=]\S*))/;

function referenceIn(line: string, number: number): Reference | undefined {
  if (!line.trimStart().startsWith('-')) {
    return undefined;
  }
  const { short, long, double, single, plain } = REFERENCE.exec(withoutComment(line).trim())?.groups ?? {};
  const path = double ?? single ?? plain;
  return path === undefined
    ? undefined
    : { is: (short ?? long)?.startsWith('r') ? 'requirements' : 'constraints', path, line: number };
}

/** @param first Where it begins, when it is continued up to its line. */
function requirementLine(written: string, number: number, first: number): RequirementLine[] {
  const line = withoutComment(written).trim();
  if (line === '') {
    return [];
  }
  // Options of a single requirement (`--hash=…`) follow its line.
  const requirement = Requirement.read(line.replace(/\s--\w.*$/s, ''));
  return [
    referenceIn(line, number) ?? (requirement ? { is: 'requirement', requirement, line: first } : { is: 'other' }),
  ];
}
