import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { Value } from '../../../manifest/dialects/value';
import { follow } from '../../../manifest/parse/node';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { generatorsOf } from '../generators';
import { templatePatchOf, type PatchShape, type TemplatePatch } from '../template-patch';
import { usesGoTemplate } from '../template-text';
import { eachOnce, placeOf } from './template-patch';

/**
 * A key without a value is null, and null takes away what the template has there; a list takes the place of the
 * template's (Kubernetes v1.33, `staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go`).
 */
export const patchWipes = rule({
  code: 'argocd/patch-wipes',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  *check({ document }) {
    const patch = usesGoTemplate(document) === undefined ? undefined : templatePatchOf(document);
    if (patch && !patch.shapes.some(({ problem }) => problem)) {
      yield* eachOnce(patch.shapes.flatMap((shape) => [...inShape(patch, shape, document)]));
    }
  },
});

function* inShape(patch: TemplatePatch, shape: PatchShape, document: ManifestDocument): Generator<RuleRemark> {
  const template = generatorsOf(document.root).some(({ value }) => value.at('template'))
    ? undefined
    : document.at('spec', 'template');
  for (const { value, path } of emptyValues(shape.document.root, [])) {
    const name = path.at(-1) ?? '';
    const isWhole = path.length === 1;
    const wipes = isWhole ? /^(?:spec|metadata)$/.test(name) : !isEmpty(template?.at(...path)) && !isWritten(value);
    if (value.key && wipes && !isFilledLater(value, shape)) {
      const source = shape.rendering.sourceOf(value.key.range.start);
      const message = hasMoreElsewhere(patch, source, path)
        ? `Where the condition does not hold, this is "${name}: null", and the patch wipes the "${name}" of the Application: put the key into the condition, too.`
        : `An empty "${name}" is null, and the patch wipes the "${name}" of the Application: give it a value, or leave it out.`;
      yield { range: placeOf(patch, shape, value.key.range, document), message };
    }
  }
  for (const source of shape.document.at('spec', 'sources')?.items ?? []) {
    const [first] = source.properties;
    if (first?.key && !source.keys.some((key) => key.includes('{{') || key === 'repoURL') && !isOpen(source, shape)) {
      const message =
        'The patch\'s "sources" take the place of the template\'s as a whole, and this one has no "repoURL": give each source everything that it needs.';
      yield { range: placeOf(patch, shape, first.key.range, document), message };
    }
  }
}

interface Empty {
  readonly value: Value;
  readonly path: readonly string[];
}

/** The keys of mappings that have no value; those inside of lists are not merged. */
function* emptyValues(owner: Value | undefined, path: readonly string[]): Generator<Empty> {
  for (const value of owner?.properties ?? []) {
    const own = [...path, value.key?.text ?? ''];
    if (value.reading?.type === 'null') {
      yield { value, path: own };
    } else if (value.isMapping && own.length < 8) {
      yield* emptyValues(value, own);
    }
  }
}

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value.reading?.type === 'null';
}

/** A null in so many words is meant. */
function isWritten({ text }: Value): boolean {
  return text !== '';
}

/** What stands below it on a line of its own is known only later. */
function isFilledLater({ key }: Value, { document: { text } }: PatchShape): boolean {
  const [, ...below] = key ? text.slice(key.range.end).split('\n') : [];
  return (
    below
      .find((line) => !/^\s*(?:#|$)/.test(line))
      ?.trimStart()
      .startsWith('{{') === true
  );
}

function isOpen({ range }: Value, { document: { text } }: PatchShape): boolean {
  return text
    .slice(range.start, range.end + 200)
    .split('\n')
    .some((line) => line.trim() === '{{x}}');
}

/** Whether another form of the patch has something under the same key. */
function hasMoreElsewhere({ shapes }: TemplatePatch, source: number, path: readonly string[]): boolean {
  return shapes.some(({ document, rendering }) => {
    const value = document.at(...path);
    const target = value && follow(value.node);
    return value?.key && target && rendering.sourceOf(value.key.range.start) === source && !isEmpty(value);
  });
}
