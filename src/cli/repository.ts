import { inspect } from 'node:util';
import { sentence } from '../base/workbench-error';
import { LocalRepository } from '../platforms/spaceone/repository/local-repository';
import type { ImageTags } from '../platforms/spaceone/repository/plugin-service';
import { UsageError, absolute, assignments, parsed, portOf, type CliCommand, type CliOptions } from './command';

const options = {
  port: { takes: 'N', about: 'the port to listen on; a free one unless given' },
  data: { takes: 'DIR', about: 'the folder in which the plugins are kept; without it they end with the command' },
  tags: { takes: 'IMAGE=TAG,…', multiple: true, about: 'the tags that an image has; "latest" unless given' },
  spacectl: { about: 'prints the environment for spacectl too' },
} as const satisfies CliOptions;

export const repository: CliCommand = {
  name: 'repository',
  takes: '',
  options,
  summary: 'run a local Repository service; prints "ready ADDRESS" and "token TOKEN"',
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parsed(words, options);
    if (positionals.length > 0) {
      throw new UsageError('repository takes options alone.');
    }
    if (values.data === '') {
      throw new UsageError('--data takes the folder in which the plugins are kept.');
    }
    await using running = await LocalRepository.start({
      port: portOf(values.port),
      folder: values.data === undefined ? undefined : absolute(values.data),
      tags: tagsOf(values.tags ?? []),
      onDamage: (failure) => output.note(sentence(failure)),
      onDefect: (method, error) => output.note(`${method} failed: ${inspect(error)}`),
    });
    runtime.redactor.hide([running.token]);
    output.line(`ready ${running.address}`);
    output.asked(`token ${running.token}`);
    if (values.spacectl) {
      output.asked(running.spacectlEnvironment.trimEnd());
    }
    await new Promise<void>((resolve) => {
      if (signal.aborted) {
        resolve();
      }
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    return 0;
  },
};

/** An image that is not named has the tag `latest`; one that is named without tags is not in the registry. */
function tagsOf(words: readonly string[]): ImageTags {
  const tags = new Map(
    Object.entries(assignments('tags', words)).map(([image, list]) => [image, list.split(',').filter(Boolean)]),
  );
  return (image) => tags.get(image) ?? ['latest'];
}
