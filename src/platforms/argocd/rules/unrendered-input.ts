import type { Value } from '../../../manifest/dialects/value';
import { firstLine } from '../../../manifest/parse/text-range';
import { rule } from '../../../manifest/rule';
import { firstOfMany } from '../first-of-many';
import { pluginsOf, type SetGenerator } from '../generators';
import { isHelmTemplate } from '../helm-template';

/**
 * Only the second generator of a matrix is rendered, with the parameters of the first (argo-cd v3.5.7,
 * `applicationset/generators/matrix.go`). A text with more around its braces may be a template of the plugin's own.
 */
export const unrenderedInput = rule({
  code: 'argocd/unrendered-input',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  *check({ document }) {
    for (const plugin of isHelmTemplate(document) ? [] : pluginsOf(document.root)) {
      if (isRendered(plugin)) {
        continue;
      }
      const message =
        plugin.parent?.type === 'matrix'
          ? 'Sent to the plugin as it is written: a matrix renders its second generator with the parameters of the first, and never the first. Change their order.'
          : 'Sent to the plugin as it is written: only the second generator of a matrix is rendered, with the parameters of the first.';
      const texts = textsUnder(plugin.value.at('input', 'parameters')).filter(({ text }) => isReference(text));
      yield* firstOfMany(texts, ({ range }) => ({ range: firstLine(range, document.text), message }));
    }
  },
});

/** The second of a matrix, or somewhere in it. */
function isRendered({ parent, index }: SetGenerator): boolean {
  return parent !== undefined && ((parent.type === 'matrix' && index === 1) || isRendered(parent));
}

function isReference(text: string): boolean {
  return /^\{\{-?\s*\.?[A-Za-z_][\w.-]*\s*-?\}\}$/.test(text.trim());
}

function textsUnder(value: Value | undefined): Value[] {
  const inner = value ? [...value.items, ...value.properties] : [];
  return inner.length > 0 ? inner.flatMap(textsUnder) : value ? [value] : [];
}
