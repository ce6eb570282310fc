import { follow, type Node } from '../../../manifest/parse/node';
import { rule } from '../../../manifest/rule';
import { schemasAt, type Trail } from '../../../manifest/schema/schema-at';
import { firstLine } from '../../../manifest/parse/text-range';
import { isHelmTemplate } from '../helm-template';

/**
 * A template is a string, and the API server holds it against the types of an Application long before it is rendered:
 * only `templatePatch` can give other values (argo-cd v3.5.7, `pkg/apis/application/v1alpha1/applicationset_types.go`).
 */
export const templateInOtherType = rule({
  code: 'argocd/template-in-other-type',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document, kind }) {
    if (isHelmTemplate(document) || !document.parsed.root) {
      return;
    }
    // A long list has the same few places again and again.
    const known = new Map<string, readonly (readonly string[])[]>();
    const typesAt = (trail: Trail): readonly (readonly string[])[] => {
      const place = trail.steps.map((step) => step ?? '[]').join('/');
      const types = known.get(place) ?? schemasAt(trail, kind).map(({ type }) => [type ?? []].flat());
      known.set(place, types);
      return types;
    };
    for (const trail of quotedTemplates(document.parsed.root)) {
      const node = trail.nodes.at(-1);
      const types = typesAt(trail);
      const wantedTypes = types.filter((list) => list.length > 0);
      if (node && wantedTypes.length > 0 && !wantedTypes.some((list) => list.includes('string'))) {
        const name = trail.steps.at(-1) ?? 'An item';
        const wanted = wantedTypes[0]?.find((type) => type !== 'null') ?? '';
        const advice = trail.steps[1] === 'template' ? ': "templatePatch" can set what depends on a parameter' : '';
        const message = `"${name}" must be ${words[wanted] ?? wanted}, and the API server refuses a string before anything is rendered${advice}.`;
        yield { range: firstLine(node.range, document.text), message };
      }
    }
  },
});

const words: Partial<Record<string, string>> = {
  boolean: 'a boolean',
  integer: 'an integer',
  object: 'a mapping',
  array: 'a list',
};

/** The ways to all strings in quotes that have braces in them. */
function* quotedTemplates(root: Node): Generator<Trail> {
  const open: Trail[] = [{ nodes: [root], steps: [] }];
  const seen = new Set<unknown>();
  for (let trail = open.pop(); trail; trail = open.pop()) {
    const last = trail.nodes.at(-1);
    const node = last && follow(last);
    const { nodes, steps } = trail;
    if (!node || seen.has(node)) {
      continue;
    }
    seen.add(node);
    if (node.is === 'scalar') {
      if (node.style !== 'plain' && node.text.includes('{{')) {
        yield trail;
      }
    } else if (node.is === 'sequence') {
      open.push(...node.items.map((item) => ({ nodes: [...nodes, item], steps: [...steps, undefined] })).toReversed());
    } else {
      const entries = [...node.entries.values()].filter(({ merged }) => !merged);
      const inner = entries.map(({ key, value }) => ({ nodes: [...nodes, value], steps: [...steps, key.text] }));
      open.push(...inner.toReversed());
    }
  }
}
