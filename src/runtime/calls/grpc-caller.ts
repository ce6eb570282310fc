import type { JsonObject } from '../../base/json';
import type { CallOptions, CallResult, CallableMethod, Caller } from './caller';
import type { GrpcConnection, MethodDescription } from './grpc-api';
import { schemaFromServer } from './request-schema';

/** A {@link Caller} over gRPC. */
export class GrpcCaller implements Caller {
  /** @param connection Gives the open connection to the server, which may have come back as another one since. */
  constructor(
    readonly endpoint: string,
    private readonly connection: () => Promise<GrpcConnection>,
    private readonly metadata: Readonly<Record<string, string>> = {},
  ) {}

  async methods(signal?: AbortSignal): Promise<readonly CallableMethod[]> {
    const services = await (await this.connection()).services(signal);
    return services.flatMap(({ methods }) => methods.map(callable));
  }

  async resolve(call: string, signal?: AbortSignal): Promise<CallableMethod> {
    return callable(await (await this.connection()).resolve(call, signal));
  }

  /** In protobuf's third version every field may be left out, and one that is set is an answer, even where it is empty. */
  least(): Promise<JsonObject> {
    return Promise.resolve({});
  }

  async prefill(call: string, signal?: AbortSignal): Promise<JsonObject> {
    const connection = await this.connection();
    const { service, name } = await connection.resolve(call, signal);
    return connection.prefill(service, name, signal);
  }

  async schema(call: string, signal?: AbortSignal): Promise<JsonObject | undefined> {
    return schemaFromServer(await this.connection(), call, signal);
  }

  async call(call: string, message: JsonObject, options: CallOptions = {}): Promise<CallResult> {
    const connection = await this.connection();
    return connection.call(await connection.resolve(call, options.signal), message, {
      ...options,
      metadata: this.metadata,
    });
  }
}

function callable({ service, name, serverStreaming }: MethodDescription): CallableMethod {
  return { name: `${service}.${name}`, streams: serverStreaming };
}
