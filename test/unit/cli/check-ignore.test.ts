import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { IGNORE_FILE, IgnoreLimits, IgnoreRules } from '../../../src/runtime/files/ignore-rules';
import { NodeFiles } from '../../../src/runtime/files/node-files';
import { Random } from '../random';

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

/** Folders and files of one letter or two, in which many patterns fit something. */
const letters = ['', 'a/', 'b/', 'ab/', 'a/b/', 'b/a/', 'a/b/ab/', 'a b/'].flatMap((folder) =>
  ['c', 'ca', 'bc', '-c', 'c d', '[c]', 'C', 'c1'].map((name) => folder + name),
);

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
    return stdout.split('\0').filter((file) => file !== '' && !/(^|\/)\.(git|pluginworkbench)ignore$/.test(file));
  }

  async function leftByUs(): Promise<string[]> {
    const rules = IgnoreRules.before({ patterns: [], folder }, new IgnoreLimits((note) => assert.fail(note)));
    const found = await new NodeFiles(() => [folder]).find(folder, ['**/*'], rules);
    return found.map((file) => path.relative(folder, file)).filter((file) => !/(^|\/)\.\w+ignore$/.test(file));
  }

  async function writeRules(where: string, text: string): Promise<void> {
    await write(`${where}/.gitignore`, text);
    await write(`${where}/${IGNORE_FILE}`, text);
  }

  for (const [what, ignoreFiles] of Object.entries(cases)) {
    it(`${what}, as git does`, async () => {
      for (const [where, text] of Object.entries(ignoreFiles)) {
        await writeRules(where, text);
      }
      const left = await leftByUs();
      assert.deepEqual(left, (await leftByGit()).sort());
      assert.ok(left.length < files.length);
    });
  }

  it('what git leaves out, whatever the patterns', async function () {
    this.timeout(60_000);
    for (const file of letters) {
      await write(file, '');
    }
    const random = new Random(9);
    for (let round = 0; round < 200; round++) {
      const [upper, lower] = [lines(random), lines(random)];
      await writeRules('.', upper);
      await writeRules('a', lower);
      assert.deepEqual(await leftByUs(), (await leftByGit()).sort(), JSON.stringify({ upper, lower }));
    }
  });
});

/** Half a dozen patterns of all that git knows, some of them broken. */
function lines(random: Random): string {
  const word = (): string => random.of(WORDS) + (random.chance(0.3) ? random.of(WORDS) : '');
  const pattern = (): string => {
    // An escaped slash is none that anybody writes.
    const words = [word(), ...random.some(2, word)].join('/').replaceAll('\\/', '/');
    const [negation, start] = [random.chance(0.3) ? '!' : '', random.chance(0.2) ? '/' : ''];
    return negation + start + words + random.of(['', '', '', '/', ' ', '\\ ', '\r', '/**']);
  };
  return random.some(6, pattern).join('\n');
}

const WORDS = [
  ...['a', 'b', 'c', 'ab', 'c1', '*', '**', '***', '?', 'c*', '*c', '*c*', 'a b', 'c\\ d', '\\c', '\\'],
  ...[
    '[abc]',
    '[!a]',
    '[^a]',
    '[a-c]',
    '[c-a]',
    '[a-]',
    '[]c]',
    '[-c]',
    '[!-]',
    '[a-c-e]',
    '[\\c]',
    '[\\]c]',
    '[c',
    '[',
  ],
  ...['[[:alpha:]]', '[[:digit:]c]', '[![:upper:]]', '[[:none:]]', '[[:alpha]', '[[:]', '[a/b]', '\\[c\\]', '#', '\\!'],
];
