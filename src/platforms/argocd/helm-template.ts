import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import { descendants, follow, type Node, type ScalarNode } from '../../manifest/parse/node';

/** What only another program would write: Helm, Jinja, or Backstage. */
const another = /\{\{-?\s*(?:include|template|define)\s+"|\{\{-?\s*`|\{%|\$\{\{/;
/** An object of Helm's in an action. */
const helmObject = /\{\{(?:(?!\}\}).){0,400}?[.$](?:Values|Release|Chart|Capabilities|Files|Template|Subcharts)\b/;
const helmCall = /\{\{-?\s*(?:include|template|define)\s+"/;
const blockLine = /^[ \t]*\{\{-?\s*(?:if|range|with|else|end|\$\w+\s*:=|\/\*)/m;

const known = new WeakMap<ManifestDocument, boolean>();

/**
 * True for a template of a Helm chart, or of another program that renders the manifest before Argo CD gets it: what its
 * strings will be is known only then. That is a matter of place. A file of a chart's `templates` folder is one
 * (`chart.ts`); anywhere else braces must stand where only such a program can read them. Comments and the strings that Argo CD renders itself
 * show nothing, whatever is in them.
 */
export function isHelmTemplate(document: ManifestDocument): boolean {
  let isHelm = known.get(document);
  if (isHelm === undefined) {
    isHelm = hasSigns(document.text) && (document.isRendered || isRenderedAsWhole(document));
    known.set(document, isHelm);
  }
  return isHelm;
}

function hasSigns(text: string): boolean {
  return another.test(text) || helmObject.test(text);
}

function isRenderedAsWhole(document: ManifestDocument): boolean {
  return (
    hasSigns(withoutStrings(document)) ||
    unrendered(document).some(({ text }) => helmCall.test(text) || helmObject.test(text))
  );
}

/** Lines of nothing but blocks are those of a program that renders the manifest as a whole. */
export function hasBlockLines(document: ManifestDocument): boolean {
  return blockLine.test(document.text) && blockLine.test(withoutStrings(document));
}

/** Whether there may be more in the manifest than can be seen: braces inside single values of Argo CD's own hide nothing. */
export function isOpen(document: ManifestDocument): boolean {
  return (
    document.isPart ||
    (document.isPartial && (!document.parsed.hasTemplates || isHelmTemplate(document) || hasBlockLines(document)))
  );
}

const skeletons = new WeakMap<ManifestDocument, string>();

/** The text without comments and strings; braces in the place of a whole value are no string of YAML, and stay. */
function withoutStrings(document: ManifestDocument): string {
  let skeleton = skeletons.get(document);
  if (skeleton === undefined) {
    const { text, parsed } = document;
    const parts: string[] = [];
    let at = 0;
    for (const node of parsed.root ? scalarsOf(parsed.root) : []) {
      const { start, end } = node.range;
      if (start >= at && !(node.style === 'plain' && text.startsWith('{', start))) {
        parts.push(text.slice(at, start), node.style === 'block' ? '\n' : '_');
        at = end;
      }
    }
    skeleton = [...parts, text.slice(at)].join('').replace(/(^\uFEFF?|[ \t])#[^\r\n]*/gm, '$1');
    skeletons.set(document, skeleton);
  }
  return skeleton;
}

/** In the order of the text. */
function scalarsOf(root: Node): ScalarNode[] {
  const scalars = [...descendants(root)].filter((node) => node.is === 'scalar');
  return scalars.sort((a, b) => a.range.start - b.range.start);
}

/** The strings that Argo CD does not render: all but those below these keys of `spec`. */
function unrendered({ root }: ManifestDocument): ScalarNode[] {
  const isOfArgo = new Set(['template', 'templatePatch', 'generators']);
  const spec = root?.at('spec');
  const below = (spec?.properties ?? []).filter(({ key }) => !isOfArgo.has(key?.text ?? ''));
  const beside = (root?.properties ?? []).filter(({ key }) => key?.text !== 'spec');
  return [...below, ...beside].flatMap(({ node }) => {
    const target = follow(node);
    return target ? [...descendants(target)].filter((each) => each.is === 'scalar') : [];
  });
}
