import path from 'node:path';
import { DEEPEST_JSON, tooDeepAt } from '../base/json-depth';
import { lineAndColumn } from '../base/line-and-column';
import { jsonProblem } from '../base/json-error';
import { WorkbenchError, sentence } from '../base/workbench-error';
import type { Json, JsonObject } from '../base/json';
import type { Plugin } from '../catalog/plugin';
import { AnswerHistory } from '../platforms/answer-history';
import { exchange, type AnswersKept } from '../platforms/exchange';
import { messageAtHand } from '../platforms/requests-at-hand';
import { kubernetesTarget } from '../runtime/kubernetes/kubernetes-target';
import { readStream } from '../runtime/files/read-file';
import { UsageError, parsed, type CliCommand, type CliContext, type CliOptions } from './command';
import { textOfNamed } from './named-path';
import { replayOption, replaying } from './replay';
import { TARGET, isAddress, targetOf, tellPrinted } from './target';

const options = {
  data: { takes: 'JSON|@FILE|@-', about: 'the request, @- from standard input; a sensible one unless given' },
  answers: {
    takes: 'FOLDER',
    about: 'keep the answer there, without secrets, and take the values of earlier answers from there',
  },
  'token-file': { takes: 'FILE', about: 'what the server is to know the caller by' },
  ...replayOption,
} as const satisfies CliOptions;

export const call: CliCommand = {
  name: 'call',
  takes: 'TARGET METHOD',
  options,
  // A plugin's server is ended with it, and so is the way into a cluster.
  leavesNothing: ([target = '']) => isAddress(target) && !kubernetesTarget(target),
  summary: 'call a method of a server; prints a JSON line a message',
  terms: [`TARGET is ${TARGET}.`],
  details: [
    'In the request, ${answer:Collector.init:metadata} stands for a value of what another method answers, which is called first unless --answers has it.',
    '${file:~/account.json} stands for what a credential file holds.',
    'Secrets are shown as •••; what they are, the README says.',
  ],
  async run(words, given) {
    const { values, positionals } = parsed(words, options);
    const context = replaying(given, values.replay);
    const { output, signal } = context;
    const [target, method, ...more] = positionals;
    if (target === undefined || method === undefined || more.length > 0) {
      throw new UsageError('call takes a target and a method, such as "Collector.init".');
    }
    const message = values.data === undefined ? undefined : await messageFrom(values.data, signal);
    const { caller, ...meant } = await targetOf(target, values['token-file'], context);
    const plain = { ...meant, caller: await caller() };
    const messageFor = (other: string): Promise<JsonObject> => messageAtHand(plain, other, { files: meant.files });
    const kept = values.answers === undefined ? undefined : keptIn(values.answers, target, meant.plugin, context);
    const answerer = { ...plain, messageFor, kept };
    const onMessage = (item: Json): Promise<void> => output.json(item);
    const ended = await exchange(answerer, { call: method, message }, { signal, onMessage });
    if (ended.is === 'failed') {
      if (meant.plugin) {
        await tellPrinted(context.runtime.servers.of(meant.plugin), output);
      }
      throw new WorkbenchError(ended.failure);
    }
    signal.throwIfAborted();
    return 0;
  },
};

/** Answers are kept where the person says, and nowhere unless asked; a server that is no plugin here goes by its address. */
function keptIn(folder: string, target: string, plugin: Plugin | undefined, context: CliContext): AnswersKept {
  const { runtime, output } = context;
  const history = new AnswerHistory(path.resolve(folder), runtime.redactor, (failure) =>
    output.note(sentence(failure)),
  );
  return history.keeping(plugin ?? { platform: 'address', folder: target });
}

export async function messageFrom(data: string, signal: AbortSignal): Promise<JsonObject> {
  const text =
    data === '@-'
      ? await standardInput(signal)
      : data.startsWith('@')
        ? await textOfNamed(data.slice(1), signal)
        : data;
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    const { line, column } = lineAndColumn(text, deep);
    throw new WorkbenchError({
      what: `--data is nested more than ${DEEPEST_JSON} levels deep.`,
      why: `It is so from line ${line}, column ${column}.`,
      next: { title: 'Nest it less deep' },
    });
  }
  try {
    const message = JSON.parse(text) as Json;
    if (typeof message === 'object' && message !== null && !Array.isArray(message)) {
      return message;
    }
  } catch {
    // The error is not handed on: it quotes the text, in which secrets may stand.
    throw new UsageError(`--data is not JSON. ${placeIn(text)}`);
  }
  throw new UsageError('--data is a JSON object with the fields of the request.');
}

async function standardInput(signal: AbortSignal): Promise<string> {
  return (await readStream(process.stdin, 'request', signal)).text;
}

function placeIn(text: string): string {
  const { offset, words } = jsonProblem(text) ?? { offset: text.length, words: 'its end' };
  const { line, column } = lineAndColumn(text, offset);
  return `It stops being JSON at line ${line}, column ${column}: ${words}.`;
}
