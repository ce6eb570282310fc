import type { GrpcConnection, GrpcConnectionOptions } from './grpc-api';
import { loadGrpc } from './grpc-loader';
import { isListening } from '../processes/ports';
import { RedactedConnection } from './redacted-connection';
import { Redactor } from '../secrets/redactor';

const BETWEEN_PROBES = 20;

/** Connections to test servers, one an address, opened when first asked for. */
export class GrpcConnections {
  private readonly open = new Map<string, Promise<GrpcConnection>>();

  /**
   * @param optionsFor What a connection to an address is opened with.
   * @param redactor Hides secrets in what comes back.
   */
  constructor(
    private readonly optionsFor: (address: string) => GrpcConnectionOptions = () => ({}),
    private readonly redactor = new Redactor(),
  ) {}

  /** @param address Host and port, or an endpoint such as `grpc+ssl://host:443`. */
  async to(address: string): Promise<GrpcConnection> {
    let connection = this.open.get(address);
    if (!connection) {
      const endpoint = address.includes('://') ? address : `grpc://${address}`;
      connection = loadGrpc().then(({ connect }) => {
        const options = { redact: (text: string) => this.redactor.redact(text), ...this.optionsFor(address) };
        return new RedactedConnection(connect(endpoint, options), this.redactor);
      });
      this.open.set(address, connection);
    }
    return connection;
  }

  /** Closes the connection to an address: what answers there next is another server with other descriptors. */
  async drop(address: string): Promise<void> {
    const connection = this.open.get(address);
    this.open.delete(address);
    // One that could not be made, at an address that is none, has nothing to close.
    (await connection?.catch(() => undefined))?.close();
  }

  /** Resolves when Health.Check at the address says SERVING, however early the port opens. Rejects only when the signal aborts. */
  async becomesHealthy(address: string, signal: AbortSignal): Promise<void> {
    // Loaded while the server starts, so that it costs no time afterwards.
    void this.to(address);
    const port = Number(address.slice(address.lastIndexOf(':') + 1));
    for (;;) {
      signal.throwIfAborted();
      if ((await isListening(port)) && (await this.isServing(address, signal))) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_PROBES));
    }
  }

  dispose(): void {
    [...this.open.keys()].forEach((address) => void this.drop(address));
  }

  private async isServing(address: string, signal: AbortSignal): Promise<boolean> {
    try {
      return await (await this.to(address)).health(signal);
    } catch {
      // It listens and does not answer yet: a fresh connection asks again.
      await this.drop(address);
      return false;
    }
  }
}
