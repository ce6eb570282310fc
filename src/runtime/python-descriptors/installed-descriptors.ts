import { WorkbenchError, type NextStep } from '../../base/workbench-error';
import type { Run } from '../python/run';

/** The exit code of dump_descriptors.py when there is nothing to dump. */
const NOT_INSTALLED = 3;
const LINE = /^descriptors ([A-Za-z0-9+/=]+)$/;

/** gRPC contracts as Python packages have them: the modules that protoc generates. */
export interface PythonContracts {
  /** Packages of generated modules; `ROOT.*.NAME` stands for every package called NAME in ROOT, however deep. */
  readonly packages: readonly string[];
  /** What brings them, as pip names it. */
  readonly distribution: string;
}

export interface InstalledDescriptorsQuestion {
  /** The plugin's own Python. */
  readonly interpreter: string;
  /** The path of dump_descriptors.py in the built product. */
  readonly script: string;
  readonly contracts: PythonContracts;
  /** Offered when they are not installed. */
  readonly next?: NextStep;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The descriptors of contracts that are installed for an interpreter, as a serialized FileDescriptorSet: what stands in
 * for reflection where a server has none. Their generated modules are read, not run.
 * @throws WorkbenchError when they are not installed or the interpreter fails; what `run` throws on abort
 */
export async function installedDescriptors(run: Run, question: InstalledDescriptorsQuestion): Promise<Uint8Array> {
  const { interpreter, script, contracts, signal } = question;
  const { code, lines } = await run(interpreter, [script, ...contracts.packages], {
    isForProgram: true,
    ...(signal && { signal }),
  });
  if (code === 0) {
    const texts = lines.flatMap((line) => LINE.exec(line)?.[1] ?? []);
    return Buffer.concat(texts.map((text) => Buffer.from(text, 'base64')));
  }
  throw new WorkbenchError({
    what: 'The descriptors of the plugin contracts cannot be read.',
    why: code === NOT_INSTALLED ? `${interpreter} has no ${contracts.distribution} with them.` : lines.at(-1),
    next: question.next,
  });
}
