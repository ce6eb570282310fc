import type {
  GrpcCallOptions,
  GrpcCallResult,
  GrpcConnection,
  Json,
  JsonObject,
  MethodDescription,
  MethodShape,
  ServiceDescription,
} from './grpc-api';
import { finishInTurns } from '../../base/steps';
import type { Redactor } from '../secrets/redactor';
import { secretsOfRequest } from '../secrets/request-secrets';

/** A connection whose answers and failures hold no secrets, those of its own requests among them. */
export class RedactedConnection implements GrpcConnection {
  constructor(
    private readonly connection: GrpcConnection,
    private readonly redactor: Redactor,
  ) {}

  get address(): string {
    return this.connection.address;
  }

  async health(signal?: AbortSignal, deadlineMs?: number): Promise<boolean> {
    return this.clean(this.connection.health(signal, deadlineMs));
  }

  async services(signal?: AbortSignal): Promise<ServiceDescription[]> {
    const services = await this.clean(this.connection.services(signal));
    services.forEach(({ failure }) => this.redactor.redactError(failure));
    return services;
  }

  async resolve(name: string, signal?: AbortSignal): Promise<MethodDescription> {
    return this.clean(this.connection.resolve(name, signal));
  }

  async describe(service: string, method: string, signal?: AbortSignal): Promise<MethodShape> {
    return this.clean(this.connection.describe(service, method, signal));
  }

  async prefill(service: string, method: string, signal?: AbortSignal): Promise<JsonObject> {
    return this.clean(this.connection.prefill(service, method, signal));
  }

  async call(method: MethodDescription, request: object, options: GrpcCallOptions = {}): Promise<GrpcCallResult> {
    const { onMessage, signal = new AbortController().signal } = options;
    const shown = onMessage && {
      onMessage: async (message: Json): Promise<void> => {
        const redacted = await finishInTurns(this.redactor.redactValueInSteps(message), signal);
        signal.throwIfAborted();
        await onMessage(redacted as Json);
      },
    };
    const result = await this.redactor.hidingDuring(secretsOfRequest(request), () =>
      this.clean(this.connection.call(method, request, { ...options, ...shown })),
    );
    return { ...result, trailing: this.redactor.redactValue(result.trailing) };
  }

  descriptorFiles(): ReadonlyMap<string, Uint8Array> {
    return this.connection.descriptorFiles();
  }

  close(): void {
    this.connection.close();
  }

  private async clean<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      throw this.redactor.redactError(error);
    });
  }
}
