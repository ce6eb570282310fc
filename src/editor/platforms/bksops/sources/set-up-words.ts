import { l10n } from 'vscode';
import type { SetUpProgress } from '../../../../runtime/python/environment-setup';

/** How far the Python is for which a load or a run waits. */
export function setUpWords({ step, steps, title, long }: SetUpProgress): string {
  return long
    ? l10n.t('making its environment: {0} ({1} of {2}, {3} s)', title, step, steps, long.seconds)
    : l10n.t('making its environment: {0} ({1} of {2})', title, step, steps);
}
