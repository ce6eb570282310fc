import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { S3Bucket } from '../src/runtime/fetching/s3-bucket';
import { Redactor } from '../src/runtime/secrets/redactor';

/** A server on loopback that ends when it is disposed, and the requests that came. */
export interface SourceServer extends AsyncDisposable {
  readonly address: string;
  readonly requests: string[];
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves what a function answers. */
export async function serveHttp(answer: Answer): Promise<SourceServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Serves the files of a folder as they are: raw files, and bare repositories to git over "dumb" HTTP. */
export function serveFolder(folder: string): Promise<SourceServer> {
  return serveHttp((request, response) => {
    const file = path.join(folder, decodeURIComponent((request.url ?? '').split('?')[0] ?? ''));
    readFile(file).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
}

/** What git is told whoever runs the tests. */
const settings = ['-c', 'user.name=Author', '-c', 'user.email=author@example.com', '-c', 'core.symlinks=true'];

/** Runs git and gives its output. @throws when it fails */
export function git(cwd: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('git', [...settings, ...args], { cwd, input, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`git ${args.join(' ')}: ${stderr}`);
  }
  return stdout.trim();
}

/** A bare repository at `team.git` that a static server can hand out, whose branch is written anew from trees of texts. */
export class Repository {
  constructor(readonly folder: string) {
    git(path.dirname(folder), ['init', '--quiet', '--bare', '--initial-branch=main', folder]);
  }

  /** Makes a commit that holds these files alone, whatever their names; a mode of `120000` makes a link of one. */
  commit(files: Readonly<Record<string, string>>, { branch = 'main', links = [] as readonly string[] } = {}): string {
    const entries = Object.entries(files).map(([name, text]) => ({
      name,
      mode: links.includes(name) ? '120000' : '100644',
      blob: git(this.folder, ['hash-object', '-w', '--stdin'], text),
    }));
    return this.commitTree(this.treeOf(entries), branch);
  }

  private treeOf(entries: readonly { name: string; mode: string; blob: string }[]): string {
    const own = entries.filter(({ name }) => !name.includes('/'));
    const folders = new Set(entries.flatMap(({ name }) => (name.includes('/') ? [name.split('/')[0]!] : [])));
    const lines = own.map(({ name, mode, blob }) => `${mode} blob ${blob}\t${name}\0`);
    for (const folder of folders) {
      const below = entries.filter(({ name }) => name.startsWith(`${folder}/`));
      const tree = this.treeOf(below.map((each) => ({ ...each, name: each.name.slice(folder.length + 1) })));
      lines.push(`040000 tree ${tree}\t${folder}\0`);
    }
    return git(this.folder, ['mktree', '-z'], lines.join(''));
  }

  private commitTree(tree: string, branch: string): string {
    const commit = git(this.folder, ['commit-tree', tree, '-m', 'a state']);
    git(this.folder, ['update-ref', `refs/heads/${branch}`, commit]);
    git(this.folder, ['update-server-info']);
    return commit;
  }
}

interface S3rver {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  on(event: 'event', listener: () => void): void;
  middleware: ((context: { method: string; url: string }, next: () => Promise<void>) => Promise<void>)[];
}

/**
 * A real S3 server with one bucket, called "plugins".
 * @param project The folder of the project, which is that of the process unless given.
 */
export async function serveS3(directory: string, project = path.resolve()): Promise<SourceServer> {
  const Server = createRequire(path.join(project, 'package.json'))('s3rver') as new (options: object) => S3rver;
  const server = new Server({
    ...{ address: '127.0.0.1', port: 0, silent: true, directory },
    configureBuckets: [{ name: 'plugins', configs: [] }],
  });
  const requests: string[] = [];
  server.middleware.unshift(async ({ method, url }, next) => {
    requests.push(`${method} ${url}`);
    await next();
  });
  const { port } = await server.run();
  return { address: `http://127.0.0.1:${port}`, requests, [Symbol.asyncDispose]: () => server.close() };
}

/** The bucket of {@link serveS3} as its owner sees it. */
export function bucketAt(service: string, bucket = 'plugins'): S3Bucket {
  const place = { service, bucket, isVirtualHost: false, accessKey: 'S3RVER', secretKey: 'S3RVER' };
  return new S3Bucket(place, new Redactor());
}

/** Writes files below a folder. */
export async function writeTree(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
}

/** The texts below a folder by path; none when it is not there. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => !entry.isDirectory()).map((entry) => path.join(entry.parentPath, entry.name));
  const read = names.sort().map(async (name) => [path.relative(folder, name), await readFile(name, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(read));
}
