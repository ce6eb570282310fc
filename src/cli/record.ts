import { createInterface } from 'node:readline/promises';
import { numberText } from '../base/number-text';
import { WorkbenchError } from '../base/workbench-error';
import type { CloudCalls } from '../runtime/recording/cloud-call';
import type { RecordedPlugin, RecordingSession } from '../runtime/recording/recorded-plugin';
import type { Take } from '../runtime/recording/recorder';
import { refuseRecordingName, USUAL_NAME } from '../runtime/recording/recordings';
import { call } from './call';
import { UsageError, parsed, type CliCommand, type CliContext, type CliOptions } from './command';
import { contract } from './contract';
import type { Output } from './output';
import { fromHere } from './place';
import { test } from './test';

/** What a plugin may be recorded doing. */
const RECORDED: readonly CliCommand[] = [call, contract, test];
const NAMES = RECORDED.map(({ name }) => name);

const options = {
  name: { takes: 'NAME', about: `what the recording is called; ${USUAL_NAME} unless given` },
  keep: { about: 'keep it without asking; the values that are hidden in it are told all the same' },
} as const satisfies CliOptions;

export const record: CliCommand = {
  name: 'record',
  takes: 'DIR -- COMMAND [WORDS…]',
  options,
  summary: "record a plugin's calls to its cloud while a command calls or tests it",
  terms: [`COMMAND is one of ${NAMES.join(', ')}, with the words that it takes behind DIR.`],
  details: [
    'The plugin reaches its cloud with its own credentials, through a proxy on this machine.',
    'Secrets are taken out; which values, and where, is told before the recording is kept in DIR/recordings.',
    'Then "call", "contract", "test" and "serve" with --replay need neither network nor credentials.',
  ],
  async run(words, context) {
    const { values, folder, command, rest } = orderOf(words);
    const name = values.name ?? USUAL_NAME;
    refuseRecordingName(name);
    const sessions = new Sessions(context);
    const code = await command.run([folder, ...rest], { ...context, cloud: (plugin) => sessions.open(plugin) });
    context.signal.throwIfAborted();
    await sessions.keep(name, values.keep === true);
    return code;
  },
};

function orderOf(words: readonly string[]): {
  readonly values: { readonly name?: string; readonly keep?: boolean };
  readonly folder: string;
  readonly command: CliCommand;
  readonly rest: readonly string[];
} {
  const end = words.indexOf('--');
  const { values, positionals } = parsed(end < 0 ? words : words.slice(0, end), options);
  const [folder, ...more] = positionals;
  const [name, ...rest] = end < 0 ? [] : words.slice(end + 1);
  const command = RECORDED.find((each) => each.name === name);
  if (folder === undefined || more.length > 0 || !command) {
    throw new UsageError(`record takes the folder of a plugin, and behind "--" one of ${NAMES.join(', ')}.`);
  }
  if (values.keep !== true && !process.stdin.isTTY) {
    throw new UsageError('record takes --keep where nobody can be asked whether to keep the recording.');
  }
  return { values, folder, command, rest };
}

/** What is recorded of the plugin while a command runs. */
class Sessions {
  private session: RecordingSession | undefined;
  private folder = '';

  constructor(private readonly context: CliContext) {}

  async open(plugin: RecordedPlugin): Promise<CloudCalls> {
    this.folder = plugin.folder;
    this.session = await this.context.runtime.recordings.record(plugin);
    return this.session;
  }

  /** @throws WorkbenchError when there is nothing to keep */
  async keep(name: string, isAgreed: boolean): Promise<void> {
    const { output, runtime } = this.context;
    const take = this.session?.take();
    if (!take || take.calls.length === 0) {
      throw new WorkbenchError({
        what: 'Nothing was recorded.',
        why: 'The plugin did not call its cloud, or went past the proxy.',
        next: { title: 'Call a method that asks the cloud, with credentials' },
      });
    }
    tell(take, output);
    if (isAgreed || (await agrees())) {
      const file = await runtime.recordings.keep(this.folder, { name, calls: take.calls });
      output.note(`Kept in ${fromHere(file)}.`);
    } else {
      output.note('Not kept.');
    }
  }
}

/** What is about to be kept, and what was taken out of it. */
function tell({ calls, hidden, left }: Take, output: Output): void {
  output.note(`${numberText(calls.length)} ${calls.length === 1 ? 'call' : 'different calls'} recorded.`);
  output.note(hidden.length === 0 ? 'No value had to be hidden.' : 'Hidden in it:');
  hidden.forEach(({ where, why, call: first, times }) =>
    output.oneNote(`  ${where} (by ${why}, ${times === 1 ? 'once' : `${numberText(times)} times, first`} in ${first})`),
  );
  left.forEach((each) => output.oneNote(each));
}

async function agrees(): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await asking.question('Keep the recording? [y/N] ')).trim());
  } finally {
    asking.close();
  }
}
