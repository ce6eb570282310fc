#!/usr/bin/env node
import path from 'node:path';
import { sentence, toFailure } from './base/workbench-error';
import { call } from './cli/call';
import { check } from './cli/check';
import { UsageError, type CliCommand } from './cli/command';
import { env } from './cli/env';
import { Output } from './cli/output';
import { repository } from './cli/repository';
import { scaffold } from './cli/scaffold';
import { serve } from './cli/serve';
import { StopSignals } from './cli/stop-signals';
import { Runtime } from './runtime/runtime';

const commands: readonly CliCommand[] = [check, scaffold, env, serve, call, repository];

// Who reads may have enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') {
    process.exit();
  }
  throw error;
});

/** Runs one command and gives its exit code: 0 done, 1 failed or found errors, 2 used wrongly. */
async function main(words: readonly string[]): Promise<number> {
  await using runtime = new Runtime(path.join(__dirname));
  const output = new Output(runtime.redactor);
  process.once('uncaughtException', (error) => {
    output.note(error.stack ?? String(error));
    process.exit(1);
  });
  const [name, ...rest] = words;
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    const asked = name === undefined || name === '--help' || name === 'help';
    if (asked) {
      output.line(help());
    } else {
      output.note(`There is no command "${name}".\n\n${help()}`);
    }
    return asked && name !== undefined ? 0 : 2;
  }
  const stopping = command.leavesNothing ? undefined : new StopSignals(runtime.processes);
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

function tell(command: CliCommand, error: unknown, output: Output): number {
  if (
    error instanceof UsageError ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  ) {
    output.note(`${error.message}\nusage: plugin-workbench ${command.usage}`);
    return 2;
  }
  const failure = toFailure(error);
  const place = failure.where && `\n  at ${failure.where.file}${failure.where.line ? `:${failure.where.line}` : ''}`;
  output.note(`${sentence(failure)}${place ?? ''}`);
  return 1;
}

function help(): string {
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  return [
    'usage: plugin-workbench COMMAND',
    '',
    ...commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`),
  ].join('\n');
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
