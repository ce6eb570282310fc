import { rule } from '../../../manifest/rule';
import { firstLine } from '../../../manifest/parse/text-range';
import { unreadTemplate } from '../template-text';

/** What is not checked is told: a set that is far larger than any real one would hold up the editor. */
export const templateTooLong = rule({
  code: 'argocd/template-too-long',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  *check({ document }) {
    const unread = unreadTemplate(document);
    if (unread) {
      const message =
        'From here on the templates are not checked: those of this set take more work to read than anything real does.';
      yield { range: firstLine(unread.range, document.text), message };
    }
  },
});
