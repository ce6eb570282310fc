import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { Json } from '../../../../../src/base/json';
import type { WorkbenchError } from '../../../../../src/base/workbench-error';
import { changesOf, countsOf, unclaimed, type SetChanges } from '../../../../../src/platforms/argocd/preview/changes';
import { savedApplications } from '../../../../../src/platforms/argocd/preview/existing-applications';
import type { ManifestPreview } from '../../../../../src/platforms/argocd/preview/preview-manifest';
import { previewAll } from '../../../../preview-manifests';

const yaml = (text: string): Promise<Json> => Promise.resolve(parse(text) as Json);
const TEMPLATE = '{metadata: {name: "{{.name}}"}, spec: {project: p, source: {repoURL: r, path: "{{.name}}"}}}';

function setOf(elements: string, more = '', template = TEMPLATE, name = 'as'): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: ApplicationSet',
    `metadata: {name: ${name}, namespace: argocd}`,
    `spec: {goTemplate: true, ${more} generators: [{list: {elements: [${elements}]}}], template: ${template}}`,
  ].join('\n');
}

const saved = (name: string, more: { spec?: string; metadata?: string } = {}): string =>
  [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    `metadata: {name: ${name}, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]${more.metadata ?? ''}}`,
    `spec: ${more.spec ?? `{project: p, source: {repoURL: r, path: ${name}}}`}`,
  ].join('\n');

async function previews(...texts: readonly string[]): Promise<ManifestPreview[]> {
  return previewAll(Object.fromEntries(texts.map((text, index) => [`/work/set${index}.yaml`, text])));
}

async function changes(set: string, ...existing: readonly string[]): Promise<SetChanges> {
  const [preview] = await previews(set);
  assert.ok(preview);
  const known = await savedApplications('/work/saved.yaml', existing.join('\n---\n'), yaml);
  const found = changesOf(known, [preview]).get(preview);
  assert.ok(found);
  return found;
}

/** The changes as a person reads them. */
async function toldBy(...asked: Parameters<typeof changes>): Promise<string[]> {
  const found = await changes(...asked);
  return found.changes.map(
    ({ is, name, fields = [], keptBy }) =>
      `${is} ${name}${fields.map(({ path, before, after }) => ` ${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`).join()}${keptBy === undefined ? '' : ` kept by ${keptBy}`}`,
  );
}

describe('what the controller would do to the Applications that are there', () => {
  it('is to create, to change and to delete, and to leave what is the same', async () => {
    const found = await changes(
      setOf('{name: a}, {name: b}, {name: c}'),
      saved('a'),
      saved('b', { spec: '{project: p, source: {repoURL: r, path: other}}' }),
      saved('d'),
    );
    assert.deepEqual(found, {
      changes: [
        {
          is: 'changed',
          name: 'b',
          namespace: 'argocd',
          fields: [{ path: 'spec.source.path', before: 'other', after: 'b' }],
        },
        { is: 'created', name: 'c', namespace: 'argocd' },
        { is: 'deleted', name: 'd', namespace: 'argocd' },
      ],
      unchanged: 1,
      notes: [],
    });
    assert.equal(countsOf(found), '1 created, 1 changed, 1 deleted, 1 as it is');
  });

  it('is to delete all of them where there are no parameter sets', async () =>
    assert.deepEqual(await toldBy(setOf(''), saved('a'), saved('b')), ['deleted a', 'deleted b']));

  it('is nothing where it stops at an error', async () => {
    const failing = setOf('{name: a}', undefined, '{metadata: {name: "{{ fail .name }}"}, spec: {}}');
    assert.deepEqual(await changes(failing, saved('b')), { changes: [], unchanged: 1, notes: [] });
  });

  it('is no more than the policy of the set lets it', async () => {
    const policy = async (name: string): Promise<string[]> =>
      toldBy(
        setOf('{name: a}, {name: b}', `syncPolicy: {applicationsSync: ${name}},`),
        saved('b', { spec: '{project: q, source: {repoURL: r, path: b}}' }),
        saved('c'),
      );
    const change = 'changed b spec.project: "q" → "p"';
    assert.deepEqual(await policy('create-only'), [
      'created a',
      `${change} kept by create-only`,
      'deleted c kept by create-only',
    ]);
    assert.deepEqual(await policy('create-update'), ['created a', change, 'deleted c kept by create-update']);
    assert.deepEqual(await policy('create-delete'), ['created a', `${change} kept by create-delete`, 'deleted c']);
    assert.deepEqual(await policy('sync'), ['created a', change, 'deleted c']);
  });

  it('takes what Go leaves out for what is not there, but not what is meant empty', async () => {
    const template = (policy: string): string =>
      `{metadata: {name: "{{.name}}"}, spec: {source: {repoURL: r, path: "", directory: {recurse: false}}, syncPolicy: ${policy}}}`;
    const there = saved('a', { spec: '{project: default, source: {repoURL: r}}' });
    assert.deepEqual(await toldBy(setOf('{name: a}', undefined, template('{automated: {}}')), there), [
      'changed a spec.syncPolicy: undefined → {"automated":{}}',
    ]);
    assert.deepEqual(await toldBy(setOf('{name: a}', undefined, template('{}')), there), []);
  });

  it('keeps the annotations of Argo CD itself and what the set preserves, and takes away others', async () => {
    const metadata =
      ', annotations: {argocd.argoproj.io/refresh: hard, mine: x, theirs: y}, labels: {team: z}, ownerReferences: [{kind: ApplicationSet, name: as}]';
    const set = setOf('{name: a}', 'preservedFields: {annotations: [mine], labels: [team]},');
    assert.deepEqual(await toldBy(set, saved('a', { metadata })), [
      'changed a metadata.annotations.theirs: "y" → undefined',
    ]);
  });

  it('leaves what the set ignores, in all Applications or in one', async () => {
    const spec = '{project: q, source: {repoURL: r, path: other}}';
    const ignoring = (entry: string): string => setOf('{name: a}', `ignoreApplicationDifferences: [${entry}],`);
    const both = 'jsonPointers: [/spec/project, /spec/source/path]';
    assert.deepEqual(await toldBy(ignoring(`{${both}}`), saved('a', { spec })), []);
    assert.deepEqual(await toldBy(ignoring(`{name: a, ${both}}`), saved('a', { spec })), []);
    assert.equal((await toldBy(ignoring(`{name: b, ${both}}`), saved('a', { spec }))).length, 1);
    const { notes } = await changes(ignoring('{jqPathExpressions: [.spec.project]}'), saved('a', { spec }));
    assert.deepEqual(notes, ['What "jqPathExpressions" of the set would leave as it is, is told as changed here.']);
  });

  it('leaves alone what another set owns, or what is in another namespace', async () => {
    const owned = saved('b', { metadata: ', ownerReferences: [{kind: ApplicationSet, name: other}]' });
    const elsewhere = saved('c').replace('namespace: argocd', 'namespace: elsewhere');
    assert.deepEqual(await toldBy(setOf('{name: a}'), saved('a'), owned, elsewhere), []);
  });

  it('neither makes nor deletes Applications that have one name', async () =>
    assert.deepEqual(await toldBy(setOf('{name: a}, {name: a}'), saved('a')), []));

  it('does not say of which of several sets an Application was', async () => {
    const both = await previews(setOf('{name: a}'), setOf('{name: b}', '', TEMPLATE, 'other'));
    const existing = await savedApplications(
      '/s.yaml',
      ['a', 'b', 'c'].map((each) => saved(each)).join('\n---\n'),
      yaml,
    );
    assert.deepEqual(
      [
        [...changesOf(existing, both).values()].map((each) => each.changes),
        unclaimed(existing, both).map(({ metadata }) => metadata['name']),
      ],
      [[[], []], ['c']],
    );
  });
});

describe('saved Applications', () => {
  it('are manifests, a list as kubectl prints it, or an earlier preview', async () => {
    const application = { kind: 'Application', metadata: { name: 'a' }, spec: { project: 'p' } };
    const read = (text: string): Promise<unknown> => savedApplications('/s', text, yaml);
    const expected = [{ metadata: { name: 'a' }, spec: { project: 'p' }, owner: undefined }];
    assert.deepEqual(
      await read('# saved\n---\nkind: Application\nmetadata: {name: a}\nspec: {project: p}\n'),
      expected,
    );
    assert.deepEqual(await read(JSON.stringify({ kind: 'List', items: [application, { kind: 'Other' }] })), expected);
    assert.deepEqual(await read(JSON.stringify([{ name: 'as', applications: [application] }])), [
      { ...expected[0], owner: 'as' },
    ]);
    assert.deepEqual(await read(''), []);
  });

  it('are none of a text without any', () =>
    assert.rejects(savedApplications('/s', 'kind: ConfigMap\n', yaml), (error: WorkbenchError) => {
      assert.equal(error.what, 'There is no Application in what was saved.');
      return true;
    }));
});
