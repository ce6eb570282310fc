import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json } from '../../../../src/base/json';
import type { ManifestPreview } from '../../../../src/platforms/argocd/preview/preview-manifest';
import { previewAll } from '../../../preview-manifests';
import { testPython } from '../../test-python';

const folder = join(__dirname, '../../../fixtures/argocd-conformance');

/** Where the recorded plugin server listened. */
const recordedPort = '18455';

interface Expected {
  readonly applications: readonly { readonly metadata: Json; readonly spec: Json }[] | null;
  readonly error?: string;
  readonly decodeError?: string;
}

/** Without what is empty: Go prints fields that are not set, and the preview does not. */
function bare(value: Json): Json | undefined {
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => bare(item) ?? []);
    return items.length > 0 ? items : undefined;
  }
  if (isObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map((key) => [key, bare(value[key] ?? null)] as const)
      .filter(([, each]) => each !== undefined);
    return entries.length > 0 ? (Object.fromEntries(entries) as Json) : undefined;
  }
  return value === null || value === '' ? undefined : value;
}

function told({ applications, error }: Pick<ManifestPreview, 'applications' | 'error'>): unknown {
  const all = applications.map(({ metadata, spec }) => JSON.stringify(bare({ metadata, spec })));
  return { error, applications: all.sort() };
}

/** Manifests and what the packages of Argo CD v3.5.7 made of them, beside a plugin that answers. */
describe('a preview and what Argo CD v3.5.7 generates', () => {
  let server: ChildProcess;
  let port = '';

  before(async () => {
    server = spawn(testPython(), [join(folder, 'plugin_server.py')], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = (await once(server.stdout!, 'data')) as [Buffer];
    port = line.toString().trim();
  });

  after(() => server.kill());

  for (const file of readdirSync(join(folder, 'cases'))) {
    const name = file.replace(/\.yaml$/, '');
    it(`are the same for ${name}`, async () => {
      const text = readFileSync(join(folder, 'cases', file), 'utf8').replaceAll(recordedPort, port);
      const expected = JSON.parse(readFileSync(join(folder, 'expected', `${name}.json`), 'utf8')) as Expected[];
      assert.deepEqual(
        (await previewAll({ '/set.yaml': text })).map(told),
        expected.map(({ applications, error, decodeError }) =>
          told({
            applications: (applications ?? []) as ManifestPreview['applications'],
            error: (error ?? decodeError)?.replaceAll(recordedPort, port),
          }),
        ),
      );
    });
  }
});
