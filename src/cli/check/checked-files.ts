import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Files } from '../../base/files';
import { isInside } from '../../base/paths';
import { isAbort } from '../../base/workbench-error';
import type { NodeFiles } from '../../runtime/node-files';
import type { PathFinder } from './paths-to-check';

/** So many files are read between two looks at whether the check is to stop. */
const AT_A_TIME = 100;

/** Longer files are not checked, whatever comes behind this many bytes: only their beginning is read. */
const MOST_BYTES = 16_000_000;

/** A text that came on standard input, and the path that it goes by. */
export interface StandardInput {
  readonly file: string;
  readonly text: string;
}

/**
 * The files among which names are looked for: those on the disk that no ignore file leaves out, whatever was named on
 * the command line, and standard input.
 */
export class CheckedFiles implements Files {
  private count = 0;

  constructor(
    private readonly disk: NodeFiles,
    private readonly paths: PathFinder,
    private readonly named: readonly string[],
    private readonly input: StandardInput | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * The text of a file.
   * @throws What the system says of a file that cannot be read; an AbortError when the check is to stop.
   */
  async text(file: string): Promise<string> {
    this.count += 1;
    if (this.count % AT_A_TIME === 0) {
      await setImmediate();
    }
    this.signal.throwIfAborted();
    // One after the other: of many small files that is several times as fast as all at once, and holds one open.
    return file === this.input?.file ? this.input.text : textOf(file);
  }

  async read(file: string): Promise<string | undefined> {
    return this.text(file).catch((error: unknown) => {
      if (isAbort(error)) {
        throw error;
      }
      return undefined;
    });
  }

  async find(folder: string, globs: readonly string[]): Promise<string[]> {
    const found = await this.disk.find(folder, globs, await this.paths.rulesAbove(folder));
    // What a person names is a manifest whatever its ending.
    const named = globs.includes('**/*.yaml') ? this.named.filter((file) => isInside(folder, file)) : [];
    return [...new Set([...found, ...named])].sort();
  }
}

function textOf(file: string): string {
  if (statSync(file).size <= MOST_BYTES) {
    return readFileSync(file, 'utf8');
  }
  const opened = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    return bytes.toString('utf8', 0, readSync(opened, bytes));
  } finally {
    closeSync(opened);
  }
}
