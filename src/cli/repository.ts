import { homedir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { sentence } from '../base/workbench-error';
import { LocalRepository } from '../platforms/spaceone/repository/local-repository';
import type { ImageTags } from '../platforms/spaceone/repository/plugin-service';
import { UsageError, absolute, assignments, parsed, portOf, type CliCommand, type CliOptions } from './command';
import { inShell } from './in-shell';
import { managedPlugins } from './managed-plugins';
import type { Output } from './output';
import { mayBeWritten, writeEnvironment } from './spacectl-file';

const options = {
  port: { takes: 'N', about: 'the port to listen on; a free one unless given' },
  data: { takes: 'DIR', about: 'the folder in which the plugins are kept; without it they end with the command' },
  tags: { takes: 'IMAGE=TAG,…', multiple: true, about: 'the tags that an image has; "latest" unless given' },
  managed: {
    takes: 'PATH|ADDRESS|NAME',
    multiple: true,
    about: 'the managed plugins: register manifests, or those of an endpoint; none unless given',
  },
  'token-file': { takes: 'FILE', about: 'what the endpoint at the ADDRESS of --managed is to know the caller by' },
  spacectl: {
    takes: '[FILE]',
    about: 'gives the environment for spacectl, on standard output or in a file that is new or was given so before',
  },
} as const satisfies CliOptions;

export const repository: CliCommand = {
  name: 'repository',
  takes: '',
  options,
  summary: 'run a local Repository service; prints "ready ADDRESS" and "token TOKEN", or what spacectl needs',
  details: [
    "ADDRESS is grpc://HOST:PORT or grpc+ssl://HOST:PORT; NAME is one of spacectl's environments, whose token is used.",
  ],
  async run(words, context) {
    const { runtime, output, signal } = context;
    const { values, positionals } = parsed(withFile(words), options);
    if (positionals.length > 0) {
      throw new UsageError('repository takes options alone.');
    }
    refuseEmpty('data', values.data, 'the folder in which the plugins are kept');
    refuseEmpty('spacectl', values.spacectl, 'the file for the environment, or nothing for standard output');
    values.managed?.forEach((word) => refuseEmpty('managed', word, options.managed.takes));
    if (values.spacectl !== undefined && values.spacectl !== STANDARD_OUTPUT) {
      await mayBeWritten(absolute(values.spacectl));
    }
    const managed = await managedPlugins(values.managed ?? [], values['token-file'], context);
    await using running = await LocalRepository.start({
      port: portOf(values.port),
      folder: values.data === undefined ? undefined : absolute(values.data),
      tags: tagsOf(values.tags ?? []),
      managed,
      onDamage: (failure) => output.oneNote(sentence(failure)),
      onDefect: (method, error) => output.note(`${method} failed: ${inspect(error)}`),
    });
    runtime.redactor.hide([running.token]);
    await tellReady(running, values.spacectl, output);
    await new Promise<void>((resolve) => {
      if (signal.aborted) {
        resolve();
      }
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return 0;
  },
};

/** Standard output, as the file of `--spacectl`. */
const STANDARD_OUTPUT = '-';

/** `--spacectl` without a file stands for standard output. */
function withFile(words: readonly string[]): string[] {
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    return word === '--spacectl' && (next === undefined || /^-./.test(next)) ? [word, STANDARD_OUTPUT] : [word];
  });
}

function refuseEmpty(option: string, value: string | undefined, what: string): void {
  if (value === '') {
    throw new UsageError(`--${option} takes ${what}.`);
  }
}

/** Where it answers and its token, or instead of that the environment, which holds both. */
async function tellReady(running: LocalRepository, spacectl: string | undefined, output: Output): Promise<void> {
  if (spacectl === undefined) {
    output.line(`ready ${running.address}`);
    output.asked(`token ${running.token}`);
  } else if (spacectl === STANDARD_OUTPUT) {
    // What is beside the environment goes elsewhere, so that it can be sent into a file.
    output.asked(running.spacectlEnvironment.trimEnd());
    output.note(`ready ${running.address}\nTo use it, kept as FILE: spacectl config init -e local -f FILE`);
  } else {
    const file = absolute(spacectl);
    await writeEnvironment(file, running.spacectlEnvironment);
    output.line(`ready ${running.address}`);
    output.note(`To use ${file}: ${commandFor(file)}`);
  }
}

/** What makes spacectl use an environment (spacectl 2.0.10, command/config.py): one of its own by name, others as a copy. */
function commandFor(file: string): string {
  const { dir, name, ext } = path.parse(file);
  const isItsOwn = dir === absolute(path.join(homedir(), '.spaceone/environments')) && ext === '.yml';
  return isItsOwn
    ? `spacectl config environment -s ${inShell(name)}`
    : `spacectl config init -e ${inShell(name)} -f ${inShell(file)}`;
}

/** An image that is not named has the tag `latest`; one that is named without tags is not in the registry. */
function tagsOf(words: readonly string[]): ImageTags {
  const tags = new Map(
    Object.entries(assignments('tags', words, 'IMAGE=TAG')).map(([image, list]) => [
      image,
      list.split(',').filter(Boolean),
    ]),
  );
  return (image) => tags.get(image) ?? ['latest'];
}
