import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { IGNORE_FILE, IgnoreRules } from '../../../src/runtime/ignore-rules';
import { NodeFiles } from '../../../src/runtime/node-files';

const files = [
  'a.yaml',
  'b.yaml',
  '#c.yaml',
  'keep.yaml',
  'out/a.yaml',
  'out/keep.yaml',
  'deep/out/a.yaml',
  'deep/a.yaml',
  'deep/b.yaml',
  'deep/deeper/a.yaml',
  'deep/deeper/keep.yaml',
  'deep/deeper/gen/a.yaml',
  'a [1]/a.yaml',
  'a [1]/sub/b.yaml',
];

/** Ignore files by their folder. */
const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'a name anywhere': { '.': 'a.yaml\n' },
  'a path from the top': { '.': '/a.yaml\ndeep/b.yaml\n' },
  'folders only': { '.': 'out/\na.yaml/\n' },
  'what comes back': { '.': '*.yaml\n!keep.yaml\n' },
  'nothing that comes back from a folder that is out': { '.': 'out/\n!out/keep.yaml\n' },
  'comments, blank lines, blanks at the end and CRLF': { '.': '# a.yaml\r\n\r\n\\#c.yaml\r\nb.yaml   \r\n' },
  'stars over folders': { '.': 'deep/**/a.yaml\n**/gen\n' },
  'a deeper file that decides': { '.': 'a.yaml\n', deep: '!a.yaml\n', 'deep/deeper': '/a.yaml\n' },
  'a deeper file from its own folder': { deep: '/b.yaml\nout/a.yaml\ndeeper/gen/\n' },
  'a deeper file that brings a folder back': { '.': 'deep/deeper/gen\nb.yaml\n', 'deep/deeper': '!gen\n' },
  'a deeper file in a folder that is out': { '.': 'deep/\n', deep: '!a.yaml\n' },
  'a folder whose name reads as a pattern': { 'a [1]': 'a.yaml\nsub/*\n' },
};

describe('an ignore file leaves out', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'ignored-')));
    await promisify(execFile)('git', ['init', '--quiet', folder]);
    for (const file of files) {
      await write(file, '');
    }
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  async function write(file: string, text: string): Promise<void> {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }

  /** What git itself leaves of the files, by the same words in `.gitignore`. */
  async function leftByGit(): Promise<string[]> {
    const words = ['-c', 'core.excludesFile=', 'ls-files', '-z', '--others', '--exclude-per-directory=.gitignore'];
    const { stdout } = await promisify(execFile)('git', words, { cwd: folder });
    return stdout.split('\0').filter((file) => file.endsWith('.yaml'));
  }

  for (const [what, ignoreFiles] of Object.entries(cases)) {
    it(`${what}, as git does`, async () => {
      for (const [where, text] of Object.entries(ignoreFiles)) {
        await write(`${where}/.gitignore`, text);
        await write(`${where}/${IGNORE_FILE}`, text);
      }
      const rules = IgnoreRules.below(folder, { patterns: [], folder });
      const found = await new NodeFiles(() => [folder]).find(folder, ['**/*.yaml'], rules);
      const left = found.map((file) => path.relative(folder, file));
      assert.deepEqual(left, (await leftByGit()).sort());
      assert.ok(left.length < files.length);
    });
  }
});
