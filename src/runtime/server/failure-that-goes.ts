import path from 'node:path';
import type { Failure } from '../../base/workbench-error';
import { MARK } from '../python/virtual-environment';

/** What an environment is made of; its own mark tells of a set-up by another window or the command line. */
const ENVIRONMENT_FILE =
  /^(?:Dockerfile|setup\.(?:py|cfg)|pyproject\.toml|[\w.-]*requirements[\w.-]*\.txt|pyvenv\.cfg)$/;

/** True for a failure whose next step is to make an environment, or to choose another interpreter. */
export function isAboutPython({ next }: Failure): boolean {
  return next?.intent !== undefined;
}

/** True when the cause of a failure may be gone with the change of a file: of the one that it names, or of the environment. */
export function isCauseOf(failure: Failure, folder: string, file: string): boolean {
  const name = path.basename(file);
  return (
    failure.where?.file === file ||
    (file.startsWith(`${folder}/`) && isAboutPython(failure) && (name === MARK || ENVIRONMENT_FILE.test(name)))
  );
}
