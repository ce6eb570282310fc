import { Emitter } from '../../base/emitter';
import { identityKey } from '../../base/plugin-identity';
import type { Plugin } from '../../catalog/plugin';

/** A request as it was sent: where it is kept, so that it goes out again as it stands by then. */
export interface SentRequest {
  readonly plugin: Plugin;
  /** Of the document that holds it. */
  readonly uri: string;
  readonly call: string;
  /** Its place among the requests of the document. */
  readonly index: number;
  /** Sent to a server under the debugger. */
  readonly debug: boolean;
  /** The address of the server elsewhere that it was sent to; undefined for the plugin's own test server. */
  readonly to: string | undefined;
}

/** What was sent last to each plugin since the window opened. */
export class LastRequests {
  private readonly sent = new Map<string, SentRequest>();
  private readonly changed = new Emitter<void>();

  /** Fires when a plugin has a last request that had none. */
  readonly onDidChange = this.changed.event;

  /** The last of all. */
  get last(): SentRequest | undefined {
    return [...this.sent.values()].at(-1);
  }

  of(plugin: Plugin): SentRequest | undefined {
    return this.sent.get(identityKey(plugin));
  }

  remember(request: SentRequest): void {
    const isFirst = !this.sent.delete(identityKey(request.plugin));
    this.sent.set(identityKey(request.plugin), request);
    if (isFirst) {
      this.changed.fire();
    }
  }
}
