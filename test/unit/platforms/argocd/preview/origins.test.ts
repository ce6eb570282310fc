import assert from 'node:assert/strict';
import type { SpecPath } from '../../../../../src/platforms/argocd/calls/controller-error';
import { originOf, type ValueOrigin } from '../../../../../src/platforms/argocd/preview/value-origin';
import { previewAll } from '../../../../preview-manifests';

function setOf(generators: string, template: string, more = ''): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: ApplicationSet',
    'metadata: {name: as, namespace: argocd}',
    `spec: {goTemplate: true, ${more} generators: ${generators}, template: ${template}}`,
  ].join('\n');
}

const flat = (text: string): string => text.replace('goTemplate: true,', '').replaceAll('{{.', '{{');

async function originIn(text: string, path: SpecPath, index = 0): Promise<ValueOrigin | undefined> {
  const [preview] = await previewAll({ '/work/set.yaml': text });
  const application = preview?.applications[index];
  assert.ok(preview && application, preview?.error);
  return originOf(preview, application, path);
}

/** The generator of each parameter that the name asks for. */
async function generatorsIn(text: string, index = 0): Promise<unknown> {
  const origin = await originIn(text, ['metadata', 'name'], index);
  return origin && 'parameters' in origin
    ? Object.fromEntries(origin.parameters.map(({ name, generator }) => [name, generator?.join('.')]))
    : origin;
}

const named = (name: string): string => `{metadata: {name: "${name}"}, spec: {}}`;

describe('where a value of a previewed Application comes from', () => {
  it('is the template, and each parameter in it with its value and its generator', async () => {
    const text = setOf('[{list: {elements: [{name: a, x: {v: [1]}}]}}]', named('{{.name}}-{{.x.v}}-{{$.name}}'));
    assert.deepEqual(await originIn(text, ['metadata', 'name']), {
      is: 'template',
      text: '{{.name}}-{{.x.v}}-{{$.name}}',
      parameters: [
        { name: 'name', value: 'a', generator: ['generators', 0, 'list'] },
        { name: 'x.v', value: '[1]', generator: ['generators', 0, 'list'] },
      ],
    });
  });

  it('is found under a key that is rendered, and in a list', async () => {
    const template = '{metadata: {name: n, labels: {"l-{{.name}}": "{{.x}}"}}, spec: {sources: [{path: "{{.name}}"}]}}';
    const text = setOf('[{list: {elements: [{name: a, x: v}]}}]', template);
    const at = async (...path: SpecPath): Promise<unknown> => {
      const origin = await originIn(text, path);
      return origin?.is === 'template' && origin.text;
    };
    assert.deepEqual(
      [await at('metadata', 'labels', 'l-a'), await at('spec', 'sources', 0, 'path')],
      ['{{.x}}', '{{.name}}'],
    );
  });

  const matrix =
    '[{list: {elements: []}}, {matrix: {generators: [{list: {elements: [{a: one, both: x}]}}, {list: {elements: [{b: two, both: x}]}}]}}]';

  it('is the generator of a matrix that gives it, and the first where both do', async () => {
    const text = setOf(matrix, named('{{.a}}-{{.b}}-{{.both}}'));
    const expected = {
      a: 'generators.1.matrix.generators.0.list',
      b: 'generators.1.matrix.generators.1.list',
      both: 'generators.1.matrix.generators.0.list',
    };
    assert.deepEqual(await generatorsIn(text), expected);
    assert.deepEqual(await generatorsIn(flat(text)), expected);
  });

  it('is the last generator of a merge that gives it', async () => {
    const merge =
      '[{merge: {mergeKeys: [k], generators: [{list: {elements: [{k: a, x: "1", w: "1", z: "1"}, {k: b, x: "1"}]}}, {list: {elements: [{k: a, w: "2", z: "2"}]}}, {list: {elements: [{k: a, z: "3"}]}}]}}]';
    const text = setOf(merge, named('{{.x}}{{.w}}{{.z}}'));
    const expected = {
      x: 'generators.0.merge.generators.0.list',
      w: 'generators.0.merge.generators.1.list',
      z: 'generators.0.merge.generators.2.list',
    };
    assert.deepEqual(await generatorsIn(text), expected);
    assert.deepEqual(await generatorsIn(flat(text)), expected);
    const second = setOf(merge, named('{{.x}}'));
    assert.deepEqual(await generatorsIn(second, 1), { x: 'generators.0.merge.generators.0.list' });
  });

  it('is nothing where no generator gives the parameter', async () => {
    const text = setOf('[{list: {elements: [{name: a}]}}]', named('{{.name}}{{.other}}'));
    const origin = await originIn(text, ['metadata', 'name']);
    assert.deepEqual(origin?.is === 'template' && origin.parameters[1], {
      name: 'other',
      value: undefined,
      generator: undefined,
    });
  });

  it('is the patch for what that changes, and the template for what it leaves', async () => {
    const template = '{metadata: {name: "{{.name}}"}, spec: {project: p, source: {path: here, repoURL: r}}}';
    const patch = 'templatePatch: "spec: {source: {path: \'{{.name}}\'}}",';
    const text = setOf('[{list: {elements: [{name: a}]}}]', template, patch);
    const is = async (...path: SpecPath): Promise<unknown> => (await originIn(text, path))?.is;
    assert.deepEqual(
      [await is('spec', 'source', 'path'), await is('spec', 'source', 'repoURL'), await is('metadata', 'name')],
      ['patch', 'template', 'template'],
    );
  });

  it('is the controller for the namespace and the finalizer, and nothing for what is not there', async () => {
    const text = setOf('[{list: {elements: [{name: a}]}}]', named('{{.name}}'));
    const is = async (...path: SpecPath): Promise<unknown> => (await originIn(text, path))?.is;
    assert.deepEqual(
      [
        await is('metadata', 'namespace'),
        await is('metadata', 'finalizers', 0),
        await is('spec', 'project'),
        await is('metadata', 'name', 'x'),
      ],
      ['controller', 'controller', undefined, undefined],
    );
  });
});

describe('where the controller meets an error', () => {
  const placeIn = async (text: string): Promise<unknown> =>
    (await previewAll({ '/work/set.yaml': text }))[0]?.errorPlace;

  it('is the generator, the innermost that fails', async () => {
    const merge = '{merge: {mergeKeys: [k], generators: [{list: {elements: [{}, {}]}}, {list: {elements: []}}]}}';
    assert.deepEqual(await placeIn(setOf(`[{list: {elements: [{}]}}, ${merge}]`, named('n'))), {
      generator: ['generators', 1, 'merge'],
    });
    const inner = '{list: {elements: [], elementsYaml: "- {{.x}"}}';
    const matrix = `{matrix: {generators: [{list: {elements: [{a: b}]}}, ${inner}]}}`;
    assert.deepEqual(await placeIn(setOf(`[${matrix}]`, named('n'))), {
      generator: ['generators', 0, 'matrix', 'generators', 1, 'list'],
      text: '- {{.x}',
    });
  });

  it('is the template that cannot be rendered', async () => {
    const list = '[{list: {elements: [{name: a}]}}]';
    assert.deepEqual(await placeIn(setOf(list, named('{{ fail .name }}'))), { text: '{{ fail .name }}' });
    assert.deepEqual(await placeIn(setOf(list, named('n'), 'templatePatch: "[x]",')), { text: '[x]' });
  });
});
