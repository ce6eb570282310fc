import { WorkbenchError, type NextStep } from '../../base/workbench-error';
import type { Run } from '../python/run';

/** The exit code of dump_descriptors.py when there is nothing to dump. */
const NOT_INSTALLED = 3;
const LINE = /^descriptors ([A-Za-z0-9+/=]+)$/;

export interface InstalledDescriptorsQuestion {
  /** The plugin's own Python. */
  readonly interpreter: string;
  /** The path of dump_descriptors.py in the built product. */
  readonly script: string;
  /** Python packages of generated modules, such as `spaceone.api.inventory.plugin`; all plugin contracts unless given. */
  readonly packages?: readonly string[];
  /** Offered when spaceone-api is not installed. */
  readonly next?: NextStep;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The descriptors of the spaceone-api that is installed for an interpreter, as a serialized FileDescriptorSet: what
 * stands in for reflection where a server has none. Its generated modules are read, not run.
 * @throws WorkbenchError when spaceone-api is not installed or the interpreter fails; what `run` throws on abort
 */
export async function installedDescriptors(run: Run, question: InstalledDescriptorsQuestion): Promise<Uint8Array> {
  const { interpreter, script, packages = [], signal } = question;
  const { code, lines } = await run(interpreter, [script, ...packages], {
    isForProgram: true,
    ...(signal && { signal }),
  });
  if (code === 0) {
    const texts = lines.flatMap((line) => LINE.exec(line)?.[1] ?? []);
    return Buffer.concat(texts.map((text) => Buffer.from(text, 'base64')));
  }
  throw new WorkbenchError({
    what: 'The descriptors of the plugin contracts cannot be read.',
    why:
      code === NOT_INSTALLED
        ? `${interpreter} has no spaceone-api${packages.length > 0 ? ` with ${packages.join(', ')}` : ''}.`
        : lines.at(-1),
    next: question.next,
  });
}
