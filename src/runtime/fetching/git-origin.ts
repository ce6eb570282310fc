import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { nearestWord } from '../../base/nearest-word';
import { dirname, join } from '../../base/paths';
import { toFailure, WorkbenchError } from '../../base/workbench-error';
import { writeOwn } from '../files/whole-file';
import type { CopyIndex } from './copy-index';
import { limits } from './fitting-files';
import type { GitAddress } from './git-address';
import type { GitCommand } from './git-command';
import { readTree } from './git-tree';
import type { FetchRun, FoundFile, Look, Origin } from './origin';
import { WrongPart } from './wrong-part';

/** Where the branch stands in our own store. */
const OURS = 'refs/plugin-workbench/branch';
/** Files are written as the repository has them, which is what a server hands out of it: no line ends, filters, keywords. */
const ATTRIBUTES = '* -text -eol -crlf -filter -ident -working-tree-encoding\n';
/** Characters of arguments of one command; Windows takes 32,000. */
const LONGEST_ARGUMENTS = 20_000;
/** Milliseconds between two looks at how large a store has become. */
const LOOK_EVERY = 500;

/** A branch or a tag of a repository of git, by way of a bare store on this machine. */
export class GitOrigin implements Origin {
  /** @param store The folder of the store, which is ours and made anew where it is not there. */
  constructor(
    private readonly git: GitCommand,
    private readonly from: GitAddress,
    private readonly store: string,
    private readonly most = limits.bytes,
  ) {}

  async look(known: CopyIndex | undefined, run: FetchRun): Promise<Look> {
    run.tell(`asking ${this.from.address} for ${this.from.branch}`);
    await this.prepare(run);
    const { ref, commit } = await this.remoteRef(run);
    if (known?.revision === commit) {
      const files = [...known.files].map(([path, { size, tag }]) => ({ path, size, tag }));
      return { revision: commit, files, oddities: known.oddities };
    }
    await this.fetchRef(ref, run);
    const [revision = ''] = await this.run(['rev-parse', '--verify', '--quiet', `${OURS}^{commit}`], run);
    return { revision, ...(await this.tree(revision, run)) };
  }

  async fetch(files: readonly FoundFile[], into: string, run: FetchRun): Promise<ReadonlyMap<string, string>> {
    run.tell(`writing ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
    await this.mustHave(files, run);
    const index = `${into}.index`;
    const options = { cwd: into, signal: run.signal, env: { GIT_INDEX_FILE: index } };
    const work = ['--git-dir', this.store, '--work-tree', into];
    for (const some of inArguments(files)) {
      // As a file whatever it is: a link becomes the text that a server hands out for it.
      const entries = some.flatMap(({ path, tag }) => ['--cacheinfo', `100644,${tag},${path}`]);
      await this.git.run([...work, 'update-index', '--add', ...entries], options);
    }
    await this.git.run([...work, 'checkout-index', '--all', '--quiet'], options);
    await rm(index, { force: true });
    return new Map(files.map(({ path, tag }) => [path, tag]));
  }

  private async prepare(run: FetchRun): Promise<void> {
    if ((await sizeOf(this.store, this.most)) > this.most) {
      await rm(this.store, { recursive: true, force: true });
    }
    await mkdir(dirname(this.store), { recursive: true });
    const init = ['init', '--quiet', '--bare', '--template=', '--', this.store];
    await this.git.run(init, { cwd: dirname(this.store), signal: run.signal });
    await mkdir(join(this.store, 'info'), { recursive: true });
    await writeOwn(join(this.store, 'info/attributes'), ATTRIBUTES);
  }

  /** What the branch is called there, and its commit. */
  private async remoteRef(run: FetchRun): Promise<{ ref: string; commit: string }> {
    const { branch, address } = this.from;
    const names = [`refs/heads/${branch}`, `refs/tags/${branch}`, `refs/tags/${branch}^{}`];
    const refs = refsIn(await this.talk(['ls-remote', '--', address, ...names], run));
    const ref = names.find((name) => refs.has(name));
    if (ref === undefined) {
      throw await this.noSuchBranch(run);
    }
    // Of a tag with a message of its own, the commit is told behind it.
    return { ref, commit: refs.get(`${ref}^{}`) ?? refs.get(ref) ?? '' };
  }

  private async noSuchBranch(run: FetchRun): Promise<WorkbenchError> {
    const { branch, address } = this.from;
    const refs = refsIn(await this.talk(['ls-remote', '--heads', '--', address], run));
    const names = [...refs.keys()].map((ref) => ref.replace('refs/heads/', ''));
    const near = nearestWord(branch, names) ?? (names.length === 1 ? names[0] : undefined);
    return new WrongPart('branch', {
      what: `There is no branch "${branch}" in ${address}.`,
      next: { title: near === undefined ? 'Correct the branch' : `Write "${near}", or push the branch` },
    });
  }

  private async fetchRef(ref: string, run: FetchRun): Promise<void> {
    run.tell(`fetching ${this.from.branch}`);
    const fetch = (...depth: readonly string[]): Promise<string[]> => {
      const options = ['--quiet', ...depth, '--no-tags', '--force', '--no-recurse-submodules'];
      return this.talk(['fetch', ...options, '--', this.from.address, `+${ref}:${OURS}`], run);
    };
    await fetch('--depth=1').catch((error: unknown) => {
      // A server of plain files has no answer to that.
      if (toFailure(error).why?.includes('shallow') !== true) {
        throw error;
      }
      return fetch();
    });
  }

  /** A store that was thrown away has to get again what is missing. */
  private async mustHave(files: readonly FoundFile[], run: FetchRun): Promise<void> {
    const [first] = files;
    const has = first && (await this.run(['cat-file', '-e', first.tag], run).catch(() => undefined));
    if (!has) {
      run.signal.throwIfAborted();
      await this.fetchRef((await this.remoteRef(run)).ref, run);
    }
  }

  private async tree(commit: string, run: FetchRun): Promise<Pick<Look, 'files' | 'oddities'>> {
    return readTree(await this.run(['ls-tree', '-r', '-l', '--full-tree', commit], run));
  }

  private run(args: readonly string[], { signal }: FetchRun): Promise<string[]> {
    return this.git.run(['--git-dir', this.store, ...args], { cwd: this.store, signal });
  }

  /** Talks to the server, and ends that when it sends more than a store may hold. */
  private async talk(args: readonly string[], { signal }: FetchRun): Promise<string[]> {
    const tooLarge = new AbortController();
    const watch = setInterval(() => {
      void sizeOf(this.store, this.most).then((size) => (size > this.most ? tooLarge.abort() : undefined));
    }, LOOK_EVERY);
    try {
      const either = AbortSignal.any([signal, tooLarge.signal]);
      return await this.git.run(['--git-dir', this.store, ...args], { cwd: this.store, signal: either, to: this.from });
    } catch (error) {
      signal.throwIfAborted();
      if (tooLarge.signal.aborted) {
        await rm(this.store, { recursive: true, force: true });
        throw new WorkbenchError({
          what: `${this.from.address} sends more than ${this.most / 1e6} MB for ${this.from.branch}.`,
          next: { title: 'Keep the packages in a repository of their own' },
        });
      }
      throw error;
    } finally {
      clearInterval(watch);
    }
  }
}

function refsIn(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, commit, ref] = /^([0-9a-f]{40,64})\t(\S+)$/.exec(line) ?? [];
      return commit !== undefined && ref !== undefined ? [[ref, commit] as const] : [];
    }),
  );
}

function* inArguments(files: readonly FoundFile[]): Iterable<readonly FoundFile[]> {
  let some: FoundFile[] = [];
  let length = 0;
  for (const file of files) {
    const own = file.path.length + file.tag.length + 30;
    if (length + own > LONGEST_ARGUMENTS && some.length > 0) {
      yield some;
      [some, length] = [[], 0];
    }
    some.push(file);
    length += own;
  }
  yield some;
}

/** The bytes of the files below a folder, or a little more than `most` once there are more. */
async function sizeOf(folder: string, most: number): Promise<number> {
  let size = 0;
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined && size <= most; at = waiting.pop()) {
    for (const entry of await readdir(at, { withFileTypes: true }).catch(() => [])) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) {
        waiting.push(path);
      } else {
        size += (await stat(path).catch(() => undefined))?.size ?? 0;
      }
    }
  }
  return size;
}
