import { nearestWord } from '../../../base/nearest-word';
import { capitalized } from '../../../base/capitalized';
import { meantWords } from '../../../base/odd-sign';
import { follow } from '../../../manifest/parse/node';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { firstLine, type TextRange } from '../../../manifest/parse/text-range';
import type { Value } from '../../../manifest/dialects/value';
import { firstOfMany } from '../first-of-many';
import { firstPartOf, parameterNames } from '../generator-parameters';
import { generatorsOf } from '../generators';
import { usesGoTemplate } from '../template-text';

/**
 * Each generator of a merge must give a combination of the keys' values only once, and a key that a set lacks counts as
 * null (argo-cd v3.5.7, `applicationset/generators/merge.go`).
 */
export const mergeKeys = rule({
  code: 'argocd/merge-keys',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    for (const { type, value } of generatorsOf(document.root)) {
      const keys = value.at('mergeKeys');
      if (type !== 'merge' || !keys?.isSequence) {
        continue;
      }
      const range = firstLine(keys.key?.range ?? keys.range, document.text);
      if (keys.items.length === 0) {
        const message = 'Argo CD ends in "no merge keys were specified, Merge requires at least one".';
        yield { range, message };
        continue;
      }
      const names = keys.items.map(({ text }) => text);
      for (const key of keys.items) {
        if (usesGoTemplate(document) === true && key.text.includes('.') && !key.isMasked) {
          const message = `With "goTemplate" parameters are nested, and a key is looked up only at the top: "${key.text}" counts as null in every set.`;
          yield { range: key.range, message, severity: 'warning' };
        }
      }
      const children = value.at('generators')?.items ?? [];
      // A dotted key of a Go template is told above.
      const looked =
        usesGoTemplate(document) === true ? keys.items.filter(({ text }) => !text.includes('.')) : keys.items;
      yield* unknownKeys(looked, children);
      const absent = looked.filter((key) => children.some((child) => isInNoElement(key, child)));
      yield* absent.map(({ range, text }) => inNoElement(range, text, children));
      for (const [index, child] of children.entries()) {
        if (absent.some((key) => isInNoElement(key, child))) {
          continue;
        }
        if (index > 0 && child.keys.every((key) => key === 'list')) {
          yield* firstOfMany(withoutKey(child.at('list'), names), ({ element, key }) => {
            const message = `A merge takes this element for a set without "${key}", which is none of the first generator's: its values go nowhere. Give it a "${key}".`;
            return {
              range: firstLine((element.properties[0]?.key ?? element).range, document.text),
              message,
              severity: 'warning',
            };
          });
        }
        const repeated = child.keys.length === 1 ? repeatedSet(child.at('list', 'elements'), names) : undefined;
        if (repeated) {
          const message = `Argo CD ends in "Merge requires all param sets to be unique": an earlier element has the same ${names.map((name) => `"${name}"`).join(' and ')}.`;
          yield { range: firstLine(repeated.range, document.text), message };
        }
      }
    }
  },
});

/** Keys that a generator other than a list never gives: its sets meet none of the others'. */
function* unknownKeys(keys: readonly Value[], children: readonly Value[]): Generator<RuleRemark> {
  for (const key of keys) {
    const isOfOthers = (child: Value): boolean =>
      child.at('list') === undefined && parameterNames(child)?.has(firstPartOf(key.text)) === false;
    const child = key.isMasked || key.text.includes('{{') ? undefined : children.find(isOfOthers);
    if (child) {
      const known = [...(parameterNames(child) ?? [])].slice(0, 6).map((name) => `"${name}"`);
      const message = `"${child.keys[0] ?? ''}" gives no "${key.text}": each of its sets counts as null there, so it meets none of the others, and two of them end in "Merge requires all param sets to be unique". It has ${known.join(', ')}.`;
      yield { range: key.range, message, severity: 'warning' };
    }
  }
}

/** True for a key that no element of a list has; where its dots lead is not looked for. */
function isInNoElement(key: Value, child: Value): boolean {
  const isKnown = !key.isMasked && !/[.[]|\{\{/.test(key.text);
  return isKnown && child.at('list') !== undefined && parameterNames(child)?.has(key.text) === false;
}

function inNoElement(range: TextRange, key: string, children: readonly Value[]): RuleRemark {
  const names = new Set(children.flatMap((child) => [...(parameterNames(child) ?? [])]));
  const meant = nearestWord(key, [...names]);
  const fix = meant === undefined ? {} : { fix: { title: `Change to ${meant}`, replace: meant } };
  const advice = meant === undefined ? 'Name a key that all have.' : capitalized(meantWords(key, meant));
  const message = `No element of a list in this merge has "${key}", so they meet only sets that lack it, too. ${advice}`;
  return { range, message, severity: 'warning', ...fix };
}

/** The elements of a list that lack one of the keys; what dots lead to is another rule's matter. */
function withoutKey(
  list: Value | undefined,
  keys: readonly string[],
): { readonly element: Value; readonly key: string }[] {
  const elements = list?.at('elements')?.items ?? [];
  return elements.flatMap((element) => {
    const key = keys.find((name) => !name.includes('.') && !element.keys.includes(name));
    const isKnown = element.isMapping && !element.keys.some((name) => name.includes('{{'));
    return isKnown && key !== undefined && !key.includes('{{') ? [{ element, key }] : [];
  });
}

/** The first element of a list whose keys have the values of an earlier one. */
function repeatedSet(elements: Value | undefined, names: readonly string[]): Value | undefined {
  const seen = new Set<string>();
  for (const element of elements?.items ?? []) {
    const values = names.map((name) => element.at(name));
    // What braces or nested values become is known only later.
    if (!element.isMapping || values.some((value) => value && (value.text.includes('{{') || !isScalar(value)))) {
      return undefined;
    }
    const combination = JSON.stringify(values.map((value) => value?.reading?.value ?? null));
    if (seen.has(combination)) {
      return element;
    }
    seen.add(combination);
  }
  return undefined;
}

function isScalar({ node }: Value): boolean {
  const target = follow(node);
  return target?.is === 'scalar' && !target.masked;
}
