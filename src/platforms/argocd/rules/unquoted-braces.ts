import type { Fix } from '../../../manifest/finding';
import { descendants } from '../../../manifest/parse/node';
import { rule } from '../../../manifest/rule';
import { firstLine } from '../../../manifest/parse/text-range';
import { parseTemplate } from '../go-template';
import { hasBlockLines, isHelmTemplate } from '../helm-template';

/**
 * A value that begins with braces is a mapping in YAML, and a quote ends a string wherever it stands
 * (`sigs.k8s.io/yaml` 1.6.0). The checks of braces are those of Argo CD only where no Helm chart is rendered first.
 */
export const unquotedBraces = rule({
  code: 'argocd/unquoted-braces',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    const { parsed, text } = document;
    if (!parsed.hasTemplates || !parsed.root || isHelmTemplate(document) || hasBlockLines(document)) {
      return;
    }
    for (const node of descendants(parsed.root)) {
      if (node.is !== 'scalar' || !node.masked) {
        continue;
      }
      const range = firstLine(node.range, text);
      const written = text.slice(node.range.start, node.range.end);
      if (node.style === 'plain' && written.startsWith('{')) {
        const message = `YAML takes braces at the start of a value for a mapping, and Kubernetes ends in "invalid map key": quote the value.`;
        yield { range, message, ...fixOf(inQuotes(written)) };
      } else if (node.style === 'double' && hasInnerQuotes(written)) {
        const message = `The inner quote ends the string, and Kubernetes ends in "did not find expected key": put the whole value into single quotes.`;
        yield { range, message, ...fixOf(inQuotes(written.slice(1, -1))) };
      }
    }
  },
});

function hasInnerQuotes(written: string): boolean {
  const { actions } = parseTemplate(written);
  return actions.some(({ start, end }) => /(?:^|[^\\])"/.test(written.slice(start, end)));
}

function inQuotes(text: string): string | undefined {
  return /['\r\n]/.test(text) ? undefined : `'${text}'`;
}

function fixOf(replace: string | undefined): { fix?: Fix } {
  return replace === undefined ? {} : { fix: { title: 'Put it into single quotes', replace, isSafe: true } };
}
