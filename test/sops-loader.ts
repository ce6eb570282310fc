import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadManifest, type LoadOptions } from '../src/platforms/bksops/load/load-manifest';
import type { LoadReport, ModuleLoad } from '../src/platforms/bksops/load/load-report';
import { SupervisedWork } from '../src/runtime/loading/supervised-work';
import type { Processes } from '../src/runtime/processes/processes';
import { writeTree } from './source-servers';

/**
 * The Python with SOPS's loader.
 * @throws Error when it is not installed yet
 */
export function sopsPython(): string {
  const inside = process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python';
  const python = path.resolve('.test-env/sops', inside);
  if (!existsSync(python)) {
    throw new Error(`${python} is missing: "npm run test:integration" installs it.`);
  }
  return python;
}

/** The real loader, or another worker on the same Python, as the product is built. */
export function sopsLoader(processes: Processes, worker = 'sops_loader.py'): SupervisedWork {
  const inDist = (name: string): string => path.resolve('dist/python', name);
  const workplace = {
    interpreter: sopsPython(),
    options: ['-B', '-P'],
    script: inDist('supervise.py'),
    worker: inDist(worker),
  };
  return new SupervisedWork(workplace, processes);
}

/** A module with one component. */
export function component(code: string, { version = '1.0.0', more = '', service = '' } = {}): string {
  return `from pipeline.component_framework.component import Component
from pipeline.core.flow.activity import Service, StaticIntervalGenerator


class TheService(Service):
    def execute(self, data, parent_data):
        return True
${service}

class TheComponent(Component):
    name = "Of ${code}"
    code = "${code}"
    version = "${version}"
    bound_service = TheService
${more}`;
}

/** The text of a manifest with these sources, in JSON, which is YAML. */
export function manifestOf(sources: readonly object[], more: object = {}): string {
  return JSON.stringify({ apiVersion: 'bksops/v1', sources, ...more }, undefined, 1);
}

/** A file-system source of the folder of the manifest. */
export function folderSource(modules: readonly string[] | string, more: object = {}): object {
  return { name: 'local', type: 'fs', details: { path: '.' }, packages: { team: { version: '1', modules } }, ...more };
}

/** Writes files and loads their `sources.yaml`. */
export async function loadFiles(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
  loader: SupervisedWork,
  processes: Processes,
  options: Partial<LoadOptions> = {},
): Promise<LoadReport> {
  await writeTree(folder, files);
  return loadManifest(
    { file: path.join(folder, 'sources.yaml'), text: String(files['sources.yaml'] ?? '') },
    () => Promise.resolve(loader),
    {
      from: 'origin',
      variable: () => undefined,
      redactor: processes.redactor,
      signal: new AbortController().signal,
      ...options,
    },
  );
}

/** The modules of a report, each as a line: its fate, its name, and what is said of it. */
export function said({ sources }: LoadReport, hidden: readonly string[] = []): string[] {
  const lines = sources.flatMap(({ source, failure, modules }) => [
    ...(failure && modules.length === 0 ? [`${source.name}: ${failure.what}`] : []),
    ...modules.map(lineOf),
  ]);
  return lines.map((line) => hidden.reduce((text, each) => text.replaceAll(each, '…'), line));
}

function lineOf({ fate, module, message, notes }: ModuleLoad): string {
  return [`${fate} ${module}`, [message, ...notes].filter(Boolean).join(' ')].filter(Boolean).join(': ');
}
