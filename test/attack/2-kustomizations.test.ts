import assert from 'node:assert/strict';
import { Manifests } from '../../src/catalog/manifests';
import type { Names } from '../../src/manifest/names/names';
import { kustomized } from '../../src/platforms/argocd/kustomize';
import { manifestReader } from '../../src/platforms/platforms';
import { MemoryFiles } from '../memory-files';

const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: a}
spec: {generators: [{plugin: {configMapRef: {name: a}}}]}
`;

/** A workspace in memory that remembers what is read of it. */
class WatchedFiles extends MemoryFiles {
  readonly asked = new Set<string>();

  override read(path: string): Promise<string | undefined> {
    this.asked.add(path);
    return super.read(path);
  }
}

async function namesOf(files: MemoryFiles): Promise<Names> {
  const manifests = new Manifests(manifestReader(), files);
  manifests.setFolders(['/w']);
  await manifests.ready();
  return manifests.names;
}

function kustomization(lines: string): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${lines}`;
}

describe('2 kustomizations that lead astray', () => {
  it('2.83 one that takes in itself, and two that take in each other under longer and longer names, come to an end', async () => {
    const files = new MemoryFiles({
      '/w/a/set.yaml': set,
      '/w/a/kustomization.yaml': kustomization(
        'namePrefix: a-\nresources: [set.yaml, ., ./, ../a, kustomization.yaml, ../b]\n',
      ),
      '/w/b/kustomization.yaml': kustomization('nameSuffix: -b\nresources: [../a, ../b/../a, .]\n'),
    });
    const { applied, folders, isPatch } = kustomized('/w/a/set.yaml', await namesOf(files));
    assert.ok(applied.length <= 2_000);
    assert.deepEqual([...folders.keys()], ['/w/a', '/w/b']);
    assert.equal(isPatch, false);
  });

  it('2.84 one that takes in the whole disk, or addresses, has nothing read but the workspace', async () => {
    const files = new WatchedFiles({
      '/w/a/set.yaml': set,
      '/etc/set.yaml': set,
      '/set.yaml': set,
      '/w/a/kustomization.yaml': kustomization(
        `resources: [/, /etc, /etc/set.yaml, ../../../../.., ../../../../../../etc, ../../set.yaml, "~", "a\\nb", '**']
bases: ['https://git.example.com/team/base?ref=v1', 'git@git.example.com:team/base.git//apps', 'file:///etc/passwd']
components: ['${'../'.repeat(300)}etc', ${'x'.repeat(5_000)}]
patches: [{path: /dev/zero}, {path: 'ssh://git.example.com/a'}, {path: {a: b}}, /etc/set.yaml]
`,
      ),
    });
    const names = await namesOf(files);
    assert.deepEqual(kustomized('/w/a/set.yaml', names).applied, [{ namespace: undefined, prefix: '', suffix: '' }]);
    assert.deepEqual(
      [...files.asked].filter((path) => !path.startsWith('/w/')),
      [],
    );
  });

  it('2.85 of one with two thousand entries the first five hundred are followed', async () => {
    const many = Array.from({ length: 2_000 }, (_, index) => `  - f${index}.yaml`).join('\n');
    const files = new MemoryFiles({
      '/w/a/f1.yaml': set,
      '/w/a/f1999.yaml': set,
      '/w/a/kustomization.yaml': kustomization(`namespace: argocd\nresources:\n${many}\n`),
    });
    const names = await namesOf(files);
    assert.deepEqual(kustomized('/w/a/f1.yaml', names).applied, [{ namespace: 'argocd', prefix: '', suffix: '' }]);
    assert.deepEqual(kustomized('/w/a/f1999.yaml', names).applied, [{ namespace: undefined, prefix: '', suffix: '' }]);
  });
});
