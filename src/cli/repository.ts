import { inspect, parseArgs } from 'node:util';
import { sentence } from '../base/workbench-error';
import { LocalRepository } from '../platforms/spaceone/repository/local-repository';
import type { ImageTags } from '../platforms/spaceone/repository/plugin-service';
import { UsageError, absolute, assignments, portOf, type CliCommand } from './command';

export const repository: CliCommand = {
  name: 'repository',
  usage: 'repository [--port N] [--data DIR] [--tags IMAGE=TAG,…]… [--spacectl]',
  summary: 'run a local Repository service; prints "ready ADDRESS" and "token TOKEN"',
  async run(words, { runtime, output, signal }) {
    const { values } = parseArgs({
      args: [...words],
      options: {
        port: { type: 'string' },
        data: { type: 'string' },
        tags: { type: 'string', multiple: true, default: [] },
        spacectl: { type: 'boolean', default: false },
      },
    });
    if (values.data === '') {
      throw new UsageError('--data takes the folder in which the plugins are kept.');
    }
    await using running = await LocalRepository.start({
      port: portOf(values.port),
      folder: values.data === undefined ? undefined : absolute(values.data),
      tags: tagsOf(values.tags),
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
