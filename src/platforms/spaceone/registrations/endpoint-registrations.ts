import { Emitter, type Disposable } from '../../../base/emitter';
import { isAbort, toFailure, type Failure } from '../../../base/workbench-error';
import { EndpointFailure } from './endpoint-failure';
import type { Endpoint } from './endpoints';
import { isManaged, keyOf, type Registration, type Repository } from './registration';
import type { RepositoryClient } from './repository-client';
import type { RepositoryContract } from './repository-contract';

/** How far an endpoint has been asked. */
export type EndpointState =
  | { readonly is: 'not asked' }
  /** `total` as the server says, undefined until it does. */
  | { readonly is: 'asking'; readonly count: number; readonly total: number | undefined }
  | { readonly is: 'answered'; readonly contract: RepositoryContract }
  | { readonly is: 'failed'; readonly failure: Failure };

/**
 * What one endpoint has registered: read when asked, kept until the next time, changed by the writes that it is told
 * of. A list that is there stays while a new one comes and when that fails.
 */
export class EndpointRegistrations implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly versionsOf = new Map<string, Promise<readonly string[]>>();
  private readonly answeredVersions = new Map<string, readonly string[]>();
  private current: EndpointState = { is: 'not asked' };
  private byKey = new Map<string, Registration>();
  private listed: readonly Registration[] | undefined;
  private hidden: ReadonlySet<string> | undefined;
  private own: readonly Repository[] = [];
  private running: { readonly work: Promise<void>; readonly stop: AbortController } | undefined;
  /** Writes while a list is coming, which may be older than they are. */
  private writes: ((plugins: Map<string, Registration>) => unknown)[] = [];

  /** Fires when the state, a plugin or its versions changed; a page at a time while a first list comes. */
  readonly onDidChange = this.changed.event;

  constructor(readonly client: RepositoryClient) {}

  get endpoint(): Endpoint {
    return this.client.endpoint;
  }

  get state(): EndpointState {
    return this.current;
  }

  /** In the order in which the endpoint searches them. */
  get repositories(): readonly Repository[] {
    return this.own;
  }

  /** True once a whole list has come, so that what is not in it is not registered. */
  get isKnown(): boolean {
    return this.contract !== undefined;
  }

  /** Of the last whole list. */
  contract: RepositoryContract | undefined;

  get plugins(): readonly Registration[] {
    return (this.listed ??= [...this.byKey.values()]);
  }

  /** The plugins of one id: one a repository at most. */
  named(pluginId: string): Registration[] {
    return this.plugins.filter(({ id }) => id === pluginId);
  }

  /** True for a plugin that the endpoint does not find by its id, as a managed one of the same id comes before it. */
  isHidden(registration: Registration): boolean {
    return (this.hidden ??= hiddenAmong(this.plugins)).has(keyOf(registration));
  }

  /** Reads everything anew; while that is under way, the same work for all who ask. Never rejects: see {@link state}. */
  async refresh(): Promise<void> {
    this.running ??= this.start();
    await this.running.work;
  }

  /** Reads what was not read before. */
  async load(): Promise<void> {
    if (!this.isKnown || this.current.is === 'failed') {
      await this.refresh();
    }
  }

  /** Ends a list that is coming; what has come is forgotten, the list before stays. */
  cancel(): void {
    this.running?.stop.abort();
  }

  /** The versions that a plugin may be run in, asked for once until the next refresh. Rejects as the client does. */
  async versions(registration: Registration, signal?: AbortSignal): Promise<readonly string[]> {
    const key = keyOf(registration);
    let versions = this.versionsOf.get(key);
    if (!versions) {
      versions = this.client.versions(registration.id, registration.repository?.id);
      this.versionsOf.set(key, versions);
      this.keep(key, versions);
    }
    return signal ? orAbort(versions, signal) : versions;
  }

  /** The versions when they have been asked for. */
  knownVersions(registration: Registration): readonly string[] | undefined {
    return this.answeredVersions.get(keyOf(registration));
  }

  /** Takes a plugin over as a write's answer has it. */
  took(registration: Registration): void {
    this.write(registration, (plugins) => plugins.set(keyOf(registration), registration));
    this.own = withThoseOf(this.own, [registration]);
    this.changed.fire();
  }

  /** Takes a plugin out that a write has deregistered. */
  left(registration: Registration): void {
    this.write(registration, (plugins) => plugins.delete(keyOf(registration)));
    this.changed.fire();
  }

  dispose(): void {
    this.cancel();
    this.client.close();
    this.changed.dispose();
  }

  private start(): NonNullable<EndpointRegistrations['running']> {
    const stop = new AbortController();
    this.writes = [];
    return { stop, work: this.read(stop.signal).finally(() => (this.running = undefined)) };
  }

  private async read(signal: AbortSignal): Promise<void> {
    const before = this.current;
    const isFirst = !this.isKnown;
    const coming = new Map<string, Registration>();
    this.become({ is: 'asking', count: 0, total: undefined });
    try {
      const contract = await this.client.contract(signal);
      const repositories = await this.readRepositories(signal);
      for await (const { plugins, total } of this.client.plugins({}, signal)) {
        plugins.forEach((plugin) => coming.set(keyOf(plugin), plugin));
        if (isFirst) {
          this.own = withThoseOf(repositories, coming.values());
          this.set(new Map(coming));
        }
        this.become({ is: 'asking', count: coming.size, total });
      }
      this.writes.forEach((write) => write(coming));
      this.own = withThoseOf(repositories, coming.values());
      this.contract = contract;
      this.versionsOf.clear();
      this.answeredVersions.clear();
      this.set(coming);
      this.become({ is: 'answered', contract });
    } catch (error) {
      if (isFirst) {
        this.set(new Map());
      }
      this.become(isAbort(error) ? before : { is: 'failed', failure: toFailure(error) });
    }
  }

  /** A service that does not list its repositories, or not to everyone, still names those of its plugins. */
  private async readRepositories(signal: AbortSignal): Promise<readonly Repository[]> {
    try {
      return await this.client.repositories(signal);
    } catch (error) {
      const isWithout =
        error instanceof EndpointFailure && ['no-repository', 'permission-denied', 'refused'].includes(error.kind);
      if (isWithout) {
        return [];
      }
      throw error;
    }
  }

  private write(registration: Registration, change: (plugins: Map<string, Registration>) => unknown): void {
    if (this.running) {
      this.writes.push(change);
    }
    const plugins = new Map(this.byKey);
    change(plugins);
    this.versionsOf.delete(keyOf(registration));
    this.answeredVersions.delete(keyOf(registration));
    this.set(plugins);
  }

  private keep(key: string, versions: Promise<readonly string[]>): void {
    versions.then(
      (answer) => {
        if (this.versionsOf.get(key) === versions) {
          this.answeredVersions.set(key, answer);
          this.changed.fire();
        }
      },
      () => {
        // A failure is no answer: the next one asks again.
        if (this.versionsOf.get(key) === versions) {
          this.versionsOf.delete(key);
        }
      },
    );
  }

  private set(plugins: Map<string, Registration>): void {
    this.byKey = plugins;
    this.listed = undefined;
    this.hidden = undefined;
  }

  private become(state: EndpointState): void {
    this.current = state;
    this.changed.fire();
  }
}

/** The keys of those behind a managed one of their id: a list has them in the order in which they are searched. */
function hiddenAmong(plugins: readonly Registration[]): ReadonlySet<string> {
  const managed = new Set<string>();
  const hidden = new Set<string>();
  for (const plugin of plugins) {
    if (isManaged(plugin)) {
      managed.add(plugin.id);
    } else if (managed.has(plugin.id)) {
      hidden.add(keyOf(plugin));
    }
  }
  return hidden;
}

function withThoseOf(repositories: readonly Repository[], plugins: Iterable<Registration>): readonly Repository[] {
  const all = new Map(repositories.map((repository) => [repository.id, repository]));
  for (const { repository } of plugins) {
    if (repository && !all.has(repository.id)) {
      all.set(repository.id, repository);
    }
  }
  return [...all.values()];
}

/** The work's result, unless the signal aborts first; the work goes on for others who wait for it. */
async function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new DOMException('The request was cancelled.', 'AbortError'));
    signal.addEventListener('abort', stop);
  });
  if (signal.aborted) {
    stop();
  }
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
