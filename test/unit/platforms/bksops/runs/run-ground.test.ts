import assert from 'node:assert/strict';
import { readRunFile } from '../../../../../src/platforms/bksops/runs/run-file';
import { preparedRun } from '../../../../../src/platforms/bksops/runs/run-ground';
import { Redactor } from '../../../../../src/runtime/secrets/redactor';
import { MemoryFiles } from '../../../../memory-files';
import { manifestOf } from '../../../../sops-loader';

const RUN = '/w/team/requests/hello.yaml';
const MANIFEST = '/w/sources.yaml';

function bucket(name: string): object {
  const details = { service_address: 'https://s3.example.com', bucket: name };
  const keys = { access_key: `\${env:${name}_ACCESS}`, secret_key: `\${env:${name}_SECRET}` };
  return {
    name,
    type: 's3',
    details: { ...details, ...keys },
    packages: { team: { version: '1', modules: ['team.a'] } },
  };
}

/** For which names a run asks, each with the file for which it asks. */
async function askedBy(run: string): Promise<string[]> {
  const asked: string[] = [];
  const variable = (file: string, name: string): string => {
    asked.push(`${name} of ${file}`);
    return `value of ${name}`;
  };
  const files = new MemoryFiles({ [MANIFEST]: manifestOf([bucket('one'), bucket('two')]) });
  await preparedRun(readRunFile(run, RUN), RUN, { files, variable, redactor: new Redactor() });
  return asked;
}

describe('the secrets of a run', () => {
  it('are those of its manifest for the sources alone, and never for its inputs', async () => {
    const run = 'component: a\nsources: ../../sources.yaml\nsource: one\ninputs: {key: "${env:one_SECRET}"}\n';
    assert.deepEqual(await askedBy(run), [
      `one_ACCESS of ${MANIFEST}`,
      `one_SECRET of ${MANIFEST}`,
      `one_SECRET of ${RUN}`,
    ]);
  });

  it('are those of every source where the run names none of them', async () => {
    assert.deepEqual(await askedBy('component: a\nsources: ../../sources.yaml\ninputs: {}\n'), [
      ...[`one_ACCESS of ${MANIFEST}`, `one_SECRET of ${MANIFEST}`],
      ...[`two_ACCESS of ${MANIFEST}`, `two_SECRET of ${MANIFEST}`],
    ]);
  });
});
