import type { SetUpProgress } from '../runtime/python/environment-setup';

/** How far a set-up is, as a line. */
export function progressLine({ step, steps, title, long }: SetUpProgress): string {
  return `[${step}/${steps}] ${title}${long ? `: still ${long.at} (${long.seconds} s)` : ''}`;
}
