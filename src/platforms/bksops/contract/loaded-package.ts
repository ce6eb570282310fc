import { basename, dirname, join } from '../../../base/paths';
import { joined, toFailure, type Failure, type FilePlace } from '../../../base/workbench-error';
import type { CheckContext, Outcome } from '../../../contract/contract';
import type { LoadedFile, LoadingWork } from '../../../runtime/loading/loading';
import { loadManifest } from '../load/load-manifest';
import type { ModuleLoad, SourceLoad } from '../load/load-report';
import type { BksopsPlugin } from '../package-finder';
import { fileInPackage } from '../packages/file-in-package';
import type { PackageView } from '../packages/package-view';
import { unlikeWritten } from './as-written';
import { viewOf } from './run-view';

type Context = Pick<CheckContext<BksopsPlugin>, 'run' | 'files' | 'loading' | 'signal'>;

/** A module of the package as one source has loaded it. */
export interface OwnLoad {
  readonly source: SourceLoad;
  readonly module: ModuleLoad;
}

/** The sources of one manifest, as far as they are those of a package. */
export interface ManifestLoad {
  /** Undefined where no manifest names the package, and its own folder has been loaded. */
  readonly file: string | undefined;
  readonly sources: readonly SourceLoad[];
  readonly modules: readonly OwnLoad[];
}

/**
 * Loads a package with every source of the manifests around it; with its own folder as the source where none names it.
 * What else such a source loads is loaded too: it may keep SOPS from coming to this package.
 */
export async function loadPackage(context: Context, plugin: BksopsPlugin): Promise<LoadedPackage> {
  const view = await viewOf(context, plugin);
  const { files } = context;
  const loads: ManifestLoad[] = [];
  for (const file of plugin.manifests) {
    const text = await files.read(file);
    loads.push(...(text === undefined ? [] : [await loadOf({ file, text }, file, plugin, context)]));
  }
  if (plugin.manifests.length === 0) {
    loads.push(await loadOf(ownSource(view), undefined, plugin, context));
  }
  return new LoadedPackage(plugin, view, loads);
}

async function loadOf(
  named: LoadedFile,
  file: string | undefined,
  { rootPackage }: BksopsPlugin,
  { loading, signal }: Context,
): Promise<ManifestLoad> {
  const { sources } = await loadManifest(named, (): Promise<LoadingWork> => loading.open(named), {
    from: 'origin',
    variable: (name) => loading.variable(named.file, name),
    redactor: loading.redactor,
    signal,
  });
  const own = sources.filter(({ source }) => source.sets.some((set) => set.rootPackage === rootPackage));
  const isOwn = ({ module }: ModuleLoad): boolean => module.split('.')[0] === rootPackage;
  return {
    file,
    sources: own,
    modules: own.flatMap((source) => source.modules.filter(isOwn).map((module) => ({ source, module }))),
  };
}

/** The folder of the root package as a source, as a manifest would name it. */
function ownSource({ root, rootFolder, modules }: PackageView): LoadedFile {
  const withComponents = modules.filter(({ python }) => python.components.length > 0).map(({ name }) => name);
  const source = {
    name: root,
    type: 'fs',
    details: { path: dirname(rootFolder) },
    packages: { [root]: { version: '', modules: withComponents } },
  };
  // A name for what is in no file: nothing of it is shown.
  return {
    file: join(dirname(rootFolder), `${root}.yaml`),
    text: JSON.stringify({ apiVersion: 'bksops/v1', sources: [source] }),
  };
}

/** A package as its sources have loaded it, and what that says of its promises. */
export class LoadedPackage {
  constructor(
    private readonly plugin: BksopsPlugin,
    private readonly view: PackageView,
    private readonly loads: readonly ManifestLoad[],
  ) {}

  /** Whether SOPS would have every module that is listed. */
  isWhole(): Outcome {
    const flaws = this.loads.flatMap(({ sources, modules }) => [
      ...sources.flatMap((source) => this.refused(source, modules)),
      ...modules.flatMap((load) => this.flawOf(load)),
    ]);
    const wrong = flaws.filter(({ isCertain }) => isCertain);
    return this.outcome(wrong.length > 0 ? 'failed' : 'warned', wrong.length > 0 ? wrong : flaws);
  }

  hasNoTwins(): Outcome {
    return this.outcome(
      'failed',
      this.eachLoad(({ module }) => module.replacements),
    );
  }

  isAsWritten(): Outcome {
    const found = this.loads.flatMap(({ modules }) => unlikeWritten(modules, this.view));
    const wrong = found.filter(({ isCertain }) => isCertain);
    return this.outcome(wrong.length > 0 ? 'failed' : 'warned', wrong.length > 0 ? wrong : found);
  }

  isQuiet(): Outcome {
    return this.outcome(
      'warned',
      this.eachLoad(({ module: { notes, replacements } }) => notes.filter((note) => !replacements.includes(note))),
    );
  }

  private eachLoad(words: (load: OwnLoad) => readonly string[]): Flaw[] {
    return this.loads.flatMap(({ modules }) =>
      modules.flatMap((load) => words(load).map((what) => ({ what, where: this.placeOf(load), isCertain: true }))),
    );
  }

  /** A source that is refused as a whole, and of which no module tells it. */
  private refused({ source, failure }: SourceLoad, modules: readonly OwnLoad[]): Flaw[] {
    return failure === undefined || modules.some((load) => load.source.source === source)
      ? []
      : [{ what: `${source.name} (${source.type}): ${wordsOf(failure)}`, where: failure.where, isCertain: true }];
  }

  private flawOf(load: OwnLoad): Flaw[] {
    const { source } = load.source;
    const { fate, module, message = '' } = load.module;
    if (fate === 'loaded') {
      return [];
    }
    const from = this.isNamed ? ` from ${source.name} (${source.type})` : '';
    const what = fate === 'not-tried' ? `"${module}" was not loaded${from}` : `"${module}" does not load${from}`;
    return [{ what: `${what}: ${message}`, where: this.placeOf(load), isCertain: fate !== 'not-tried' }];
  }

  private get isNamed(): boolean {
    return this.loads.some(({ file }) => file !== undefined);
  }

  /** In the file of the workspace, whose source may have been loaded from elsewhere; else in the manifest. */
  private placeOf({ module: { module, python, frames, manifest } }: OwnLoad): FilePlace {
    const own = [...(python ? [python] : []), ...frames.toReversed()]
      .map(({ file, line }) => ({ file: fileInPackage(file, this.view), line }))
      .find((place): place is { file: string; line: number | undefined } => place.file !== undefined);
    if (own) {
      return { file: own.file, line: own.line ?? 1 };
    }
    const file = this.view.byName.get(module)?.file;
    return file === undefined ? (this.isNamed ? manifest : this.plugin.entry) : { file, line: 1 };
  }

  private outcome(is: 'warned' | 'failed', flaws: readonly Flaw[]): Outcome {
    const [first, ...more] = flaws;
    if (first) {
      const others = [...new Set(more.map(({ what }) => what))].filter((what) => what !== first.what);
      const shown = others.slice(0, MOST_SAID);
      const rest = others.length > shown.length ? `There are ${others.length - shown.length} more.` : undefined;
      return {
        is,
        failure: {
          what: first.what,
          why: joined([...shown, rest]) || undefined,
          where: first.where ?? this.plugin.entry,
        },
      };
    }
    return this.loads.some(({ modules }) => modules.length > 0)
      ? { is: 'passed' }
      : { is: 'skipped', why: this.noModule() };
  }

  private noModule(): string {
    const files = this.loads.flatMap(({ file }) => (file === undefined ? [] : [basename(file)]));
    return files.length === 0
      ? 'None of its modules has a component.'
      : `No source of ${files.join(' and ')} lists a module of "${this.view.root}".`;
  }
}

/** Something that loading has shown. */
export interface Flaw {
  readonly what: string;
  readonly where: FilePlace | undefined;
  /** False where it may be so only here. */
  readonly isCertain: boolean;
}

const MOST_SAID = 5;

function wordsOf(failure: Failure): string {
  const { what, why } = toFailure(failure);
  return joined([what, why]);
}
