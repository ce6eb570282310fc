export interface TracebackFrame {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** A Python exception as its traceback told it. */
export interface Traceback {
  /** The exception's own line, such as `ModuleNotFoundError: No module named 'schematics'`. */
  readonly error: string;
  /** Outermost call first. */
  readonly frames: readonly TracebackFrame[];
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
  const heads = lines.flatMap((line, index) => (HEAD.test(line) ? [index] : []));
  let first = heads.pop();
  while (first !== undefined && isChained(lines, first)) {
    first = heads.pop();
  }
  return first === undefined ? undefined : readTraceback(lines, first);
}

/** The frame that a line of a traceback tells of. */
export function frameIn(line: string): TracebackFrame | undefined {
  const [, file, number] = FRAME.exec(line) ?? [];
  return file === undefined ? undefined : { file, line: Number(number) };
}

/** The place to look at: the innermost frame in the folder, else the innermost of all. */
export function placeIn(folder: string, traceback: Traceback): TracebackFrame | undefined {
  const own = traceback.frames.filter(
    ({ file }) => file.replaceAll('\\', '/').startsWith(`${folder}/`) && !/[\\/]site-packages[\\/]/.test(file),
  );
  return own.at(-1) ?? traceback.frames.at(-1);
}

function isChained(lines: readonly string[], head: number): boolean {
  return lines.slice(Math.max(0, head - 3), head).some((line) => CHAINED.test(line));
}

function readTraceback(lines: readonly string[], head: number): Traceback | undefined {
  const indent = /^\s*/.exec(lines[head] ?? '')?.[0].length ?? 0;
  const frames: TracebackFrame[] = [];
  for (const line of lines.slice(head + 1)) {
    const frame = frameIn(line);
    if (frame) {
      frames.push(frame);
    } else if (line.trim() !== '' && !/^\s/.test(line.slice(indent))) {
      return { error: line.trim(), frames };
    }
  }
  return undefined;
}
