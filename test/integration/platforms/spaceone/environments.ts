import { cp, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { readPlugin, type SpaceonePlugin } from '../../../../src/platforms/spaceone/plugin-finder';
import { environmentPlan } from '../../../../src/platforms/spaceone/requirements';
import { NodeFiles } from '../../../../src/runtime/files/node-files';
import { Processes } from '../../../../src/runtime/processes/processes';
import { EnvironmentSetup, type SetUpResult } from '../../../../src/runtime/python/environment-setup';
import { PythonInterpreters } from '../../../../src/runtime/python/interpreters';

export interface StyleA {
  readonly plugin: SpaceonePlugin;
  readonly made: SetUpResult;
  readonly interpreters: PythonInterpreters;
}

let once: Promise<StyleA> | undefined;

/** The plugin of style A with the environment that the workbench sets up for it; kept in `.test-env` between runs. */
export function styleA(): Promise<StyleA> {
  return (once ??= setUpStyleA());
}

async function setUpStyleA(): Promise<StyleA> {
  const folder = path.resolve('.test-env/spaceone-style-a');
  await mkdir(folder, { recursive: true });
  await cp(path.resolve('test/fixtures/spaceone/style-a'), folder, { recursive: true });
  const files = new NodeFiles(() => [folder]);
  const plugin = (await readPlugin(folder, files))!;
  const processes = new Processes();
  const run = processes.run.bind(processes);
  const interpreters = new PythonInterpreters(run);
  const plan = await environmentPlan(plugin, files);
  return { plugin, interpreters, made: await new EnvironmentSetup(run, interpreters).setUp({ folder, plan }) };
}
