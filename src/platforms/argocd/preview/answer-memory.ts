import { WorkbenchError } from '../../../base/workbench-error';
import { exchangeWithPlugin, type PluginExchange } from '../calls/ask-plugin';
import type { PluginRequest } from '../calls/request';

/** How a plugin's server is asked. */
export type AskServer = (request: PluginRequest, signal: AbortSignal) => Promise<PluginExchange>;

/** So many answers are kept, the last ones. */
const MOST_KEPT = 1000;

/**
 * The answers of plugins while a set is edited. What was asked once is answered from memory, and an address that stands in
 * a file is asked for the first time when a person says so: while it is typed, half of it is another host's, and the token
 * would go there.
 */
export class AnswerMemory {
  private readonly answers = new Map<string, PluginExchange>();
  private readonly asked = new Set<string>();

  constructor(private readonly send: AskServer = exchangeWithPlugin) {}

  /** Asks the server, whatever is known. */
  readonly anew: AskServer = async (request, signal) => {
    this.asked.add(placeOf(request));
    const answer = await this.send(request, signal);
    this.keep(keyOf(request), answer);
    return answer;
  };

  /** Answers from memory, else asks a server that was asked before, or one that no file names. */
  readonly whileTyping: AskServer = async (request, signal) => {
    const known = this.answers.get(keyOf(request));
    if (known) {
      return known;
    }
    if (request.isFromFile && !this.asked.has(placeOf(request))) {
      throw new WorkbenchError({
        what: `${request.shownUrl} has not been asked yet.`,
        why: 'A token is not sent to an address that is being typed.',
        next: { title: 'Save the file to ask it' },
      });
    }
    return this.anew(request, signal);
  };

  private keep(key: string, answer: PluginExchange): void {
    this.answers.delete(key);
    this.answers.set(key, answer);
    const [oldest] = this.answers.keys();
    if (this.answers.size > MOST_KEPT && oldest !== undefined) {
      this.answers.delete(oldest);
    }
  }
}

function keyOf({ url, headers, body }: PluginRequest): string {
  return JSON.stringify([url, headers, body]);
}

/** The token belongs to it: another one is sent there for the first time as well. */
function placeOf({ url, headers }: PluginRequest): string {
  return JSON.stringify([url, headers['authorization']]);
}
