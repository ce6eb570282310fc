import assert from 'node:assert/strict';
import { completeAt } from '../../../../src/manifest/edit/completion';
import { ParseCache } from '../../../../src/manifest/parse/parse-cache';
import { argocd } from '../../../../src/platforms/argocd/argocd';
import { refusedName } from '../../../../src/platforms/platforms';
import { namesIn } from '../../../memory-files';

const files = {
  '/set.yaml': `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set, namespace: argocd}
spec: {generators: [{plugin: {configMapRef: {name: my-plugin}}}], template: {}}
`,
  '/map.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: my-plugin, namespace: argocd}
data: {baseUrl: 'http://server.plugins.svc:80', token: '$my-secret:token'}
`,
  '/other-map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\ndata: {a: b}\n',
  '/secret.yaml': `apiVersion: v1
kind: Secret
metadata: {name: my-secret, namespace: argocd, labels: {app.kubernetes.io/part-of: argocd}}
stringData: {token: strong-password}
`,
  '/service.yaml': `apiVersion: v1
kind: Service
metadata: {name: server, namespace: plugins}
spec: {selector: {app: server}, ports: [{port: 80}]}
`,
};

describe('the names in manifests of Argo CD', () => {
  const places = [
    ['argocd.config-map', 'my-plugin', '/map.yaml', '/set.yaml'],
    ['argocd.secret', 'my-secret', '/secret.yaml', '/map.yaml'],
    ['argocd.secret-key/my-secret', 'token', '/secret.yaml', '/map.yaml'],
    ['argocd.service', 'server', '/service.yaml', '/map.yaml'],
  ] as const;
  for (const [sort, name, definedIn, usedIn] of places) {
    it(`lead from ${usedIn} to ${definedIn} by "${name}", letter by letter`, async () => {
      const names = await namesIn(files);
      const found = [...names.definitions(sort, name), ...names.references(sort, name)];

      assert.deepEqual(
        found.map(({ file }) => file),
        [definedIn, usedIn],
      );
      for (const { file, at } of found) {
        const line = files[file as keyof typeof files].split('\n')[at.start.line] ?? '';
        assert.equal(line.slice(at.start.character, at.end.character), name);
      }
    });
  }

  it('keep no secret: only what tells one value from another', async () => {
    const known = JSON.stringify((await namesIn(files)).definitions('argocd.secret'));
    assert.match(known, /my-secret/);
    assert.doesNotMatch(known, /strong-password/);
  });

  it('take a new name only as Kubernetes does', () => {
    assert.equal(refusedName('argocd.config-map', 'my-plugin.v2'), undefined);
    assert.match(refusedName('argocd.config-map', 'My_Plugin') ?? '', /small letters/);
    assert.equal(refusedName('argocd.secret-key/a', 'plugin.my_Key'), undefined);
    assert.match(refusedName('argocd.secret-key/a', 'a/b') ?? '', /in a key/);
    assert.equal(refusedName('another.sort', 'a/b'), undefined);
  });
});

describe('completion in manifests of Argo CD', () => {
  const offered = async (
    text: string,
    more: Record<string, string> = {},
  ): Promise<(readonly [string, string | undefined])[]> => {
    const offset = text.indexOf('█');
    const open = {
      text: text.replace('█', ''),
      before: [],
      cache: new ParseCache(),
      names: await namesIn({ ...files, ...more }, Object.keys(more)[0]),
    };
    return completeAt(open, offset, argocd.manifestKinds).map(({ label, detail }) => [label, detail] as const);
  };

  it('offers the ConfigMaps that are made for plugins', async () => {
    const text = files['/set.yaml'].replace('name: my-plugin', 'name: █');
    assert.deepEqual(await offered(text), [['my-plugin', 'argocd, map.yaml']]);
  });

  it('offers the keys of Secrets as references', async () => {
    const text = files['/map.yaml'].replace('$my-secret:token', '█');
    assert.deepEqual((await offered(text))[0], ['$my-secret:token', 'argocd, secret.yaml']);
  });

  it('offers what lies nearest first', async () => {
    const own = '/team/own.yaml';
    const text = `${files['/map.yaml']}---\n${files['/secret.yaml'].replace('my-secret', 'own-secret')}`;
    const beside = files['/secret.yaml'].replace('my-secret', 'beside-secret');
    const found = await offered(text.replace('$my-secret:token', '█'), { [own]: text, '/team/beside.yaml': beside });
    assert.deepEqual(
      found.slice(0, 3).map(([label]) => label),
      ['$own-secret:token', '$beside-secret:token', '$my-secret:token'],
    );
  });

  it('offers the generators of a matrix, and no third level', async () => {
    const set = (generators: string): string =>
      files['/set.yaml'].replace(
        /\{generators: .*\], template/,
        `{generators: [${generators}, {plugin: {}}], template`,
      );
    const keys = async (generators: string): Promise<string[]> =>
      (await offered(set(generators))).map(([label]) => label);

    assert.ok((await keys('{matrix: {generators: [{█}]}}')).includes('merge'));
    const third = await keys('{matrix: {generators: [{merge: {generators: [{█}]}}]}}');
    assert.ok(third.includes('plugin'));
    assert.ok(!third.includes('merge'));
  });
});
