import ignore, { type Ignore } from 'ignore';
import { dirname, isInside, join, relative } from '../base/paths';

/** Names what is left out below its folder, in the words of a `.gitignore`. */
export const IGNORE_FILE = '.pluginworkbenchignore';

/** Patterns that no ignore file takes back, counted from a folder. */
export interface GivenPatterns {
  readonly patterns: readonly string[];
  readonly folder: string;
}

/**
 * What ignore files leave out, by git's rules: a pattern counts from its file's folder, of several that fit the last
 * one decides with deeper files coming later, and nothing below a folder that is left out comes back. Immutable.
 */
export class IgnoreRules {
  private readonly matcher: Ignore;

  private constructor(
    private readonly top: string,
    private readonly patterns: readonly string[],
    private readonly always: (path: string) => boolean,
  ) {
    this.matcher = matching(patterns);
  }

  /**
   * The rules before any ignore file was read.
   * @param top The folder below which ignore files count; absolute.
   */
  static below(top: string, given: GivenPatterns): IgnoreRules {
    const matcher = matching(given.patterns);
    return new IgnoreRules(top, [], (path) => fits(matcher, given.folder, path));
  }

  /** These rules and those of the ignore file in a folder at or below the top. */
  with(folder: string, text: string): IgnoreRules {
    const prefix = relative(this.top, folder)
      .split('/')
      .filter((part) => part !== '')
      .map((part) => `/${part.replace(/[\\*?[\]!# ]/g, '\\$&')}`)
      .join('');
    const added = text
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\n|\r/)
      .flatMap((line) => anchored(line, prefix));
    return new IgnoreRules(this.top, [...this.patterns, ...added], this.always);
  }

  leaveOut(path: string, is: 'file' | 'folder'): boolean {
    const seen = is === 'folder' ? `${path}/` : path;
    return this.always(seen) || fits(this.matcher, this.top, seen);
  }
}

/**
 * The rules that hold in a folder by the ignore files above it, from the top down.
 * @param top As in {@link IgnoreRules.below}; the folder lies in it.
 */
export async function ignoreRulesAbove(
  folder: string,
  top: string,
  given: GivenPatterns,
  read: (file: string) => Promise<string | undefined>,
): Promise<IgnoreRules> {
  const above: string[] = [];
  for (let at = folder; at !== top && isInside(top, at); at = dirname(at)) {
    above.unshift(dirname(at));
  }
  let rules = IgnoreRules.below(top, given);
  for (const each of above) {
    const text = await read(join(each, IGNORE_FILE));
    rules = text === undefined ? rules : rules.with(each, text);
  }
  return rules;
}

function matching(patterns: readonly string[]): Ignore {
  return ignore({ ignorecase: false }).add(patterns);
}

/** A path elsewhere is seen from its root, so that a pattern for a name fits it all the same. */
function fits(matcher: Ignore, folder: string, path: string): boolean {
  const seen = relative(folder, path).replace(/^(?:[A-Za-z]:)?\/+/, '');
  return seen !== '' && matcher.ignores(seen);
}

/** A line of an ignore file as it reads at the top of all; nothing for a blank line or a comment. */
function anchored(line: string, prefix: string): string[] {
  const pattern = line.replace(/(?<!\\)[ \t]+$/, '');
  if (pattern === '' || pattern.startsWith('#')) {
    return [];
  }
  if (prefix === '') {
    return [pattern];
  }
  const [negation, body] = pattern.startsWith('!') ? ['!', pattern.slice(1)] : ['', pattern];
  const isRooted = body.slice(0, -1).includes('/');
  return [`${negation}${prefix}/${isRooted ? body.replace(/^\//, '') : `**/${body}`}`];
}
