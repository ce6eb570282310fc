import type { LoadedFile, Loading, LoadingWork } from '../runtime/loading/loading';
import type { Runtime } from '../runtime/runtime';
import type { Redactor } from '../runtime/secrets/redactor';
import type { Loader, LoaderSearch, Platform } from './platform';

export interface LoadingOptions extends LoaderSearch {
  readonly variable: Loading['variable'];
  /** Hears with what is loaded, such as `bamboo-pipeline 4.0.4 on Python 3.11.7`. */
  readonly onOpened?: (about: string) => void;
}

/** What the plugins of a platform are loaded with: one process, opened when it is first asked for and ended with what it is made for. */
export class PluginLoading implements Loading, AsyncDisposable {
  private readonly opened = new Map<string, Promise<Loader>>();
  /** One an interpreter, whatever it is opened for: its process is started with the first work. */
  private readonly loaders: Loader[] = [];

  constructor(
    private readonly runtime: Runtime,
    private readonly load: NonNullable<Platform['loader']>,
    private readonly options: LoadingOptions,
  ) {}

  get redactor(): Redactor {
    return this.runtime.redactor;
  }

  async open(named: LoadedFile): Promise<LoadingWork> {
    const known = this.opened.get(named.file) ?? this.first(named);
    this.opened.set(named.file, known);
    return (await known).work;
  }

  variable(file: string, name: string): ReturnType<Loading['variable']> {
    return this.options.variable(file, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.opened.values());
    await Promise.all(this.loaders.map(({ work }) => work[Symbol.asyncDispose]()));
  }

  private async first(named: LoadedFile): Promise<Loader> {
    const loader = await this.load(this.runtime, named, this.options);
    const same = this.loaders.find(({ interpreter }) => interpreter === loader.interpreter);
    if (same) {
      return same;
    }
    this.loaders.push(loader);
    this.options.onOpened?.(loader.about);
    return loader;
  }
}

/** What the plugins of a platform are loaded with; undefined where they are not loaded. */
export function loadingOf(platform: Platform, runtime: Runtime, options: LoadingOptions): PluginLoading | undefined {
  return platform.loader && new PluginLoading(runtime, platform.loader, options);
}
