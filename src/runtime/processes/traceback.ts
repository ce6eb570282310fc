import type { FilePlace } from '../../base/workbench-error';

export interface TracebackFrame {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The line of code, where Python could read it. */
  readonly code?: string;
}

/** A Python exception as its traceback told it. */
export interface Traceback {
  /** The exception's own line, such as `ModuleNotFoundError: No module named 'schematics'`. */
  readonly error: string;
  /** Outermost call first. */
  readonly frames: readonly TracebackFrame[];
}

/** An exception that came out of a plugin. */
export interface Raised {
  /** The line of the exception at the root of all, such as `ConnectionRefusedError: [Errno 111] Connection refused`. */
  readonly root: string;
  /** The line of the plugin's own files that is nearest to it; undefined where none took part. */
  readonly at: Required<FilePlace> | undefined;
  /** What stands there, where Python could read it. */
  readonly code: string | undefined;
}

const HEAD = /Traceback \(most recent call last\):\s*$/;
/** Not those of code that lies in no file, which Python names in angle brackets: `<string>`, `<frozen importlib._bootstrap>`. */
const FRAME = /^\s*File "(?!<[^"/\\]*>")(.+)", line (\d+)/;
const CHAINED = /^\s*(During handling of the above exception|The above exception was the direct cause)/;

/**
 * The last exception in a log, seen at its root: of a chain of exceptions the first, since the framework wraps
 * what a plugin raised (`Cannot import app: …`, spaceone-core 2.0.144 pygrpc/server.py) and the wrapper's frames are its own.
 */
export function lastTraceback(lines: readonly string[]): Traceback | undefined {
  return lastChain(lines)[0];
}

/** The exception that a log tells last, as it came out of a plugin in a folder; undefined where it tells none. */
export function raisedIn(lines: readonly string[], folder: string): Raised | undefined {
  const chain = lastChain(lines);
  const [root] = chain;
  // A library that wraps its own exceptions has no line of the plugin before the last link.
  const own = chain.map(({ frames }) => ownFrames(folder, frames).at(-1)).find((frame) => frame !== undefined);
  return root && { root: root.error, at: own && { file: own.file, line: own.line }, code: own?.code };
}

/** The last exception with those that it came of, the root first. */
function lastChain(lines: readonly string[]): readonly Traceback[] {
  const heads = lines.flatMap((line, index) => (HEAD.test(line) ? [index] : []));
  const chain: number[] = [];
  for (let head = heads.pop(); head !== undefined; head = isChained(lines, head) ? heads.pop() : undefined) {
    chain.unshift(head);
  }
  return chain.flatMap((head) => readTraceback(lines, head) ?? []);
}

/** The frame that a line of a traceback tells of. */
export function frameIn(line: string): TracebackFrame | undefined {
  const [, file, number] = FRAME.exec(line) ?? [];
  return file === undefined ? undefined : { file, line: Number(number) };
}

/** The place to look at: the innermost frame in the folder, else the innermost of all. */
export function placeIn(folder: string, traceback: Traceback): TracebackFrame | undefined {
  return ownFrames(folder, traceback.frames).at(-1) ?? traceback.frames.at(-1);
}

function ownFrames(folder: string, frames: readonly TracebackFrame[]): readonly TracebackFrame[] {
  return frames.filter(
    ({ file }) => file.replaceAll('\\', '/').startsWith(`${folder}/`) && !/[\\/]site-packages[\\/]/.test(file),
  );
}

function isChained(lines: readonly string[], head: number): boolean {
  return lines.slice(Math.max(0, head - 3), head).some((line) => CHAINED.test(line));
}

function readTraceback(lines: readonly string[], head: number): Traceback | undefined {
  const indent = /^\s*/.exec(lines[head] ?? '')?.[0].length ?? 0;
  const frames: TracebackFrame[] = [];
  const told = lines.slice(head + 1);
  for (const [index, line] of told.entries()) {
    const frame = frameIn(line);
    if (frame) {
      const next = told[index + 1] ?? '';
      frames.push({ ...frame, ...(/^\s{4}/.test(next.slice(indent)) && { code: next.trim() }) });
    } else if (line.trim() !== '' && !/^\s/.test(line.slice(indent))) {
      return { error: line.trim(), frames };
    }
  }
  return undefined;
}
