import { nearestWord } from '../../base/nearest-word';
import { follow } from '../../manifest/parse/node';
import type { Value } from '../../manifest/dialects/value';

/** The generators that an ApplicationSet of Argo CD v3.5 knows, in the order of their fields in Go. */
export const generatorTypes = [
  'list',
  'clusters',
  'git',
  'scmProvider',
  'clusterDecisionResource',
  'pullRequest',
  'matrix',
  'merge',
  'plugin',
] as const;
export type GeneratorType = (typeof generatorTypes)[number];

/** Deeper than the controller reads, so that what lies too deep is seen. */
const deepest = 8;

/** One generator: an item of a list of generators may hold several. */
export interface SetGenerator {
  readonly type: GeneratorType;
  /** What stands under the type's key. */
  readonly value: Value;
  /** The item of the list. */
  readonly item: Value;
  /** 1 for those of the ApplicationSet itself. */
  readonly depth: number;
  /** The matrix or merge that it belongs to. */
  readonly parent: SetGenerator | undefined;
  /** Its item's place among those of the same list, from 0. */
  readonly index: number;
}

/** All generators of an ApplicationSet in the order of the text; what aliases repeat comes once. */
export function generatorsOf(root: Value | undefined): SetGenerator[] {
  const found: SetGenerator[] = [];
  const seen = new Set<unknown>();
  const visit = (list: Value | undefined, parent: SetGenerator | undefined, depth: number): void => {
    for (const [index, item] of (list?.items ?? []).entries()) {
      const target = follow(item.node);
      if (seen.has(target)) {
        continue;
      }
      seen.add(target);
      for (const value of item.properties) {
        const type = generatorTypes.find((name) => name === value.key?.text);
        if (type) {
          const generator: SetGenerator = { type, value, item, depth, parent, index };
          found.push(generator);
          if ((type === 'matrix' || type === 'merge') && depth < deepest) {
            visit(value.at('generators'), generator, depth + 1);
          }
        }
      }
    }
  };
  visit(root?.at('spec', 'generators'), undefined, 1);
  return found;
}

/** The plugin generators of an ApplicationSet. */
export function pluginsOf(root: Value | undefined): SetGenerator[] {
  return generatorsOf(root).filter(({ type }) => type === 'plugin');
}

/** Whether a document has a plugin generator, however its keys are spelt. */
export function hasPlugin(root: Value): boolean {
  return looselyGeneratorsOf(root).some((item) => item.properties.some(looksLikePlugin));
}

/** Whether a generator that is being typed may become a plugin generator. */
export function isOpenForPlugin(root: Value): boolean {
  const items = looselyGeneratorsOf(root);
  const isFinished = (item: Value): boolean =>
    item.keys.some((key) => key !== 'plugin' && generatorTypes.some((type) => type === key));
  return items.length === 0 || !items.every(isFinished);
}

/** The items of all lists of generators, those under misspelt keys, of a wrong shape and in a wrong place included. */
function looselyGeneratorsOf(root: Value): Value[] {
  const found: Value[] = [];
  const seen = new Set<unknown>();
  const visit = (owner: Value | undefined, depth: number): void => {
    const target = owner && follow(owner.node);
    if (!owner || seen.has(target) || depth > deepest) {
      return;
    }
    seen.add(target);
    const list = owner.isSequence ? owner : loosely(owner, 'generators');
    for (const item of list?.isMapping === true ? [list] : (list?.items ?? [])) {
      found.push(item);
      visit(loosely(item, 'matrix'), depth + 1);
      visit(loosely(item, 'merge'), depth + 1);
    }
  };
  visit(loosely(root, 'spec'), 1);
  visit(root, 1);
  return found;
}

function looksLikePlugin(value: Value): boolean {
  const name = value.key?.text ?? '';
  const isForeign = generatorTypes.some((type) => type === name && type !== 'plugin');
  return name === 'plugin' || (!isForeign && (isNear(name, 'plugin') || loosely(value, 'configMapRef') !== undefined));
}

function loosely(owner: Value, name: string): Value | undefined {
  return owner.at(name) ?? owner.properties.slice(0, 20).find(({ key }) => key && isNear(key.text, name));
}

export function isNear(word: string, name: string): boolean {
  return word === name || nearestWord(word, [name]) !== undefined;
}
