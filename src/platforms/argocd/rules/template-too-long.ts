import { rule } from '../../../manifest/rule';
import { firstLine } from '../../../manifest/parse/text-range';
import { awaitVerdicts, judgedTexts } from '../template-mistakes';
import { unreadTemplate } from '../template-text';

/** What is not checked is told: a set that is far larger than any real one would hold up the editor. */
export const templateTooLong = rule({
  code: 'argocd/template-too-long',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  awaits: ({ document, templates }) => awaitVerdicts(document, templates),
  *check({ document, templates }) {
    const unread = unreadTemplate(document);
    if (unread) {
      const message =
        'From here on the templates are not checked: those of this set take more work to read than anything real does.';
      yield { range: firstLine(unread.range, document.text), message };
    }
    for (const { node, text } of judgedTexts(document)) {
      const why = templates.verdictOn(text)?.notJudged;
      if (why !== undefined) {
        const message = `This template could not be checked: ${why}. It may be right.`;
        yield { range: firstLine(node.range, document.text), message };
      }
    }
  },
});
