import { deepEqual, equal } from 'node:assert/strict';
import { finish } from '../../../../../src/base/steps';
import { ParseCache } from '../../../../../src/manifest/parse/parse-cache';
import type { SpecPlace } from '../../../../../src/platforms/argocd/calls/controller-error';
import { objectsIn, pathAt, rangeOf, type PlacedObject } from '../../../../../src/platforms/argocd/preview/set-places';

const text = `# ours
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data: {baseUrl: "http://h"}
---
apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: as}
spec:
  generators:
    - matrix:
        generators:
          - list: {elements: []}
          - plugin: {configMapRef: {name: c}, template: {metadata: {name: '{{ .a }}'}}}
  template:
    metadata:
      name: '{{ .a }}'
---
kind: ConfigMap
data: {other: x}
`;

const objects = (of = text): PlacedObject[] => finish(objectsIn(of, new ParseCache()));
const set = (): PlacedObject => objects()[1]!;
const shown = (place: SpecPlace): string => {
  const { start, end } = rangeOf(set(), place);
  return `${text.slice(0, start).split('\n').length}: ${text.slice(start, end)}`;
};

describe('the places of an ApplicationSet in its text', () => {
  it('are those of sets and connections, and of nothing else', () =>
    deepEqual(
      objects().map(({ kind, name }) => `${kind} ${name}`),
      ['ConfigMap c', 'ApplicationSet as'],
    ));

  it('are the key of a generator, a template by its text, and else the head', () => {
    deepEqual(
      [
        shown({ generator: ['generators', 0, 'matrix', 'generators', 1, 'plugin'] }),
        shown({ text: '{{ .a }}' }),
        shown({ generator: ['generators', 0, 'matrix', 'generators', 1, 'plugin'], text: '{{ .a }}' }),
        shown({ generator: ['generators', 7, 'plugin'] }),
        shown({}),
      ],
      ['15: plugin', "18: '{{ .a }}'", "15: '{{ .a }}'", '7: apiVersion', '7: apiVersion'],
    );
  });

  it('are found from an offset, as keys and indexes', () => {
    const at = pathAt(set(), text.indexOf('elements'));
    deepEqual(at?.path, ['spec', 'generators', 0, 'matrix', 'generators', 0, 'list', 'elements']);
    equal(pathAt(set(), 3), undefined);
  });
});
