import type { Check, CheckResult, Outcome } from '../contract/contract';
import type { Plugin } from '../catalog/plugin';
import type { NextStep } from '../base/workbench-error';
import { outcomeWords, resultLine } from '../contract/outcome-words';
import { runContract } from '../contract/run-contract';
import { checksOf } from '../platforms/plugin-checks';
import { loadingOf, type PluginLoading } from '../platforms/plugin-loading';
import type { Platform } from '../platforms/platform';
import { platforms } from '../platforms/all-platforms';
import { isServed, platformOf } from '../platforms/platforms';
import { messageAtHand } from '../platforms/requests-at-hand';
import { UsageError, formatOf, parsed, type CliCommand, type CliContext, type CliOptions } from './command';
import { textOfNamed } from './named-path';
import { stepInShell } from './next-step';
import { fromHere, placeFromHere } from './place';
import { progressLine } from './progress-line';
import { replayOption, replaying } from './replay';
import { chosenPython } from './serve';
import { TARGET, targetOf, tellPrinted } from './target';

const FORMATS = ['text', 'json'] as const;

const options = {
  'token-file': { takes: 'FILE', about: 'what the server is to know the caller by' },
  input: {
    takes: 'FILE',
    about: 'requests that the checks call methods with; those in the plugin’s folder unless given',
  },
  format: { takes: FORMATS.join('|'), about: 'how the results are printed; text unless given' },
  ...replayOption,
} as const satisfies CliOptions;

export const contract: CliCommand = {
  name: 'contract',
  takes: 'TARGET',
  options,
  summary: "check a plugin against its platform's contract, check by check",
  terms: [`TARGET is ${TARGET}.`],
  details: [
    'A package is loaded with each source that carries it, so its code runs on this machine.',
    'The exit code is 1 when a check has failed.',
  ],
  async run(words, straight) {
    const { values, positionals } = parsed(words, options);
    const context = replaying(straight, values.replay);
    const [target, ...more] = positionals;
    if (target === undefined || more.length > 0) {
      throw new UsageError('contract takes one target.');
    }
    const format = formatOf(values.format, FORMATS);
    const { output, signal } = context;
    const { caller: server, ...meant } = await targetOf(target, values['token-file'], context);
    const { plugin } = meant;
    const given =
      values.input === undefined ? undefined : { file: values.input, text: await textOfNamed(values.input, signal) };
    await using loading = plugin && loadingFor(plugin, context);
    const results = await runContract({
      checks: plugin ? await checksOf(plugin, platformOf(plugin)) : await checksOfAddress(target),
      plugin,
      server: plugin && !isServed(plugin, platformOf(plugin)) ? undefined : server,
      files: meant.files,
      loading,
      messageFor: (call, caller) => messageAtHand({ ...meant, caller }, call, { given, files: meant.files }),
      signal,
      limit: (milliseconds) => AbortSignal.timeout(milliseconds),
      onResult: (result) =>
        format === 'text' ? output.oneLine(resultLine(result, inTerminal, placeFromHere)) : undefined,
    });
    const hasFailed = results.some(({ outcome }) => outcome.is === 'failed');
    if (hasFailed && plugin && format === 'text') {
      await tellPrinted(context.runtime.servers.of(plugin), output);
    }
    if (format === 'json') {
      const checks = results.map(inJson);
      const platform = plugin?.platform ?? onlyOne(platformsAt(target).map(({ id }) => id));
      await output.json({ target, platform, type: plugin?.type, checks }, 2);
    } else {
      output.line(summaryOf(results));
    }
    return hasFailed ? 1 : 0;
  },
};

/** What a plugin is loaded with, with what the command line knows. */
function loadingFor(plugin: Plugin, { runtime, output, signal }: CliContext): PluginLoading | undefined {
  return loadingOf(platformOf(plugin), runtime, {
    chosen: chosenPython(),
    signal,
    variable: (_file, name) => process.env[name],
    onOpened: (about) => output.note(`Loading with ${about}.`),
    onProgress: (progress) => output.note(progressLine(progress)),
  });
}

/** Those whose servers speak what an address says. */
function platformsAt(target: string): readonly Platform[] {
  const isHttp = /^https?:/.test(target);
  return platforms.filter(
    ({ server, contract: promised }) => promised && server && (server.http !== undefined) === isHttp,
  );
}

function onlyOne(ids: readonly string[]): string | undefined {
  return ids.length === 1 ? ids[0] : undefined;
}

function inJson({ check, outcome, milliseconds }: CheckResult): object {
  const where = 'failure' in outcome ? (outcome.failure.where ?? check.at) : check.at;
  return {
    id: check.id,
    title: check.title,
    outcome: outcome.is,
    message: outcomeWords(outcome, inTerminal, placeFromHere),
    file: where && fromHere(where.file),
    line: where?.line,
    milliseconds,
  };
}

function inTerminal(next: NextStep): string {
  return stepInShell(next) ?? next.title;
}

function summaryOf(results: readonly CheckResult[]): string {
  const count = (is: Outcome['is']): number => results.filter(({ outcome }) => outcome.is === is).length;
  return `${count('passed')} passed, ${count('warned')} warned, ${count('failed')} failed, ${count('skipped')} skipped`;
}

/** What holds for any server of a platform, whatever its plugin is. */
async function checksOfAddress(target: string): Promise<Check[]> {
  const contracts = await Promise.all(platformsAt(target).map(async (platform) => platform.contract?.()));
  return contracts.flatMap((contract) => contract?.checks(undefined) ?? []);
}
