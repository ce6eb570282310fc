#!/usr/bin/env node
import path from 'node:path';
import { version } from '../package.json';
import { joined, sentence, toFailure } from './base/workbench-error';
import { call } from './cli/call';
import { check } from './cli/check';
import { UsageError, type CliCommand } from './cli/command';
import { contract } from './cli/contract';
import { deploy } from './cli/deploy';
import { env } from './cli/env';
import { form } from './cli/form';
import { helpOf, helpOfAll, unknownCommand, usageOf } from './cli/help';
import { stepInShell } from './cli/next-step';
import { placeFromHere } from './cli/place';
import { load } from './cli/load';
import { Output } from './cli/output';
import { preview } from './cli/preview';
import { ready } from './cli/ready';
import { record } from './cli/record';
import { recording } from './cli/recording';
import { repository } from './cli/repository';
import { run } from './cli/run';
import { scaffold } from './cli/scaffold';
import { serve } from './cli/serve';
import { StopSignals } from './cli/stop-signals';
import { sync } from './cli/sync';
import { test } from './cli/test';
import { servicesBeside } from './platforms/platforms';
import { Runtime } from './runtime/runtime';

const commands: readonly CliCommand[] = [
  check,
  scaffold,
  env,
  serve,
  call,
  contract,
  test,
  record,
  recording,
  sync,
  load,
  run,
  form,
  preview,
  ready,
  deploy,
  repository,
];

// They speak to whoever writes programs: grpc-js names hosts to TLS by their addresses (DEP0123).
process.noDeprecation = true;

// Who reads may have enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') {
    process.exit();
  }
  throw error;
});

/** Runs one command and gives its exit code: 0 done, 1 failed or found errors, 2 used wrongly. */
async function main(words: readonly string[]): Promise<number> {
  await using runtime = new Runtime(path.join(__dirname), () => [], servicesBeside);
  const output = new Output(runtime.redactor);
  process.once('uncaughtException', (error) => {
    output.note(error.stack ?? String(error));
    process.exit(1);
  });
  const [name, ...rest] = words;
  const command = commands.find((candidate) => candidate.name === (name === 'help' ? rest[0] : name));
  if (name === '--version') {
    output.line(version);
    return 0;
  }
  if (command && (name === 'help' || asksForHelp(rest))) {
    output.line(helpOf(command));
    return 0;
  }
  if (!command) {
    return explain(name, output);
  }
  const stopping = command.leavesNothing?.(rest) ? undefined : new StopSignals(runtime.processes);
  try {
    return await command.run(rest, { runtime, output, signal: stopping?.signal ?? new AbortController().signal });
  } catch (error) {
    if (stopping?.signal.aborted) {
      output.note('Stopped.');
      return stopping.exitCode;
    }
    return tell(command, error, output);
  }
}

/** Whoever asks for help gets it as a result. */
function explain(name: string | undefined, output: Output): number {
  if (name === '--help' || name === '-h' || name === 'help') {
    output.line(helpOfAll(commands));
    return 0;
  }
  if (name !== undefined) {
    output.oneNote(unknownCommand(name, commands));
  }
  output.note(`${name === undefined ? '' : '\n'}${helpOfAll(commands)}`);
  return 2;
}

function asksForHelp(words: readonly string[]): boolean {
  const options = words.slice(0, words.includes('--') ? words.indexOf('--') : undefined);
  return options.includes('--help') || options.includes('-h');
}

function tell(command: CliCommand, error: unknown, output: Output): number {
  if (error instanceof UsageError) {
    output.oneNote(error.message);
    output.note([usageOf(command), ...(command.terms ?? [])].join('\n'));
    return 2;
  }
  const failure = toFailure(error);
  const words = joined([sentence(failure), failure.next && stepInShell(failure.next)]);
  const { where } = failure;
  const isSaid = where === undefined || (where.line === undefined && words.includes(where.file));
  output.oneNote(words);
  if (!isSaid) {
    output.oneNote(`  at ${placeFromHere(where)}`);
  }
  return 1;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
