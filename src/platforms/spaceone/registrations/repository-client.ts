import { isObject } from '../../../base/json';
import { isAbort } from '../../../base/workbench-error';
import { isGrpcFailure, type GrpcConnection, type Json, type JsonObject } from '../../../runtime/calls/grpc-api';
import { loadGrpc } from '../../../runtime/calls/grpc-loader';
import { Redactor } from '../../../runtime/secrets/redactor';
import { repositoryProtoFiles } from '../repository/proto-files';
import { EndpointFailure, endpointFailure, type Asked } from './endpoint-failure';
import type { Endpoint } from './endpoints';
import { keyOf, readRegistration, readRepository, type Registration, type Repository } from './registration';
import {
  pluginService,
  readContract,
  repositoryService,
  typeField,
  type RepositoryContract,
} from './repository-contract';

export interface RepositoryClientOptions {
  /** Takes secrets out of what a server says, beside the token, which the client takes out itself. */
  readonly redact?: (text: string) => string;
  /** Milliseconds until a question fails; registering and versions take twice as long, as an image registry is asked. */
  readonly deadlineMs?: number;
  /** How many plugins a page has. */
  readonly pageSize?: number;
}

/** Which plugins to list; all of them without any. */
export interface PluginFilter {
  readonly repositoryId?: string;
  readonly pluginId?: string;
  readonly type?: string;
  readonly provider?: string;
  readonly state?: 'ENABLED' | 'DISABLED';
  /** Part of the name. */
  readonly keyword?: string;
}

export interface PluginPage {
  readonly plugins: readonly Registration[];
  /** How many there are in all, as the server says. */
  readonly total: number;
}

const DEADLINE = 30_000;
/** Until the server has described itself, which it does without asking anyone. */
const LONGEST_DESCRIPTION = 10_000;
/** Small enough that reading a page does not hold up what else the process does. */
const PAGE = 500;

/**
 * One endpoint's Repository, of either generation. Nothing is sent before it is asked. Every method rejects with
 * {@link EndpointFailure} or an AbortError; what the endpoint's own `token` throws goes through.
 */
export class RepositoryClient {
  private readonly tokens = new Redactor();
  private connection: Promise<GrpcConnection> | undefined;
  private known: Promise<RepositoryContract> | undefined;
  private hidden: { readonly token: string; dispose(): void } | undefined;
  private isDescribedElsewhere = false;

  constructor(
    readonly endpoint: Endpoint,
    private readonly options: RepositoryClientOptions = {},
  ) {}

  /** True once the server turned out not to describe itself: it is taken for one of generation 2.0. */
  get isAssumed(): boolean {
    return this.isDescribedElsewhere;
  }

  /** What the Repository takes, by its own description; asked once a connection. */
  async contract(signal?: AbortSignal): Promise<RepositoryContract> {
    const known = await this.known?.catch(() => undefined);
    return known ?? this.ask('describe its services', signal, (connection) => this.describe(connection, signal));
  }

  /** In the order in which the endpoint searches them. */
  async repositories(signal?: AbortSignal): Promise<Repository[]> {
    const answer = await this.read('list its repositories', repositoryService, 'list', {}, signal);
    return items(answer).flatMap((item) => readRepository(item) ?? []);
  }

  /** All plugins that fit, a page at a time, each once; a page that is too large is asked for in smaller ones. */
  async *plugins(filter: PluginFilter = {}, signal?: AbortSignal): AsyncGenerator<PluginPage> {
    const contract = await this.contract(signal);
    const seen = new Set<string>();
    let limit = this.options.pageSize ?? PAGE;
    for (let start = 1; ;) {
      const request = listRequest(contract, filter, { start, limit });
      let answer: JsonObject;
      try {
        answer = await this.read('list its plugins', pluginService, 'list', request, signal);
      } catch (error) {
        if (error instanceof EndpointFailure && error.kind === 'too-large' && limit > 1) {
          limit = Math.ceil(limit / 10);
          continue;
        }
        throw error;
      }
      const results = items(answer);
      const read = results.flatMap((item) => readRegistration(item) ?? []);
      this.refuseMisread(read);
      const fresh = read.filter((each) => !has(seen, keyOf(each)));
      const total = typeof answer['total_count'] === 'number' ? answer['total_count'] : 0;
      yield { plugins: fresh, total: Math.max(total, seen.size) };
      start += results.length;
      // A server that knows no pages gives the same plugins again, or all of them at once.
      if (fresh.length === 0 || (total > 0 ? start > total : results.length < limit)) {
        return;
      }
    }
  }

  /** The plugin, of the first repository that has it unless one is named; undefined when none has. */
  async get(pluginId: string, repositoryId?: string, signal?: AbortSignal): Promise<Registration | undefined> {
    const request = pluginRequest(pluginId, repositoryId);
    try {
      return readRegistration(await this.read(`get "${pluginId}"`, pluginService, 'get', request, signal));
    } catch (error) {
      if (error instanceof EndpointFailure && isMissing(error)) {
        return undefined;
      }
      throw error;
    }
  }

  /** The tags of the plugin's image, in the order of the server. */
  async versions(pluginId: string, repositoryId?: string, signal?: AbortSignal): Promise<string[]> {
    const request = pluginRequest(pluginId, repositoryId);
    const action = `list the versions of "${pluginId}"`;
    const answer = await this.read(action, pluginService, 'get_versions', request, signal, 2);
    // Servers of early 1.x put them under "version" (spaceone-api 1.12.54, VersionsInfo).
    const results = items(answer);
    const versions = results.length > 0 ? results : list(answer['version']);
    return versions.filter((version) => typeof version === 'string');
  }

  /** @param request as `registerRequest` makes it */
  async register(request: JsonObject, signal?: AbortSignal): Promise<Registration> {
    return this.write('register', request, signal, 2);
  }

  /** @param request as `updateRequest` makes it */
  async update(request: JsonObject, signal?: AbortSignal): Promise<Registration> {
    return this.write('update', request, signal);
  }

  async enable(pluginId: string, signal?: AbortSignal): Promise<Registration> {
    return this.write('enable', { plugin_id: pluginId }, signal);
  }

  async disable(pluginId: string, signal?: AbortSignal): Promise<Registration> {
    return this.write('disable', { plugin_id: pluginId }, signal);
  }

  async deregister(pluginId: string, signal?: AbortSignal): Promise<void> {
    const request = { plugin_id: pluginId };
    await this.unary(`deregister "${pluginId}"`, pluginService, 'deregister', request, signal);
  }

  /** Ends what is running with an AbortError. The client can be asked again, on a new connection. */
  close(): void {
    void this.connection?.then((connection) => connection.close()).catch(() => undefined);
    this.connection = undefined;
    this.known = undefined;
    this.hidden?.dispose();
    this.hidden = undefined;
  }

  /** Fields of 1.x lie elsewhere: read as 2.0, its plugins have no image. */
  private refuseMisread(plugins: readonly Registration[]): void {
    if (this.isDescribedElsewhere && plugins.length > 0 && plugins.every(({ image }) => image === '')) {
      throw new EndpointFailure('no-repository', this.endpoint.name, {
        what: `${this.endpoint.name} does not describe its services.`,
        why: 'What it answers is not of generation 2.0, for which it was taken.',
        next: 'Turn on gRPC reflection there, or let it through the proxy in front of it',
      });
    }
  }

  private async write(
    verb: 'register' | 'update' | 'enable' | 'disable',
    request: JsonObject,
    signal: AbortSignal | undefined,
    patience = 1,
  ): Promise<Registration> {
    const name = request['plugin_id'] ?? request['image'];
    const action = `${verb} "${typeof name === 'string' ? name : ''}"`;
    const answer = await this.unary(action, pluginService, verb, request, signal, patience);
    const registration = readRegistration(answer);
    if (!registration) {
      throw new EndpointFailure('unreadable', this.endpoint.name, {
        what: `The answer of ${this.endpoint.name} to the request to ${action} holds no plugin.`,
        next: 'Refresh the list to see what is registered',
      });
    }
    return registration;
  }

  /** A question may be asked twice: a connection that nobody used for a while may be gone with the first. */
  private async read(...question: Parameters<RepositoryClient['unary']>): Promise<JsonObject> {
    try {
      return await this.unary(...question);
    } catch (error) {
      if (error instanceof EndpointFailure && error.kind === 'gone') {
        return this.unary(...question);
      }
      throw error;
    }
  }

  /** Calls a method and gives its one message. */
  private async unary(
    action: string,
    service: string,
    method: string,
    request: JsonObject,
    signal: AbortSignal | undefined,
    patience = 1,
  ): Promise<JsonObject> {
    return this.ask(action, signal, async (connection, metadata) => {
      let answer: Json = {};
      const description = await connection.describe(service, method, signal);
      await connection.call(description, request, {
        signal,
        metadata,
        deadlineMs: (this.options.deadlineMs ?? DEADLINE) * patience,
        onMessage: (message) => {
          answer = message;
        },
      });
      return isObject(answer) ? answer : {};
    });
  }

  private async describe(connection: GrpcConnection, signal: AbortSignal | undefined): Promise<RepositoryContract> {
    const contract = readContract(connection, signal);
    this.known = contract;
    contract.catch(() => (this.known = undefined));
    return contract;
  }

  private async ask<T>(
    action: string,
    signal: AbortSignal | undefined,
    work: (connection: GrpcConnection, metadata: Readonly<Record<string, string>>) => Promise<T>,
  ): Promise<T> {
    if (signal?.aborted) {
      throw new DOMException('The request was cancelled.', 'AbortError');
    }
    const asked: Asked = { endpoint: this.endpoint, action, token: await this.token() };
    const { token } = asked;
    try {
      const connection = await (this.connection ??= this.connect());
      return await work(connection, { ...this.endpoint.metadata, ...(token !== undefined && { token }) });
    } catch (error) {
      if (isAbort(error) || !isGrpcFailure(error)) {
        throw error;
      }
      const failure = endpointFailure(error, asked);
      if (failure.kind !== 'refused') {
        // What answers there next may be another service, or the same one after a change.
        this.known = undefined;
      }
      throw failure;
    }
  }

  /** The endpoint's token as it is now, without the line break that files end with; kept out of all texts. */
  private async token(): Promise<string | undefined> {
    const token = (await this.endpoint.token())?.trim();
    if (token !== this.hidden?.token) {
      this.hidden?.dispose();
      this.hidden = token === undefined || token === '' ? undefined : { token, ...this.tokens.hide([token]) };
    }
    return token === '' ? undefined : token;
  }

  private async connect(): Promise<GrpcConnection> {
    try {
      const { connect, descriptorSet } = await loadGrpc();
      const rootCertificates = await this.endpoint.rootCertificates?.();
      return connect(this.endpoint.address, {
        reflectionMs: Math.min(this.options.deadlineMs ?? DEADLINE, LONGEST_DESCRIPTION),
        redact: (text) => this.tokens.redact(this.options.redact?.(text) ?? text),
        descriptors: () => {
          this.isDescribedElsewhere = true;
          return Promise.resolve(descriptorSet(repositoryProtoFiles));
        },
        ...(rootCertificates && { rootCertificates }),
      });
    } catch (error) {
      // Certificates that could not be read deserve another look.
      this.connection = undefined;
      throw error;
    }
  }
}

interface Page {
  /** 1-based. */
  readonly start: number;
  readonly limit: number;
}

/** Sorted by id, so that pages do not overlap where names are the same. */
function listRequest(contract: RepositoryContract, filter: PluginFilter, page: Page): JsonObject {
  const sort = { key: 'plugin_id' };
  const fields: Readonly<Record<string, string | undefined>> = {
    repository_id: filter.repositoryId,
    plugin_id: filter.pluginId,
    [typeField(contract.generation)]: filter.type,
    provider: filter.provider,
    state: filter.state,
  };
  return {
    ...Object.fromEntries(
      Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
    query: {
      page: { start: page.start, limit: page.limit },
      sort: contract.sortsByList ? [sort] : sort,
      ...(filter.keyword !== undefined && { keyword: filter.keyword }),
    },
  };
}

function pluginRequest(pluginId: string, repositoryId: string | undefined): JsonObject {
  return { plugin_id: pluginId, ...(repositoryId !== undefined && { repository_id: repositoryId }) };
}

/** A Repository has two ways to say that there is no such plugin: its own, and that of the database under it. */
function isMissing({ refusal }: EndpointFailure): boolean {
  return refusal?.errorId === 'ERROR_NO_PLUGIN' || refusal?.errorId === 'ERROR_NOT_FOUND';
}

function items(answer: JsonObject): readonly Json[] {
  return list(answer['results']);
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** Whether the set has it, and from now on it does. */
function has(seen: Set<string>, key: string): boolean {
  const before = seen.size;
  return seen.add(key).size === before;
}
