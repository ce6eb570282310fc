import type { Edit, Finding, Fix } from '../finding';

/** All edits of one fix, in the order of the text. */
export function editsOf(finding: Finding, fix: Fix): Edit[] {
  const own = fix.creates ? [] : [{ range: fix.range ?? finding.range, replace: fix.replace }];
  const edits = [...own, ...(fix.also ?? [])];
  return edits.sort((a, b) => a.range.start - b.range.start);
}

/** The edits of every fix that needs no second look; of fixes that touch the same text, the first. */
export function safeEdits(findings: readonly Finding[]): Edit[] {
  const taken: Edit[] = [];
  for (const finding of findings) {
    const edits = finding.fix?.isSafe === true ? editsOf(finding, finding.fix) : [];
    if (!edits.some((edit) => taken.some((other) => overlap(edit, other)))) {
      taken.push(...edits);
    }
  }
  return taken.sort((a, b) => a.range.start - b.range.start);
}

/** The text with edits made that do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((a, b) => b.range.start - a.range.start)
    .reduce((before, { range, replace }) => before.slice(0, range.start) + replace + before.slice(range.end), text);
}

function overlap(a: Edit, b: Edit): boolean {
  const isSame = a.range.start === b.range.start && a.range.end === b.range.end;
  return isSame || (a.range.start < b.range.end && b.range.start < a.range.end);
}
