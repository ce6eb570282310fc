import type { Files } from '../../../base/files';
import type { EnvironmentPlan } from '../../../runtime/python/environment-plan';
import { Requirement } from '../../../runtime/python/requirement';
import type { GeneratorPlugin } from './generator-finder';

const DEBUGGER = Requirement.of('debugpy');

/** What says that a generator needs more than Python's own library. */
const REQUIREMENTS = ['requirements.txt', 'pyproject.toml', 'Pipfile', 'setup.py'];

/** True for a generator that any Python runs, for all that its folder says. */
export async function needsPythonAlone(folder: string, files: Files): Promise<boolean> {
  return (await files.find(folder, REQUIREMENTS)).length === 0;
}

/** What a generator in Python needs: what its requirements file names, and the debugger. */
export async function pythonEnvironment(
  { folder, code }: GeneratorPlugin,
  files: Files,
): Promise<EnvironmentPlan | undefined> {
  if (code?.runs !== 'python') {
    return undefined;
  }
  const found = await files.find(folder, ['requirements.txt']);
  return {
    steps: [
      ...(found.length > 0 ? [{ title: 'requirements.txt', files: found }] : []),
      { title: DEBUGGER.line, requirements: [DEBUGGER] },
    ],
    constraints: [],
    preferences: [],
    requires: [DEBUGGER.line],
    notes: (await files.find(folder, ['pyproject.toml', 'Pipfile'])).map(
      (file) => `${file} is not read: a requirements.txt says what is installed.`,
    ),
  };
}
