import path from 'node:path';
import { toFailure, WorkbenchError } from '../base/workbench-error';
import { failureWords } from '../contract/outcome-words';
import { deploymentIn } from '../platforms/spaceone/deploy/deployment';
import { tryDeployment, type DeployStep } from '../platforms/spaceone/deploy/try-deployment';
import { RepositoryClient } from '../platforms/spaceone/registrations/repository-client';
import { messageAtHand } from '../platforms/requests-at-hand';
import { endpointNamed } from './managed-plugins';
import { absolute, formatOf, parsed, UsageError, type CliCommand, type CliContext, type CliOptions } from './command';
import { textOfNamed } from './named-path';
import { stepInShell } from './next-step';
import { placeFromHere } from './place';
import { targetOf, tellPrinted } from './target';

const FORMATS = ['text', 'json'] as const;

const options = {
  repository: {
    takes: 'ADDRESS|NAME',
    about: 'where the plugin is registered: an address, or an environment of spacectl',
  },
  plugin: { takes: 'DIR', about: 'the plugin that runs; the one around the manifest unless given' },
  'token-file': { takes: 'FILE', about: 'what the Repository is to know the caller by' },
  format: { takes: FORMATS.join('|'), about: 'how the steps are printed; text unless given' },
} as const satisfies CliOptions;

export const deploy: CliCommand = {
  name: 'deploy',
  takes: 'FILE',
  options,
  summary: 'try a SpaceONE deploy manifest here: resolve, start, init and verify, as the core does',
  details: [
    'FILE is a deploy manifest. Nothing is written to the platform, and what runs is the source and not the image.',
    'verify is called with the request in requests/, and the options of the manifest.',
    'The exit code is 1 when a step has failed.',
  ],
  async run(words, context) {
    const { values, positionals } = parsed(words, options);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new UsageError('deploy takes one deploy manifest.');
    }
    const format = formatOf(values.format, FORMATS);
    const { output, signal } = context;
    const deployment = deploymentIn(await textOfNamed(file, signal), absolute(file));
    const meant = await targetOf(values.plugin ?? path.dirname(file), undefined, context);
    const { plugin, files } = meant;
    if (!plugin) {
      throw new UsageError('--plugin takes the folder of a plugin.');
    }
    await using repository = await repositoryOf(values.repository, values['token-file'], context);
    const steps: DeployStep[] = [];
    const ground = {
      ...{ plugin, signal, repository: repository?.client },
      start: async () => ({ ...meant, caller: await meant.caller() }),
      messageFor: (call: string, answerer: Parameters<typeof messageAtHand>[0]) =>
        messageAtHand(answerer, call, { files }),
    };
    for await (const step of tryDeployment(deployment, ground)) {
      steps.push(step);
      if (format === 'text') {
        output.oneLine(lineOf(step));
      }
    }
    const hasFailed = steps.some(({ outcome }) => outcome.is === 'failed');
    if (hasFailed && format === 'text') {
      await tellPrinted(context.runtime.servers.of(plugin), output);
    }
    if (format === 'json') {
      await output.json({ plugin: deployment.pluginId, version: deployment.version, steps: steps.map(inJson) }, 2);
    }
    return hasFailed ? 1 : 0;
  },
};

/** @throws UsageError for a token without a Repository; WorkbenchError for one that cannot be reached */
async function repositoryOf(
  named: string | undefined,
  tokenFile: string | undefined,
  context: CliContext,
): Promise<({ readonly client: RepositoryClient } & AsyncDisposable) | undefined> {
  if (named === undefined) {
    if (tokenFile !== undefined) {
      throw new UsageError('--token-file is for the --repository.');
    }
    return undefined;
  }
  const { redactor } = context.runtime;
  const endpoint = await endpointNamed(named, tokenFile, context);
  const token = (
    await endpoint.token().catch((error: unknown) => {
      throw new WorkbenchError(toFailure(error));
    })
  )?.trim();
  redactor.hide(token === undefined || token === '' ? [] : [token]);
  const client = new RepositoryClient(endpoint, { redact: (text) => redactor.redact(text) });
  return {
    client,
    [Symbol.asyncDispose]() {
      client.close();
      return Promise.resolve();
    },
  };
}

function lineOf({ name, outcome }: DeployStep): string {
  return `${outcome.is.padEnd(7)} ${name}: ${wordsOf(outcome)}`;
}

function wordsOf(outcome: DeployStep['outcome']): string {
  switch (outcome.is) {
    case 'passed':
      return outcome.words;
    case 'skipped':
      return outcome.why;
    case 'failed': {
      const { where } = outcome.failure;
      const words = failureWords(outcome.failure, (next) => stepInShell(next) ?? next.title);
      return where ? `${words} (${placeFromHere(where)})` : words;
    }
  }
}

function inJson({ name, outcome }: DeployStep): object {
  return { name, outcome: outcome.is, message: wordsOf(outcome) };
}
