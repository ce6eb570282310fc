import { rule } from '../../../manifest/rule';
import { firstLine } from '../../../manifest/parse/text-range';
import type { Value } from '../../../manifest/dialects/value';
import { generatorsOf, type SetGenerator } from '../generators';
import { isHelmTemplate } from '../helm-template';
import { usesGoTemplate } from '../template-text';

/**
 * Without Go templates both children of a matrix give a parameter `generator`, and different values of one parameter end
 * the generation (argo-cd v3.5.7, `CombineStringMaps` in `applicationset/utils/map.go`).
 */
export const twoPlugins = rule({
  code: 'argocd/two-plugins',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    const generators = generatorsOf(document.root);
    if (usesGoTemplate(document) !== false || isHelmTemplate(document)) {
      return;
    }
    const byParent = new Map<SetGenerator, SetGenerator[]>();
    for (const generator of generators) {
      if (generator.parent) {
        byParent.set(generator.parent, [...(byParent.get(generator.parent) ?? []), generator]);
      }
    }
    for (const matrix of generators.filter(({ type }) => type === 'matrix')) {
      const children = byParent.get(matrix) ?? [];
      const [firsts, seconds] = [0, 1].map((place) =>
        children.filter(({ index }) => index === place).flatMap((child) => inputsOf(child, byParent)),
      );
      const [first, second] = [firsts?.[0], seconds?.[0]];
      const isKnown = firsts?.length === 1 && seconds?.length === 1;
      if (first && second && isKnown && written(first.value) !== written(second.value)) {
        const range = firstLine(second.value.key?.range ?? second.value.range, document.text);
        const message =
          'Argo CD ends in "found duplicate key generator with different value": two plugins with different input in one matrix need "goTemplate: true".';
        yield { range, message };
      }
    }
  },
});

/** The plugins whose input a generator's parameters carry; a merge keeps those of its first. */
function inputsOf(generator: SetGenerator, byParent: ReadonlyMap<SetGenerator, SetGenerator[]>): SetGenerator[] {
  if (generator.type === 'plugin') {
    return [generator];
  }
  const children = byParent.get(generator) ?? [];
  const isOpen = generator.type === 'merge' && children.filter(({ type }) => type === 'plugin').length > 1;
  return isOpen ? [] : children.flatMap((child) => inputsOf(child, byParent));
}

/** A value as JSON, as far as it is known. */
function written(plugin: Value): string {
  const json = (value: Value | undefined): unknown => {
    if (value?.isMapping === true) {
      return Object.fromEntries(value.properties.map((each) => [each.key?.text ?? '', json(each)]).toSorted());
    }
    return value?.isSequence === true ? value.items.map(json) : (value?.reading?.value ?? null);
  };
  return JSON.stringify(json(plugin.at('input', 'parameters')) ?? {});
}
