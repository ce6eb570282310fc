import assert from 'node:assert/strict';
import type { GrpcFailure, JsonObject } from '../../../../../src/runtime/calls/grpc-api';
import { GrpcConnection } from '../../../../../src/runtime/grpc/connection';
import {
  LocalRepository,
  type LocalRepositoryOptions,
} from '../../../../../src/platforms/spaceone/repository/local-repository';

/** The time of every Repository of the tests, unless they move it. */
export const NOON = new Date('2026-11-21T12:00:00.000Z');

/** A register request that the service takes. */
export const sample: JsonObject = {
  name: 'Sample',
  resource_type: 'inventory.Collector',
  image: 'cloudforet/plugin-sample',
};

/** The local Repository with a client of its own that bears its token. */
export class Client {
  private readonly connection: GrpcConnection;

  constructor(
    address: string,
    private readonly token: string | undefined,
  ) {
    this.connection = new GrpcConnection(`grpc://${address}`);
  }

  /** Calls a method such as `Plugin.register`, and gives its answer. */
  async call(method: string, request: JsonObject = {}, metadata: Record<string, string> = {}): Promise<JsonObject> {
    let answer: JsonObject = {};
    await this.connection.call(await this.connection.resolve(method), request, {
      metadata: { ...(this.token !== undefined && { token: this.token }), ...metadata },
      onMessage: (message) => void (answer = message as JsonObject),
    });
    return answer;
  }

  /** What a call is refused with: the status, and what the server said. */
  async refusal(
    method: string,
    request: JsonObject = {},
    metadata: Record<string, string> = {},
  ): Promise<[status: string, details: string]> {
    const failure = await this.call(method, request, metadata).then(
      () => assert.fail('It was answered.'),
      (error: unknown) => error as GrpcFailure,
    );
    return [failure.codeName, failure.details];
  }

  /** The ids of the plugins that a list gives. */
  async ids(request: JsonObject = {}): Promise<string[]> {
    const { results = [] } = await this.call('Plugin.list', request);
    return (results as JsonObject[]).map((plugin) => plugin['plugin_id'] as string);
  }

  close(): void {
    this.connection.close();
  }
}

/** Repositories of one test with their clients, all ended by `end`. */
export class Repositories {
  private readonly running: LocalRepository[] = [];
  private readonly clients: Client[] = [];

  async start(options: LocalRepositoryOptions = {}): Promise<{ repository: LocalRepository; client: Client }> {
    const repository = await LocalRepository.start({ now: () => NOON, ...options });
    this.running.push(repository);
    return { repository, client: this.connect(repository, repository.token) };
  }

  /** A client with another token; none when it is undefined. */
  connect(repository: LocalRepository, token: string | undefined): Client {
    const client = new Client(repository.address, token);
    this.clients.push(client);
    return client;
  }

  async end(): Promise<void> {
    this.clients.splice(0).forEach((client) => client.close());
    await Promise.all(this.running.splice(0).map((repository) => repository[Symbol.asyncDispose]()));
  }
}
