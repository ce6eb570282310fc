import { Disposable, EventEmitter, workspace, type Memento } from 'vscode';
import type { Failure } from '../../../../../base/workbench-error';
import { ids } from '../../../../../ids';
import { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import {
  readEndpointSetting,
  settingEndpoint,
  type Endpoint,
  type EndpointSetting,
} from '../../../../../platforms/spaceone/registrations/endpoints';
import { RepositoryClient } from '../../../../../platforms/spaceone/registrations/repository-client';
import {
  environmentFailure,
  spacectlEndpoint,
  type SpacectlEnvironment,
} from '../../../../../platforms/spaceone/registrations/spacectl-environments';
import { readBytes, readText } from '../../../../../runtime/files/read-file';
import type { Redactor } from '../../../../../runtime/secrets/redactor';
import { mustBeThere } from '../../../../../runtime/files/unreadable-file';
import type { EndpointTokens } from './endpoint-tokens';
import type { WindowRepository } from './local-repository';
import type { SpacectlFiles } from './spacectl-files';

/** Changes of the local Repository are read together, this many milliseconds after the first of a burst. */
const BURST = 200;

/** The key of the workspace's memory under which the id of the chosen endpoint is kept. */
const CHOSEN = 'pluginWorkbench.chosenEndpoint';

/** An environment of spacectl or an entry of the setting that leads nowhere. */
export interface UnusableEndpoint {
  readonly is: 'unusable';
  readonly id: string;
  readonly name: string;
  readonly failure: Failure;
  /** True for an environment that is right and says nothing of a repository service. */
  readonly isWithoutRepository: boolean;
}

/** What there is, in the order of the view. */
export type EndpointEntry = { readonly is: 'endpoint'; readonly endpoint: Endpoint } | UnusableEndpoint;

/**
 * The places where a Repository answers: the local one, spacectl's environments and those of the setting. What each has
 * registered is one model, which views, lenses and rules share.
 */
export class Endpoints implements Disposable {
  private readonly changed = new EventEmitter<void>();
  private readonly changedRegistrations = new EventEmitter<Endpoint>();
  private readonly models = new Map<string, { readonly sameAs: string; readonly model: EndpointRegistrations }>();
  private readonly listening: Disposable;
  private readingLocal: NodeJS.Timeout | undefined;
  /** What a connection to each endpoint depends on. */
  private prints = new Map<string, string>();
  private listed: readonly EndpointEntry[] | undefined;
  private usable: readonly Endpoint[] = [];
  /** Fires when an endpoint came, went or changed, and when another one is chosen. */
  readonly onDidChange = this.changed.event;
  /** Fires when what an asked endpoint has registered changed, or the state of the asking. */
  readonly onDidChangeRegistrations = this.changedRegistrations.event;

  constructor(
    readonly local: WindowRepository,
    readonly environments: SpacectlFiles,
    private readonly tokens: EndpointTokens,
    private readonly memory: Memento,
    private readonly redactor: Redactor,
  ) {
    this.listening = Disposable.from(
      local.onDidChange(() => this.readLocalSoon()),
      environments.onDidChange(() => this.anew()),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(ids.setting.endpoints)) {
          this.anew();
        }
      }),
    );
  }

  /** The local one, then spacectl's by name once they have been read (see {@link ready}), then those of the setting. */
  get all(): readonly Endpoint[] {
    this.list();
    return this.usable;
  }

  /** The same with what is named and cannot be used. */
  get entries(): readonly EndpointEntry[] {
    return this.list();
  }

  /** Resolves when spacectl's environments have been read, so that {@link all} and {@link chosen} are final. */
  async ready(): Promise<void> {
    await this.environments.ready();
  }

  /** Reads spacectl's environments anew. */
  async refresh(): Promise<void> {
    await this.environments.refresh();
  }

  /** The endpoint that manifests are held against and registered to: the local one unless a person chose another. */
  get chosen(): Endpoint {
    const id = this.memory.get<string>(CHOSEN);
    const found = id === undefined ? undefined : this.all.find((endpoint) => endpoint.id === id);
    if (!found && id?.startsWith('spacectl:') === true) {
      void this.ready();
    }
    return found ?? this.local.endpoint;
  }

  async choose(id: string): Promise<void> {
    await this.memory.update(CHOSEN, id === this.local.endpoint.id ? undefined : id);
    this.changed.fire();
  }

  find(id: string): Endpoint | undefined {
    return this.all.find((endpoint) => endpoint.id === id);
  }

  /** What the endpoint has registered; one model an endpoint, which asks nothing by being made. */
  registrationsOf(endpoint: Endpoint): EndpointRegistrations {
    const known = this.models.get(endpoint.id);
    if (known) {
      return known.model;
    }
    const model = new EndpointRegistrations(
      new RepositoryClient(endpoint, { redact: (text) => this.redactor.redact(text) }),
    );
    model.onDidChange(() => this.changedRegistrations.fire(endpoint));
    this.models.set(endpoint.id, { sameAs: this.prints.get(endpoint.id) ?? '', model });
    return model;
  }

  /** What has been asked, whether it has answered or not. */
  get asked(): readonly EndpointRegistrations[] {
    return [...this.models.values()].flatMap(({ model }) => (model.state.is === 'not asked' ? [] : model));
  }

  dispose(): void {
    this.listening.dispose();
    clearTimeout(this.readingLocal);
    this.models.forEach(({ model }) => model.dispose());
    this.models.clear();
    this.changed.dispose();
    this.changedRegistrations.dispose();
  }

  private list(): readonly EndpointEntry[] {
    if (!this.listed) {
      const before = new Map(
        this.usable.map((endpoint) => [endpoint.id, { endpoint, print: this.prints.get(endpoint.id) }]),
      );
      const setting = readEndpointSetting(workspace.getConfiguration().get(ids.setting.endpoints));
      const { environments } = this.environments;
      this.prints = new Map([
        ...environments.map((environment) => [`spacectl:${environment.name}`, JSON.stringify(environment)] as const),
        ...setting.endpoints.map((entry) => [`setting:${entry.name}`, JSON.stringify(entry)] as const),
      ]);
      const entries: EndpointEntry[] = [
        { is: 'endpoint', endpoint: this.local.endpoint },
        ...environments.map((environment) => this.environmentEntry(environment)),
        ...setting.endpoints.map((entry) => this.settingEntry(entry)),
        ...setting.problems.map(settingProblem),
      ];
      this.listed = entries.map((entry) => this.kept(entry, before));
      this.usable = this.listed.flatMap((entry) => (entry.is === 'endpoint' ? entry.endpoint : []));
    }
    return this.listed;
  }

  /** What another program or window has changed there; nothing while nobody has asked. */
  private readLocalSoon(): void {
    this.readingLocal ??= setTimeout(() => {
      this.readingLocal = undefined;
      const model = this.models.get(this.local.endpoint.id)?.model;
      if (model?.state.is === 'asking') {
        this.readLocalSoon();
      } else if (model?.isKnown === true) {
        void model.refresh();
      }
    }, BURST);
  }

  private anew(): void {
    this.listed = undefined;
    this.list();
    for (const [id, { sameAs, model }] of [...this.models]) {
      if ((this.prints.get(id) ?? '') !== sameAs) {
        this.models.delete(id);
        model.dispose();
      }
    }
    this.changed.fire();
  }

  /** The endpoint as it was when nothing of it has changed, so that views know it again. */
  private kept(
    entry: EndpointEntry,
    before: ReadonlyMap<string, { readonly endpoint: Endpoint; readonly print: string | undefined }>,
  ): EndpointEntry {
    const known = entry.is === 'endpoint' ? before.get(entry.endpoint.id) : undefined;
    return known && known.print === this.prints.get(known.endpoint.id)
      ? { is: 'endpoint', endpoint: known.endpoint }
      : entry;
  }

  private environmentEntry(environment: SpacectlEnvironment): EndpointEntry {
    const { name } = environment;
    const file = this.environments.file(name);
    if (environment.is === 'endpoint') {
      return {
        is: 'endpoint',
        endpoint: spacectlEndpoint(environment, () => readText(file, { kind: 'spacectl file', within: 'anywhere' })),
      };
    }
    const isWithoutRepository = environment.is === 'without endpoint';
    const failure = environmentFailure(environment, file);
    return { is: 'unusable', id: `spacectl:${name}`, name, failure, isWithoutRepository };
  }

  private settingEntry(entry: EndpointSetting): EndpointEntry {
    return { is: 'endpoint', endpoint: settingEndpoint(entry, () => this.tokens.of(entry), certificates) };
  }
}

/** Where the setting says: a person may well have linked them. */
async function certificates(file: string): Promise<Uint8Array> {
  return mustBeThere(await readBytes(file, { kind: 'certificates', within: 'anywhere' }), file);
}

function settingProblem(problem: string, index: number): EndpointEntry {
  const next = {
    title: 'Open the Settings',
    command: 'workbench.action.openSettings',
    arguments: [ids.setting.endpoints],
  };
  return {
    is: 'unusable',
    id: `setting problem ${index}`,
    name: ids.setting.endpoints,
    failure: { what: problem, next },
    isWithoutRepository: false,
  };
}
