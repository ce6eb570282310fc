import type { Finding, Severity } from './finding';

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/**
 * Of those that show one mistake the one that tells it best: a harder one before a milder, one with a fix before one
 * without, and else the first. What shows a mistake of its own stays.
 */
export function toldOnce<T>(all: readonly T[], findingOf: (each: T) => Finding): T[] {
  const best = new Map<string, T>();
  for (const each of all) {
    const { mistake } = findingOf(each);
    const known = mistake === undefined ? undefined : best.get(mistake);
    if (mistake !== undefined && (known === undefined || isBetter(findingOf(each), findingOf(known)))) {
      best.set(mistake, each);
    }
  }
  return all.filter((each) => {
    const { mistake } = findingOf(each);
    return mistake === undefined || best.get(mistake) === each;
  });
}

function isBetter(one: Finding, other: Finding): boolean {
  const hasFix = ({ fix }: Finding): number => (fix ? 0 : 1);
  const difference = ranks[one.severity] - ranks[other.severity] || hasFix(one) - hasFix(other);
  return difference < 0;
}
