import { numberText } from '../../base/number-text';
import type { Finding } from '../../manifest/finding';

/** More manifests than a repository has, and more findings than anybody reads: a second or two of work. */
const MOST_MANIFESTS = 5000;
const MOST_FINDINGS = 10_000;

/** Counts what one check comes to: a file that is small enough to be checked may come a thousand times. */
export class CheckLimits {
  private manifests = 0;
  private findings = 0;

  add(manifests: number, findings: number): void {
    this.manifests += manifests;
    this.findings += findings;
  }

  /** What to say of a manifest for which nothing is left; undefined as long as there is. */
  get spent(): Finding | undefined {
    const [count, what] =
      this.manifests > MOST_MANIFESTS ? [MOST_MANIFESTS, 'manifests'] : [MOST_FINDINGS, 'findings before it'];
    return this.manifests > MOST_MANIFESTS || this.findings > MOST_FINDINGS ? notReached(count, what) : undefined;
  }
}

function notReached(count: number, what: string): Finding {
  const message = `Not checked: there are more than ${numberText(count)} ${what}. Check fewer paths at a time.`;
  return { code: 'manifest/not-reached', severity: 'warning', range: { start: 0, end: 0 }, message };
}
