import type { FilePlace } from '../../base/workbench-error';
import { Requirement } from './requirement';

/** A requirement with the place at which an author has written it. */
export interface WrittenRequirement {
  readonly requirement: Requirement;
  readonly at: FilePlace;
}

/**
 * The place of what an author is to correct; undefined where it is nothing that was written.
 * @param about Packages as an installer writes them, the nearest to the fault first.
 * @param said The lines of pip, which names the line that it cannot read itself.
 */
export function placeOfBlamed(
  about: readonly string[],
  said: string,
  written: readonly WrittenRequirement[],
): FilePlace | undefined {
  const [, line, file] = /^ERROR: Invalid requirement: (?:.*\n){0,4}?.*\(from line (\d+) of (.+?)\)$/m.exec(said) ?? [];
  if (file !== undefined) {
    return { file, line: Number(line) };
  }
  for (const blamed of about.flatMap((each) => Requirement.read(each) ?? [])) {
    const same = written.filter(({ requirement }) => requirement.name === blamed.name);
    const found = same.find(({ requirement }) => requirement.specifier === blamed.specifier) ?? same[0];
    if (found) {
      return found.at;
    }
  }
  return undefined;
}
