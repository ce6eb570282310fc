import { closeSync, constants, fstatSync, open, read } from 'node:fs';
import { addAbortSignal, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { decoded, type Decoded } from './encoding';
import { patiently } from './patience';
import { liesIn } from './real-path';
import { Turns } from '../turns';
import { noRegularFile, notUtf8, refusalOf, tooLarge, UnreadableFile } from './unreadable-file';

/** The most bytes that a file of a kind may have, far above what honest ones have. */
const mostBytes = {
  /** A check reads no more characters than this (manifest/check/check-in-steps.ts). */
  manifest: 4_000_000,
  /** Python, Dockerfile, requirements, VERSION: Python's own longest module has 0.8 MB. */
  source: 4_000_000,
  /** The longest ignore file in common use, GitHub's for Visual Studio, has 8 KB. */
  'ignore file': 64_000,
  /** Linux gives a process at most 2 MiB of arguments and variables with the usual stack of 8 MiB (execve(2)). */
  'environment file': 2_000_000,
  /** A Google service account has 2 KB, a kubeconfig with certificates of a hundred clusters 0.5 MB. */
  'credential file': 1_000_000,
  /** An environment of spacectl is a token and a list of endpoints. */
  'spacectl file': 1_000_000,
  /** The certificates of all authorities that Mozilla trusts have 0.25 MB. */
  certificates: 2_000_000,
  /** What a plugin asked its cloud: twice what is recorded at most (runtime/recording/recorder.ts). */
  recording: 512_000_000,
  /** A message may have 64 MiB on the wire (runtime/grpc/message-size.ts), and base64 makes three bytes four. */
  request: 100_000_000,
  /** What is opened in the editor, which itself takes texts up to 50 MB for its extensions. */
  document: 50_000_000,
  /** A registered plugin: its request had 4 MB at most (runtime/grpc/server/loopback-server.ts). */
  record: 32_000_000,
  /** The file in which version 0.1 kept all of them, which it shortened when it had thousands of lines. */
  journal: 400_000_000,
  /** Files of ours: the templates of scaffolds, what marks an environment. */
  own: 1_000_000,
  /** The template engine, a program of ours. */
  program: 64_000_000,
  /** A file of a source that is copied, past which a sync leaves it out (runtime/fetching/fitting-files.ts). */
  'source to copy': 20_000_000,
  /** The list of a copy's files: 300 bytes for each of 20,000, and names of the longest kind. */
  'index of a copy': 64_000_000,
  /** What Linux tells in `/proc`: a line of 150 bytes for each connection. */
  system: 64_000_000,
} as const;

export type FileKind = keyof typeof mostBytes;

export interface Reading {
  readonly kind: FileKind;
  /** The folders that links may not leave; `anywhere` only for what a person named, the system's own files and ours. */
  readonly within: readonly string[] | 'anywhere';
  readonly signal?: AbortSignal | undefined;
}

/** In bytes. */
const SHOWS_WHAT_IT_IS = 100_000;

/** A text, or as much of it as was read. */
export interface Beginning extends Decoded {
  /** False when there is more of it than its kind may have. */
  readonly isWhole: boolean;
}

/**
 * A file's text. Everything in the product that reads a file does it here: it is opened first, without waiting for
 * whoever writes into a pipe, and then judged by what was opened, which nobody can exchange any more.
 * @returns undefined when there is no such file
 * @throws UnreadableFile for what is there and no regular file, too large, elsewhere by a link, or not permitted;
 * an AbortError when the signal aborts
 */
export async function readText(file: string, reading: Reading): Promise<string | undefined> {
  return (await readBytes(file, reading))?.toString('utf8');
}

/**
 * {@link readText} of what is read as UTF-8 by others too, who refuse what is none.
 * @throws UnreadableFile also for a text that is not UTF-8, with its place
 */
export async function readUtf8(file: string, reading: Reading): Promise<string | undefined> {
  const bytes = await readBytes(file, reading);
  if (bytes === undefined) {
    return undefined;
  }
  const { text, flaw } = decoded(bytes);
  if (flaw) {
    throw notUtf8(file, text, flaw);
  }
  return text;
}

/** {@link readText} for what is no text. */
export async function readBytes(file: string, reading: Reading): Promise<Buffer | undefined> {
  return whileOpen(file, reading, async (handle, size) => {
    const most = mostBytes[reading.kind];
    const bytes = size > most ? undefined : await contentOf(handle, size, most);
    if (!bytes || bytes.length > most) {
      throw tooLarge(file, most);
    }
    return bytes;
  });
}

/** {@link readText}, and of a file that is too large a beginning that shows what it is. */
export async function readBeginning(file: string, reading: Reading): Promise<Beginning | undefined> {
  return whileOpen(file, reading, async (handle, size) => {
    const { kind } = reading;
    // Of a credential file everything counts that can be had of it.
    const most = size > mostBytes[kind] && kind !== 'credential file' ? SHOWS_WHAT_IT_IS : mostBytes[kind];
    return beginning(await contentOf(handle, size, most), most);
  });
}

/**
 * Makes sure that a file which someone else is going to read may be read: the same look without the reading.
 * @throws UnreadableFile as {@link readText} does
 */
export async function requireFile(file: string, reading: Reading): Promise<void> {
  const most = mostBytes[reading.kind];
  const size = await whileOpen(file, reading, (_, told) => Promise.resolve(told));
  if (size !== undefined && size > most) {
    throw tooLarge(file, most);
  }
}

/**
 * What comes out of a stream, such as standard input, up to the limit of its kind; what is behind that is not waited for.
 * @throws an AbortError when the signal aborts
 */
export async function readStream(stream: Readable, kind: FileKind, signal: AbortSignal): Promise<Beginning> {
  const most = mostBytes[kind];
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of addAbortSignal(signal, stream) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) {
      break;
    }
  }
  return beginning(Buffer.concat(chunks), most);
}

function beginning(bytes: Buffer, most: number): Beginning {
  return { ...decoded(bytes.subarray(0, most)), isWhole: bytes.length <= most };
}

/** Without these, opening a pipe waits for its writer, and a terminal becomes the one of this process. Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK || 0) | (constants.O_NOCTTY || 0);

const openFile = promisify(open);
const readInto = promisify(read);

/** More open files at once are no faster, and a system has an end of them. */
const turns = new Turns(32);

/** Does something with a file that may be read while it is open; its size is what the system says. */
async function whileOpen<T>(
  file: string,
  { within, signal }: Reading,
  use: (handle: number, size: number) => Promise<T>,
): Promise<T | undefined> {
  let handle: number | undefined;
  await turns.next();
  try {
    signal?.throwIfAborted();
    handle = await patiently(() => openFile(file, FLAGS));
    // To ask and to close what is open takes no time worth a thread: so this is twice as fast as readFile.
    const stats = fstatSync(handle);
    if (!stats.isFile()) {
      throw noRegularFile(file, stats);
    }
    if (within !== 'anywhere' && !(await liesIn(within, handle, file))) {
      throw new UnreadableFile(file, 'it leads out of the workspace');
    }
    return await use(handle, stats.size);
  } catch (error) {
    signal?.throwIfAborted();
    const refusal = error instanceof UnreadableFile ? error : refusalOf(file, error);
    if (refusal) {
      throw refusal;
    }
    return undefined;
  } finally {
    if (handle !== undefined) {
      closeSync(handle);
    }
    turns.done();
  }
}

/** So much is asked of a file that says nothing of its size, as those in `/proc`. */
const UNKNOWN = 8192;

/** The content, or its beginning: at most one byte more than `most`, however the file grows while it is read. */
async function contentOf(handle: number, size: number, most: number): Promise<Buffer> {
  // One byte more than there should be: that it does not come shows the end without asking again.
  let bytes = Buffer.allocUnsafe(Math.min(size === 0 ? UNKNOWN : size, most) + 1);
  for (let length = 0; ;) {
    const { bytesRead } = await readInto(handle, bytes, length, bytes.length - length, null);
    length += bytesRead;
    if (bytesRead === 0 || length > most || (length === size && length < bytes.length)) {
      return bytes.subarray(0, length);
    }
    if (length === bytes.length) {
      bytes = Buffer.concat([bytes], Math.min(length * 2, most + 1));
    }
  }
}
