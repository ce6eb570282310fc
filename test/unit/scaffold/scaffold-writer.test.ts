import assert from 'node:assert/strict';
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ScaffoldPlan } from '../../../src/base/scaffold';
import { isAbort, toFailure, WorkbenchError } from '../../../src/base/workbench-error';
import type { Disk } from '../../../src/runtime/scaffold/disk';
import { ScaffoldWriter } from '../../../src/runtime/scaffold/scaffold-writer';
import { disturbed, failing } from './failing-disk';

const never = new AbortController().signal;
const paths = ['README.md', 'src/plugin/__init__.py', 'src/plugin/main.py', 'test/api/test_it.py'];

/** A plan whose main.py tells the name of its folder, as a real one does. */
function planOf(folder: string): ScaffoldPlan {
  return {
    folder,
    files: paths.map((path) => ({ path, text: path.endsWith('main.py') ? `# ${folder}\n` : `new ${path}\n` })),
    open: 'src/plugin/main.py',
    renamed: planOf,
  };
}

/** Every path under a folder with what is there, so that two states of a disk can be compared. */
async function snapshot(folder: string): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const mode = ((await lstat(path)).mode & 0o777).toString(8);
    seen[path.slice(folder.length + 1)] = entry.isFile() ? `${mode} ${await readFile(path, 'utf8')}` : mode;
  }
  return seen;
}

describe('a scaffold writer', () => {
  let into: string;
  const writer = new ScaffoldWriter();

  beforeEach(async () => {
    into = await mkdtemp(join(tmpdir(), 'scaffold-'));
  });
  afterEach(() => rm(into, { recursive: true }));

  async function put(path: string, text: string): Promise<string> {
    const file = join(into, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return file;
  }

  describe('in a folder without the plugin', () => {
    it('finds nothing in the way', async () => {
      assert.deepEqual(await writer.inspect(planOf('plugin-a'), into), {
        folder: join(into, 'plugin-a'),
        exists: false,
        existing: [],
        own: [],
        obstacle: undefined,
      });
    });

    it('writes every file and leaves nothing else behind', async () => {
      const written = await writer.write(planOf('plugin-a'), into, 'refuse', never);

      assert.deepEqual(written, {
        folder: join(into, 'plugin-a'),
        open: join(into, 'plugin-a/src/plugin/main.py'),
        files: paths,
        kept: [],
      });
      const files = (await readdir(into, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
      assert.equal(files.length, paths.length);
      assert.deepEqual(await readdir(into), ['plugin-a']);
      assert.equal(await readFile(written.open, 'utf8'), '# plugin-a\n');
    });

    it('gives the folder the permissions of any other folder', async () => {
      await writer.write(planOf('plugin-a'), into, 'refuse', never);
      await mkdir(join(into, 'other'));

      assert.equal((await stat(join(into, 'plugin-a'))).mode, (await stat(join(into, 'other'))).mode);
    });

    it('makes the folders that lead there', async () => {
      const written = await writer.write(planOf('plugin-a'), join(into, 'a/b'), 'refuse', never);

      assert.equal(written.folder, join(into, 'a/b/plugin-a'));
    });

    it('writes where the path has spaces and letters of other scripts', async () => {
      const place = join(into, '내 플러그인 – Ünïcode');
      const written = await writer.write(planOf('plugin-a'), place, 'refuse', never);

      assert.equal(await readFile(join(place, 'plugin-a/README.md'), 'utf8'), 'new README.md\n');
      assert.equal(written.folder, join(place, 'plugin-a'));
    });

    it('keeps its name although the decision is to rename', async () => {
      const written = await writer.write(planOf('plugin-a'), into, 'rename', never);

      assert.equal(written.folder, join(into, 'plugin-a'));
    });
  });

  describe('in a folder with some of the files', () => {
    beforeEach(async () => {
      await put('plugin-a/README.md', 'mine\n');
      await chmod(await put('plugin-a/src/plugin/main.py', 'my main\n'), 0o750);
      await put('plugin-a/notes.txt', 'keep me\n');
    });

    it('says which', async () => {
      const inspection = await writer.inspect(planOf('plugin-a'), into);

      assert.deepEqual(inspection.existing, ['README.md', 'src/plugin/main.py']);
      assert.equal(inspection.exists, true);
    });

    it('refuses as long as nobody decides, and changes nothing', async () => {
      const before = await snapshot(into);

      await assert.rejects(writer.write(planOf('plugin-a'), into, 'refuse', never), {
        what: `${join(into, 'plugin-a')} has 2 of the files already: README.md, src/plugin/main.py.`,
      });
      assert.deepEqual(await snapshot(into), before);
    });

    it('names the first of many, and how many more there are', async () => {
      const paths = Array.from({ length: 9 }, (_, index) => `${index}.txt`);
      const many = { ...planOf('many'), files: paths.map((path) => ({ path, text: '' })), open: '0.txt' };
      await writer.write(many, into, 'refuse', never);

      await assert.rejects(writer.write(many, into, 'refuse', never), {
        what: `${join(into, 'many')} has 9 of the files already: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt and 4 more.`,
      });
    });

    it('overwrites them, with the permissions they had, and leaves the others alone', async () => {
      await writer.write(planOf('plugin-a'), into, 'overwrite', never);

      const main = join(into, 'plugin-a/src/plugin/main.py');
      assert.equal(await readFile(main, 'utf8'), '# plugin-a\n');
      assert.equal((await stat(main)).mode & 0o777, 0o750);
      assert.equal(await readFile(join(into, 'plugin-a/notes.txt'), 'utf8'), 'keep me\n');
      assert.deepEqual((await readdir(join(into, 'plugin-a'))).sort(), ['README.md', 'notes.txt', 'src', 'test']);
    });

    it('never overwrites a file of this machine alone', async () => {
      await put('plugin-a/.env', 'SECRET=mine\n');
      const plan = planOf('plugin-a');
      const files = [...plan.files, { path: '.env', text: 'SECRET=\n', local: true as const }];
      const written = await writer.write({ ...plan, files }, into, 'overwrite', never);

      assert.deepEqual(written.kept, ['.env']);
      assert.equal(await readFile(join(into, 'plugin-a/.env'), 'utf8'), 'SECRET=mine\n');
    });

    it('skips them and writes the rest', async () => {
      const written = await writer.write(planOf('plugin-a'), into, 'skip', never);

      assert.deepEqual(written.kept, ['README.md', 'src/plugin/main.py']);
      assert.deepEqual(written.files, ['src/plugin/__init__.py', 'test/api/test_it.py']);
      assert.equal(await readFile(join(into, 'plugin-a/README.md'), 'utf8'), 'mine\n');
    });

    it('renames the whole plugin to the next free name, inside its files as well', async () => {
      await put('Plugin-A-2/other.txt', 'taken, but for upper and lower case\n');
      const before = await snapshot(join(into, 'plugin-a'));
      const written = await writer.write(planOf('plugin-a'), into, 'rename', never);

      assert.equal(written.folder, join(into, 'plugin-a-3'));
      assert.deepEqual(written.files, paths);
      assert.equal(await readFile(written.open, 'utf8'), '# plugin-a-3\n');
      assert.deepEqual(await snapshot(join(into, 'plugin-a')), before);
    });

    it('replaces a link in the place of a file and not what it leads to', async () => {
      const far = await put('far.md', 'far\n');
      await rm(join(into, 'plugin-a/README.md'));
      await symlink(far, join(into, 'plugin-a/README.md'));

      await writer.write(planOf('plugin-a'), into, 'overwrite', never);

      assert.equal(await readFile(far, 'utf8'), 'far\n');
      assert.equal(await readFile(join(into, 'plugin-a/README.md'), 'utf8'), 'new README.md\n');
    });
  });

  describe('with something in the way', () => {
    async function refusal(decision: 'overwrite' | 'skip' = 'overwrite'): Promise<string> {
      const before = await snapshot(into);
      const inspection = await writer.inspect(planOf('plugin-a'), into);
      await assert.rejects(writer.write(planOf('plugin-a'), into, decision, never), WorkbenchError);
      assert.deepEqual(await snapshot(into), before);
      return inspection.obstacle ?? 'nothing in the way';
    }

    it('refuses a folder in the place of a file', async () => {
      await put('plugin-a/src/plugin/main.py/inner.txt', 'a folder\n');
      assert.match(await refusal(), /main\.py is not a file/);
    });

    it('refuses a file in the place of a folder', async () => {
      await put('plugin-a/src', 'a file\n');
      assert.match(await refusal('skip'), /src is not a folder/);
    });

    it('refuses a plugin folder that is a link to elsewhere', async () => {
      await mkdir(join(into, 'elsewhere'));
      await symlink(join(into, 'elsewhere'), join(into, 'plugin-a'));
      assert.match(await refusal(), /plugin-a is a link to .*elsewhere/);
    });

    it('refuses a link to elsewhere within the plugin folder', async () => {
      await mkdir(join(into, 'elsewhere'));
      await mkdir(join(into, 'plugin-a'));
      await symlink('../elsewhere', join(into, 'plugin-a/src'));
      assert.match(await refusal(), /src is a link to \.\.\/elsewhere/);
    });

    it('refuses a folder that differs only in upper and lower case', async () => {
      await put('Plugin-A/README.md', 'mine\n');
      assert.match(await refusal(), /"Plugin-A" is there already/);
    });

    it('refuses a file that differs only in upper and lower case', async () => {
      await put('plugin-a/readme.md', 'mine\n');
      assert.match(await refusal(), /"readme\.md" is there already/);
    });

    it('can still take another name', async () => {
      await symlink('/', join(into, 'plugin-a'));

      const written = await writer.write(planOf('plugin-a'), into, 'rename', never);
      assert.equal(written.folder, join(into, 'plugin-a-2'));
    });

    it('refuses to write into a file', async () => {
      const file = await put('a-file', 'mine\n');

      await assert.rejects(writer.inspect(planOf('plugin-a'), file), /a-file is not a folder/);
    });

    it('refuses a plan that leaves its folder before it looks at the disk', async () => {
      const plan = { ...planOf('plugin-a'), files: [{ path: '../../out.txt', text: '' }] };

      await assert.rejects(writer.write(plan, into, 'overwrite', never), /another folder/);
      assert.deepEqual(await readdir(into), []);
    });

    it('refuses a place that is not absolute', async () => {
      await assert.rejects(writer.inspect(planOf('plugin-a'), 'here'), /here is not an absolute path/);
    });
  });

  describe('that fails half-way', () => {
    const failures: [string, Disk, RegExp][] = [
      ['the disk is full at the third file', failing('write', 3, 'ENOSPC'), /Nothing was changed\. The disk is full\./],
      ['a folder cannot be made', failing('makeFolders', 3, 'EDQUOT'), /used up/],
      ['the first move fails', failing('move', 1, 'EIO'), /EIO: injected/],
    ];
    for (const [what, disk, message] of failures) {
      it(`leaves no trace of a new plugin when ${what}`, async () => {
        await assert.rejects(
          new ScaffoldWriter(disk).write(planOf('plugin-a'), join(into, 'a/b'), 'refuse', never),
          message,
        );
        assert.deepEqual(await readdir(into), []);
      });
    }

    it('restores every file, whichever step it is that fails', async () => {
      await chmod(await put('plugin-a/README.md', 'mine\n'), 0o640);
      await put('plugin-a/src/plugin/main.py', 'my main\n');
      const before = await snapshot(into);

      for (let step = 1; ; step++) {
        const disk = failing('any', step, 'EACCES');
        const end = await new ScaffoldWriter(disk).write(planOf('plugin-a'), into, 'overwrite', never).catch(toFailure);
        if (!('what' in end)) {
          // What fails by now is only the removal of the stage.
          assert.ok(step > 15, `step ${step}`);
          break;
        }
        assert.equal(end.what, `Cannot write ${join(into, 'plugin-a')}. Nothing was changed.`);
        assert.equal(end.why, 'You may not write there.');
        assert.deepEqual(await snapshot(into), before, `step ${step}`);
      }
    });

    it('keeps the originals under their names and says where when even taking back fails; the next run does it', async () => {
      await put('plugin-a/README.md', 'mine\n');
      const before = await snapshot(into);
      let broken = false;
      const disk = disturbed(async ({ name, does }) => {
        broken ||= name === 'moveToNew';
        if (broken) {
          throw Object.assign(new Error('EIO: injected'), { code: 'EIO' });
        }
        await does();
      });

      const failure = await new ScaffoldWriter(disk)
        .write(planOf('plugin-a'), into, 'overwrite', never)
        .then(() => assert.fail('It went well.'), toFailure);
      const [stage = ''] = (await readdir(join(into, 'plugin-a'))).filter((name) => name.startsWith('.plugin-work'));
      const place = join(into, 'plugin-a', stage);
      assert.equal(failure.what, `Writing ${join(into, 'plugin-a')} failed and could not be taken back.`);
      assert.equal(failure.where?.file, place);
      assert.equal(await readFile(join(place, 'old/README.md'), 'utf8'), 'mine\n');

      await writer.mend(join(into, 'plugin-a'));
      assert.deepEqual(await snapshot(into), before);
    });

    it('gives up a file that appeared meanwhile and leaves that file alone', async () => {
      await mkdir(join(into, 'plugin-a'));
      const disk = disturbed(async ({ name, does }) => {
        if (name === 'moveToNew') {
          await put('plugin-a/README.md', 'just appeared\n');
        }
        await does();
      });

      await assert.rejects(
        new ScaffoldWriter(disk).write(planOf('plugin-a'), into, 'skip', never),
        /README\.md appeared while/,
      );
      assert.deepEqual(await readdir(join(into, 'plugin-a'), { recursive: true }), ['README.md']);
      assert.equal(await readFile(join(into, 'plugin-a/README.md'), 'utf8'), 'just appeared\n');
    });
  });

  describe('that is aborted', () => {
    /** The real disk, except that the person gives up during this call of a method. */
    function aborting(method: 'write' | 'move', call: number): [Disk, AbortSignal] {
      const controller = new AbortController();
      let calls = 0;
      const disk = disturbed(async ({ name, does }) => {
        await does();
        calls += name === method ? 1 : 0;
        if (calls === call) {
          controller.abort();
        }
      });
      return [disk, controller.signal];
    }

    it('writes nothing when that happened before', async () => {
      await assert.rejects(writer.write(planOf('plugin-a'), into, 'refuse', AbortSignal.abort()), isAbort);
      assert.deepEqual(await readdir(into), []);
    });

    it('leaves no trace of a new plugin', async () => {
      const [disk, signal] = aborting('write', 2);

      await assert.rejects(new ScaffoldWriter(disk).write(planOf('plugin-a'), into, 'refuse', signal), isAbort);
      assert.deepEqual(await readdir(into), []);
    });

    it('restores what it had overwritten', async () => {
      await put('plugin-a/README.md', 'mine\n');
      const before = await snapshot(into);
      const [disk, signal] = aborting('move', 2);

      await assert.rejects(new ScaffoldWriter(disk).write(planOf('plugin-a'), into, 'overwrite', signal), isAbort);
      assert.deepEqual(await snapshot(into), before);
    });
  });

  describe('without the right to write', () => {
    /** Runs as a user without rights: root may write everywhere, and a test as root would prove nothing. */
    async function withoutRights(work: () => Promise<void>): Promise<void> {
      if (process.geteuid?.() !== 0) {
        return work();
      }
      process.seteuid?.(65534);
      try {
        await work();
      } finally {
        process.seteuid?.(0);
      }
    }

    afterEach(() => chmod(into, 0o755));

    it('says so and changes nothing', async () => {
      await chmod(into, 0o555);

      await withoutRights(async () => {
        await assert.rejects(
          writer.write(planOf('plugin-a'), into, 'refuse', never),
          /Cannot write .*plugin-a\. Nothing was changed\. You may not write there\./,
        );
      });
      assert.deepEqual(await readdir(into), []);
    });

    it('says so when it may not even look', async () => {
      await chmod(into, 0o000);

      await withoutRights(async () => {
        await assert.rejects(writer.inspect(planOf('plugin-a'), into), /You may not write there/);
      });
    });
  });
});
