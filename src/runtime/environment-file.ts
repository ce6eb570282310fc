import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { WorkbenchError } from '../base/workbench-error';

/**
 * The variables of an environment file (`NAME=value` lines).
 * @throws WorkbenchError when the file cannot be read.
 */
export async function readEnvironmentFile(file: string): Promise<Record<string, string>> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WorkbenchError({
      what: `Cannot read the environment file ${file}.`,
      why:
        cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? 'There is no such file.' : String(cause),
      next: { title: 'Create it, or take "envFile" out of the launch configuration' },
      cause,
    });
  });
  return Object.fromEntries(
    Object.entries(parseEnv(text)).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
