import type { Json, JsonObject } from '../base/json';
import type { Event } from '../base/emitter';
import { jsonIn } from '../base/json';
import { identityKey, type PluginIdentity } from '../base/plugin-identity';
import { finishInTurns } from '../base/steps';
import { toFailure, type Failure } from '../base/workbench-error';
import { AnswerText, type AnswerEnd } from '../manifest/requests/answer-text';
import { KeptTexts, type KeptText } from '../runtime/records/kept-texts';
import type { Redactor } from '../runtime/secrets/redactor';
import { secretsOfRequest } from '../runtime/secrets/request-secrets';
import type { AnswerTold, AnswersKept } from './exchange';
import { shownFailure } from './shown-failure';

/** What is told of an answer before it is read. */
export interface EarlierAnswer {
  readonly kept: KeptText;
  /** The whole name of the method. */
  readonly call: string;
  readonly at: Date;
  readonly ended: 'answered' | 'cancelled' | 'failed';
}

/** An answer as it is kept, without secrets. */
export interface KeptAnswer {
  readonly endpoint: string;
  readonly streams: boolean;
  /** As it was written, with references in the place of what they stand for. */
  readonly request: JsonObject;
  /** The first ones, as far as there was room for them. */
  readonly messages: readonly Json[];
  readonly count: number;
  readonly end: AnswerEnd;
}

/** Enough to compare with, and few enough to find one. */
const BOUNDS = { most: 60, mostAlike: 12, size: 24 * 1024 * 1024 };

/** What plugins have answered, the newest of each, in a folder outside of the workspace. Secrets are in none of it. */
export class AnswerHistory {
  private readonly texts: KeptTexts;

  /** @param onTrouble Told when an answer could not be kept, which fails no call. */
  constructor(
    folder: string,
    private readonly redactor: Redactor,
    private readonly onTrouble: (failure: Failure) => void = () => undefined,
    now?: () => Date,
  ) {
    this.texts = new KeptTexts(folder, BOUNDS, now);
  }

  /** Fires with the {@link identityKey} of the plugin of which an answer has come or gone in this window. */
  get onDidChange(): Event<string> {
    return this.texts.onDidChange;
  }

  /** Keeps what is called of a plugin. Those of its answers count for references that came at or after a moment. */
  keeping(plugin: PluginIdentity, since: () => number = () => 0): AnswersKept {
    return {
      keep: (told) => this.keep(plugin, told),
      last: async (call) => {
        const answer = await this.last(plugin, call, since());
        return answer && answer.messages.length === answer.count ? answer.messages : undefined;
      },
    };
  }

  /** The newest first. */
  async of(plugin: PluginIdentity): Promise<readonly EarlierAnswer[]> {
    return (await this.texts.of(identityKey(plugin))).flatMap((kept) => {
      const [call = '', ended] = kept.words;
      return ended === 'answered' || ended === 'cancelled' || ended === 'failed'
        ? [{ kept, call, at: kept.at, ended }]
        : [];
    });
  }

  /** What a method has answered last; undefined where nothing is known of that. */
  async last(plugin: PluginIdentity, call: string, since = 0): Promise<KeptAnswer | undefined> {
    const found = (await this.of(plugin)).find(
      (each) => each.ended === 'answered' && each.at.getTime() >= since && isSameCall(each.call, call),
    );
    return found && this.read(found.kept);
  }

  /** Undefined for one that has gone meanwhile, or is no answer. */
  async read(kept: Pick<KeptText, 'group' | 'name'>): Promise<KeptAnswer | undefined> {
    const content = jsonIn((await this.texts.read(kept)) ?? '') as unknown as KeptAnswer | undefined;
    return Array.isArray(content?.messages) ? content : undefined;
  }

  async forget(plugin: PluginIdentity): Promise<void> {
    await this.texts.forget(identityKey(plugin));
  }

  private async keep(plugin: PluginIdentity, told: AnswerTold): Promise<void> {
    const { ended, call, endpoint, streams, request, messages, count } = told;
    const end: AnswerEnd = ended.is === 'failed' ? { ...ended, error: shownFailure(ended) } : ended;
    try {
      const content = { endpoint, streams, request, messages, count, end: withoutFailure(end) };
      const shown = await this.redactor.hidingDuring(secretsOfRequest(request), () =>
        finishInTurns(this.redactor.redactValueInSteps(content), new AbortController().signal),
      );
      await this.texts.keep(identityKey(plugin), [call, ended.is], JSON.stringify(shown));
    } catch (error) {
      this.onTrouble(toFailure(error));
    }
  }
}

/** The text of an answer, as it was shown when it came. */
export function textOfAnswer({ streams, messages, count, end }: KeptAnswer, title: string): string {
  const text = new AnswerText(title, streams);
  messages.forEach((message) => text.add(message));
  text.leaveOut(count - messages.length);
  text.close(end);
  return text.toString();
}

function withoutFailure(end: AnswerEnd): AnswerEnd {
  return end.is === 'failed'
    ? { is: 'failed', milliseconds: end.milliseconds, error: end.error, isSent: end.isSent }
    : end;
}

/** A method is named whole, or by as much of its end as tells it from others. */
function isSameCall(whole: string, named: string): boolean {
  return whole === named || whole.endsWith(`.${named}`);
}
