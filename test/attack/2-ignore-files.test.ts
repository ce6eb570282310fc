import assert from 'node:assert/strict';
import path from 'node:path';
import { IGNORE_FILE, IgnoreLimits, IgnoreRules } from '../../src/runtime/files/ignore-rules';
import { NodeFiles } from '../../src/runtime/files/node-files';
import { Processes } from '../../src/runtime/processes/processes';
import { TemporaryFolder } from './temporary-folder';
import { worstIgnoreFile } from './worst-files';

const SPENT = `The ${IGNORE_FILE} files take more work than any real ones do: not all that they name is left out.`;

describe('a hostile ignore file', function () {
  this.timeout(20_000);
  const folder = new TemporaryFolder();

  /** The YAML files that are left, and what is told. */
  async function left(): Promise<{ files: string[]; notes: string[] }> {
    const notes: string[] = [];
    const given = { patterns: [], folder: folder.path };
    const rules = IgnoreRules.before(given, new IgnoreLimits((note) => notes.push(note)));
    const found = await new NodeFiles(() => [folder.path]).find(folder.path, ['**/*.yaml'], rules);
    return { files: found.map((file) => path.relative(folder.path, file)), notes };
  }

  it('2.39 with a pattern of many stars is read to its end at once', async () => {
    const long = `${'a'.repeat(240)}.yaml`;
    await folder.write(IGNORE_FILE, `${'*a'.repeat(100)}*b\n${'**/'.repeat(500)}${'*a'.repeat(50)}*c\nb.yaml\n`);
    await folder.write(long, '');
    await folder.write('b.yaml', '');
    assert.deepEqual(await left(), { files: [long], notes: [] });
  });

  it('2.40 with thousands of patterns for hundreds of files is given up, told once, and leaves nothing out', async () => {
    await folder.write(IGNORE_FILE, worstIgnoreFile(28_000));
    const names = Array.from({ length: 300 }, (_, index) => `${'a'.repeat(200)}${index}.yaml`);
    for (const name of names) {
      await folder.write(name, '');
    }
    const { files, notes } = await left();
    assert.deepEqual([files.length, notes], [300, [SPENT]]);
  });

  it('2.41 that is longer than anybody writes counts as far as it is read, and that is told', async () => {
    await folder.write(IGNORE_FILE, `${'x\n'.repeat(1999)}first.yaml\nsecond.yaml\n`);
    await folder.write('first.yaml', '');
    await folder.write('second.yaml', '');
    const note = `Of ${folder.path}/${IGNORE_FILE} count the first 2000 lines, as far as they stand in its first 200000 characters and are no longer than 4096.`;
    assert.deepEqual(await left(), { files: ['second.yaml'], notes: [note] });
  });

  it('2.42 in each of a hundred folders in folders costs no more than one', async () => {
    const deep = Array.from({ length: 99 }, () => 'd').join('/');
    for (let depth = 0; depth <= 99; depth++) {
      await folder.write(path.join(...Array.from({ length: depth }, () => 'd'), IGNORE_FILE), 'x*y\n'.repeat(50));
    }
    await folder.write(`${deep}/a.yaml`, '');
    assert.deepEqual(await left(), { files: [`${deep}/a.yaml`], notes: [] });
  });

  it('2.43 is told of by a check on the command line, which goes on', async () => {
    await folder.write(IGNORE_FILE, `${'x\n'.repeat(2000)}b.yaml\n`);
    await folder.write('b.yaml', 'a: b\n');
    await using processes = new Processes();
    const lines: string[] = [];
    const started = await processes.start(process.execPath, [path.resolve('dist/cli.js'), 'check', folder.path], {
      cwd: folder.path,
      env: {},
      onLine: (line, stream) => stream === 'stderr' && lines.push(line),
    });
    const { code } = await started.exited;
    assert.deepEqual(
      [code, lines],
      [
        0,
        [
          `Of ${folder.path}/${IGNORE_FILE} count the first 2000 lines, as far as they stand in its first 200000 characters and are no longer than 4096.`,
        ],
      ],
    );
  });
});
