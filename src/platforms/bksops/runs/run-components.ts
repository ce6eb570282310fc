import { Emitter, type Disposable } from '../../../base/emitter';
import type { Files } from '../../../base/files';
import { dirname, isInside } from '../../../base/paths';
import type { Plugin } from '../../../catalog/plugin';
import type { Source } from '../../../catalog/sources';
import type { CheckedText } from '../../../manifest/check/check-text';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { JsonSchema } from '../../../manifest/schema/json-schema';
import type { BksopsPlugin } from '../package-finder';
import type { ModuleFile } from '../sync/module-files';
import type { KnownComponent } from './known-components';
import { resolved } from './run-file';
import { RUN, runKind } from './run-kind';

/** What there is in the workspace that runs may name. */
export interface RunWorkspace {
  plugins(): Promise<readonly Plugin[]>;
  sources(): Promise<readonly Source[]>;
  /** The text of a module as a source loads it. */
  loaded(source: Source, module: string): Promise<ModuleFile | undefined>;
  readonly files: Files;
}

/**
 * What is known of the components that files of runs may name, and of their inputs: learnt in the background for the
 * files that are open, from the sources that a run names, or else from the package in which its file lies.
 */
export class RunComponents implements Disposable {
  /** The kind of files with runs, with the components that are known by then. */
  readonly kind = runKind(
    (code, version) => this.schemaOf(code, version),
    () => [...this.known.values()].flat(),
  );
  /** By the scope of a run. */
  private readonly known = new Map<string, readonly KnownComponent[]>();
  private readonly asked = new Set<string>();
  private readonly changed = new Emitter<void>();

  /** Fires when files of runs that are open are to be checked again. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly workspace: RunWorkspace) {}

  /** Learns what the runs in a checked file may name; each scope is asked once, until it is forgotten. */
  async look(file: string, { documents }: Pick<CheckedText, 'documents'>): Promise<void> {
    const runs = documents.flatMap(({ kind, document }) => (kind?.id === RUN && document ? [document] : []));
    await Promise.all(runs.map((run) => this.learn(scopeOf(run, file))));
  }

  /** Modules or sources have changed: what is known holds until it is looked at again. */
  forget(): void {
    this.asked.clear();
  }

  dispose(): void {
    this.changed.dispose();
  }

  /** Components that know different inputs by one code leave open which is meant. */
  private schemaOf(code: string, version: string | undefined): JsonSchema | undefined {
    const found = [...this.known.values()]
      .flat()
      .filter((each) => each.code === code && [undefined, each.version].includes(version));
    const [first] = found;
    const text = JSON.stringify(first?.schema);
    return found.every(({ schema }) => JSON.stringify(schema) === text) ? first?.schema : undefined;
  }

  private async learn(scope: Scope): Promise<void> {
    const key = JSON.stringify(scope);
    if (this.asked.has(key)) {
      return;
    }
    this.asked.add(key);
    // What cannot be read is no failure to tell of here: its own check does, and the run says it.
    const found = await this.componentsIn(scope).catch(() => []);
    if (JSON.stringify(this.known.get(key) ?? []) !== JSON.stringify(found)) {
      this.known.set(key, found);
      this.changed.fire();
    }
  }

  private async componentsIn(scope: Scope): Promise<KnownComponent[]> {
    const { knownComponents } = await import('./known-components');
    const components: KnownComponent[] = [];
    for (const module of await this.modulesIn(scope)) {
      components.push(...(await knownComponents(module)));
    }
    return components;
  }

  private async modulesIn({ manifest, source: name, folder }: Scope): Promise<{ file: string; text: string }[]> {
    const { files } = this.workspace;
    if (manifest === undefined) {
      const around = (await this.workspace.plugins()).filter(isPackage).filter((each) => isInside(each.folder, folder));
      const modules = new Set(around.flatMap(({ components }) => components.map(({ file }) => file)));
      const texts = await Promise.all([...modules].map(async (file) => ({ file, text: await files.read(file) })));
      return texts.flatMap(({ file, text }) => (text === undefined ? [] : [{ file, text }]));
    }
    const sources = (await this.workspace.sources()).filter(
      (source) => source.file === manifest && !source.isCache && source.name === (name ?? source.name),
    );
    const listed = sources.flatMap((source) =>
      source.sets.flatMap(({ modules }) => modules.map((module) => this.workspace.loaded(source, module.name))),
    );
    return (await Promise.all(listed)).flatMap((found) => found ?? []);
  }
}

/** Where a run looks for its component, as run-ground.ts does. */
interface Scope {
  readonly manifest?: string | undefined;
  readonly source?: string | undefined;
  readonly folder: string;
}

function scopeOf(run: ManifestDocument, file: string): Scope {
  const [sources, source] = ['sources', 'source'].map((key) => {
    const value = run.at(key);
    return value?.isString && value.text !== '' ? value.text : undefined;
  });
  const folder = dirname(file);
  return sources === undefined ? { folder } : { manifest: resolved(folder, sources), source, folder };
}

function isPackage(plugin: Plugin): plugin is BksopsPlugin {
  return plugin.platform === 'bksops';
}
