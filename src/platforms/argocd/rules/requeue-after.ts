import { rule } from '../../../manifest/rule';
import { pluginsOf } from '../generators';

/** Below this many seconds a plugin is asked all the time. */
const leastSeconds = 5;

/** Any integer is taken, without a least value (argo-cd v3.5.7, `GetRequeueAfter` in `applicationset/generators/plugin.go`). */
export const requeueAfter = rule({
  code: 'argocd/requeue-after',
  kinds: ['argocd.application-set'],
  severity: 'info',
  *check({ document }) {
    for (const { value, parent } of pluginsOf(document.root)) {
      const seconds = value.at('requeueAfterSeconds');
      const number = seconds?.reading?.value;
      if (!seconds || typeof number !== 'number' || !Number.isInteger(number)) {
        continue;
      }
      const { range } = seconds;
      if (number < 0) {
        const message = 'A negative time is taken as it is: the set is reconciled again and again, or never.';
        yield { range, message, severity: 'warning' };
      } else if (number === 0) {
        const message = 'The server is never asked again on a timer, only when the ApplicationSet changes.';
        yield { range, message };
      } else if (number < leastSeconds) {
        const often = number === 1 ? 'second' : `${number} seconds`;
        const each = parent?.type === 'matrix' ? ', once for each parameter set of the other generator' : '';
        const message = `The server is asked every ${often}${each}.`;
        yield { range, message };
      }
    }
  },
});
