import { firstLine } from '../../../manifest/parse/text-range';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { Value } from '../../../manifest/dialects/value';
import { isOpen } from '../helm-template';
import { generatorsOf, generatorTypes, type SetGenerator } from '../generators';

/** A matrix or merge may be in a matrix or merge, and no deeper. */
const deepestList = 2;

/**
 * How many generators a matrix or merge takes, and what an item of its list may be
 * (argo-cd v3.5.7, `applicationset/generators/matrix.go` and `merge.go`).
 */
export const generatorLists = rule({
  code: 'argocd/generator-lists',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    for (const generator of generatorsOf(document.root)) {
      const { type, value, depth } = generator;
      const list = value.at('generators');
      if (type !== 'matrix' && type !== 'merge') {
        continue;
      }
      if (depth > deepestList) {
        const message = `Argo CD reads no ${type} at a third level, and ends in "child generator generated no parameters".`;
        yield { range: value.key?.range ?? value.range, message };
        continue;
      }
      if (!list?.isSequence || isOpen(document)) {
        continue;
      }
      const range = firstLine(list.key?.range ?? list.range, document.text);
      const { items } = list;
      if (items.length < 2) {
        const support = type === 'matrix' ? 'Matrix support only two' : 'Merge requires two or more';
        yield { range, message: `Argo CD ends in "found less than two generators, ${support}".` };
      } else if (items.length > 2 && type === 'matrix') {
        const message =
          'Argo CD ends in "found more than two generators, Matrix support only two": put two of them into a matrix of their own.';
        yield { range, message };
      }
      for (const item of items) {
        yield* itemRemarks(item, generator, document.text);
      }
    }
    for (const item of isOpen(document) ? [] : (document.at('spec', 'generators')?.items ?? [])) {
      if (isEmpty(item)) {
        const message =
          'This generates nothing, and Argo CD says nothing about it: an item needs a generator, such as "plugin".';
        yield { range: firstLine(item.range, document.text), message, severity: 'warning' };
      }
    }
  },
});

function* itemRemarks(item: Value, { type }: SetGenerator, text: string): Generator<RuleRemark> {
  const types = item.properties.filter(({ key }) => generatorTypes.some((name) => name === key?.text));
  const second = types[1];
  if (isEmpty(item)) {
    const message = `Argo CD ends in "child generator generated no parameters": each item of a ${type} needs a generator.`;
    yield { range: firstLine(item.range, text), message };
  } else if (second?.key) {
    const message = `Argo CD ends in "found more than one generator in matrix.Generators": give "${second.key.text}" an item of its own.`;
    yield { range: second.key.range, message };
  }
}

/** A mapping without a generator, or with a null that the API server drops; an unknown key is the schema's to judge. */
function isEmpty(item: Value): boolean {
  const isNothing = (value: Value): boolean => value.key?.text === 'selector' || value.reading?.type === 'null';
  return item.isMapping && item.properties.every(isNothing);
}
