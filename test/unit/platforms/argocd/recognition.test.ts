import assert from 'node:assert/strict';
import { checkText } from '../../../../src/manifest/check/check-text';
import { noNames } from '../../../../src/manifest/names/names';
import { argocd } from '../../../../src/platforms/argocd/argocd';
import { finish } from '../../../../src/base/steps';
import { manifestsIn } from '../../../../src/platforms/platforms';
import { namesIn } from '../../../memory-files';

const { manifestKinds } = argocd;
const kindOf = (text: string): string | undefined => checkText(text, manifestKinds, []).documents[0]?.kind?.id;

const head = 'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\n';
const plugin = '{plugin: {configMapRef: {name: a}}}';

describe('an ApplicationSet with a plugin generator', () => {
  const ours: Record<string, string> = {
    'at the top': `${head}spec: {generators: [${plugin}]}\n`,
    'beside others': `${head}spec: {generators: [{list: {}}, ${plugin}]}\n`,
    'in a matrix': `${head}spec: {generators: [{matrix: {generators: [{git: {}}, ${plugin}]}}]}\n`,
    'in a merge in a matrix': `${head}spec: {generators: [{matrix: {generators: [{merge: {generators: [${plugin}]}}]}}]}\n`,
    'of another version': `apiVersion: argoproj.io/v2\nkind: ApplicationSet\nspec: {generators: [${plugin}]}\n`,
    'that is still empty': `${head}spec:\n  generators:\n    - plugin:\n`,
    'that is misspelt': `${head}spec: {generators: [{plugins: {}}]}\n`,
    'under misspelt keys': `${head}spec: {generater: [{matrx: {generators: [{x: {configMapRef: {name: a}}}]}}]}\n`,
    'by an alias': `${head}x: &p ${plugin}\nspec: {generators: [*p]}\n`,
    'before a syntax error': `${head}spec:\n  generators:\n    - ${plugin}\n  template: [a\n`,
    'in flow style': `{apiVersion: argoproj.io/v1alpha1, kind: ApplicationSet, spec: {generators: [${plugin}]}}`,
  };
  for (const [how, text] of Object.entries(ours)) {
    it(`is recognized ${how}`, () => assert.equal(kindOf(text), 'argocd.application-set'));
  }

  const whileTyping: Record<string, string> = {
    'its plugin is being typed': `${head}spec:\n  generators:\n    - plu\n`,
    'a generator is to come': `${head}spec:\n  generators:\n    -\n`,
    'its generators are gone': `${head}spec:\n`,
    'its kind is being typed': `apiVersion: argoproj.io/v1alpha1\nkind: Appl\nspec: {generators: [${plugin}]}\n`,
    'its version is being typed': `apiVersion: argo\nkind: ApplicationSet\nspec: {generators: [${plugin}]}\n`,
  };
  const before = checkText(`${head}spec: {generators: [${plugin}]}\n`, manifestKinds, []);
  for (const [when, text] of Object.entries(whileTyping)) {
    it(`stays one while ${when}`, () => {
      const [document] = checkText(text, manifestKinds, [], { previous: before }).documents;
      assert.equal(document?.kind?.id, 'argocd.application-set');
    });
  }

  const others: Record<string, string> = {
    'has other generators alone': `${head}spec: {generators: [{list: {}}]}\n`,
    'is another object': `apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nspec: {generators: [${plugin}]}\n`,
  };
  for (const [when, text] of Object.entries(others)) {
    it(`is none any more once it ${when}`, () => {
      const [document] = checkText(text, manifestKinds, [], { previous: before }).documents;
      assert.equal(document?.kind, undefined);
    });
  }

  it('is listed with the line on which it begins', () => {
    const text = `# A comment\n---\n${head}spec: {generators: [${plugin}]}\n`;
    assert.deepEqual(
      finish(manifestsIn(text, noNames)).map(({ kind, line }) => ({ kind, line })),
      [{ kind: 'argocd.application-set', line: 3 }],
    );
  });
});

describe('a ConfigMap or Secret', () => {
  const set = `${head}metadata: {namespace: argocd}\nspec: {generators: [${plugin}]}\n`;
  const configMap = (namespace: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: ${namespace}}\ndata: {baseUrl: b, token: $s:k}\n`;
  const bare = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {}\n';
  const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {}\n';
  const kindIn = async (files: Record<string, string>, file: string): Promise<string | undefined> => {
    const names = await namesIn(files);
    return checkText(files[file] ?? '', manifestKinds, [], { names }).documents[0]?.kind?.id;
  };

  it('is ours when a plugin generator leads to it, whatever is in it', async () => {
    const files = { '/set.yaml': set, '/map.yaml': configMap('argocd'), '/secret.yaml': secret, '/bare.yaml': bare };

    assert.equal(await kindIn(files, '/bare.yaml'), 'argocd.plugin-config-map');
    assert.equal(await kindIn(files, '/secret.yaml'), 'argocd.plugin-secret');
  });

  it('is not when none does', async () => {
    assert.equal(await kindIn({ '/bare.yaml': bare }, '/bare.yaml'), undefined);
    assert.equal(await kindIn({ '/secret.yaml': secret }, '/secret.yaml'), undefined);
  });

  it('is not when only a workload mounts it', async () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: s}}\nspec: {volumes: [{name: v, secret: {secretName: s}}]}\n';
    const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: s}}\n';
    const files = { '/pod.yaml': pod, '/service.yaml': service, '/secret.yaml': secret };

    assert.equal(await kindIn(files, '/secret.yaml'), undefined);
  });

  it('of another namespace is not what the generator means', async () => {
    const other = bare.replace('name: a', 'name: a, namespace: other');

    assert.equal(await kindIn({ '/set.yaml': set, '/bare.yaml': other }, '/bare.yaml'), undefined);
  });
});
