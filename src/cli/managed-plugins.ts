import { WorkbenchError } from '../base/workbench-error';
import { EndpointFailure } from '../platforms/spaceone/registrations/endpoint-failure';
import { addressProblem, isPlainRemote, type Endpoint } from '../platforms/spaceone/registrations/endpoints';
import { takeManaged } from '../platforms/spaceone/registrations/managed-registrations';
import { RepositoryClient } from '../platforms/spaceone/registrations/repository-client';
import {
  environmentFailure,
  environmentFile,
  readEnvironment,
  spacectlEndpoint,
} from '../platforms/spaceone/registrations/spacectl-environments';
import { managedPluginsAt } from '../platforms/spaceone/repository/managed-files';
import { eachOnce, type ManagedPlugin } from '../platforms/spaceone/repository/managed-plugins';
import { readText } from '../runtime/files/read-file';
import { inHome } from '../runtime/files/user-files';
import { UsageError, absolute, type CliContext } from './command';
import { nothingAt, textOfNamed } from './named-path';
import { isAddress } from './target';

/** An endpoint, and what a person does about a token that it does not take. */
interface Source {
  readonly endpoint: Endpoint;
  readonly nextToken: string;
}

/**
 * The plugins of the managed repository: of register manifests, of the managed repository of an endpoint at an address,
 * or of one of spacectl's environments where nothing has its name as a path. The first of an id counts.
 * @throws UsageError for what names nothing; WorkbenchError for manifests and environments that cannot be read;
 * EndpointFailure; an AbortError
 */
export async function managedPlugins(
  given: readonly string[],
  tokenFile: string | undefined,
  context: CliContext,
): Promise<ManagedPlugin[]> {
  const { output, signal } = context;
  refuseToken(given, tokenFile);
  const tell = (note: string): void => output.note(note);
  const all: ManagedPlugin[] = [];
  for (const word of given) {
    if (isAddress(word)) {
      all.push(...(await takenOver(await addressed(word, tokenFile, context), context)));
      continue;
    }
    const inFiles = await managedPluginsAt(absolute(word), word, tell, { within: 'anywhere', signal });
    all.push(...(inFiles ?? (await takenOver(await environmentOf(word, signal), context))));
  }
  return eachOnce(all, tell);
}

/**
 * The endpoint of a Repository by its address, or as an environment of spacectl.
 * @throws UsageError for what is neither; WorkbenchError for an environment that cannot be used
 */
export async function endpointNamed(
  word: string,
  tokenFile: string | undefined,
  context: CliContext,
): Promise<Endpoint> {
  const { endpoint } = isAddress(word)
    ? await addressed(word, tokenFile, context, '--repository')
    : await environmentOf(word, context.signal);
  return endpoint;
}

/** A token is one endpoint's, and no other one is shown it. */
function refuseToken(given: readonly string[], tokenFile: string | undefined): void {
  const addresses = new Set(given.filter(isAddress));
  if (tokenFile !== undefined && addresses.size !== 1) {
    throw new UsageError(
      addresses.size === 0
        ? '--token-file is for an ADDRESS of --managed.'
        : '--token-file is for one ADDRESS of --managed: an endpoint with another token is named as an environment of spacectl.',
    );
  }
}

async function addressed(
  address: string,
  tokenFile: string | undefined,
  { output, signal }: CliContext,
  option = '--managed',
): Promise<Source> {
  const problem = addressProblem(address);
  if (problem !== undefined) {
    throw new UsageError(`${option} ${address}: ${problem}`);
  }
  const token = tokenFile === undefined ? undefined : await textOfNamed(tokenFile, signal);
  if (token !== undefined && isPlainRemote(address)) {
    output.note('Without TLS the token can be read on its way. grpc+ssl:// uses TLS.');
  }
  const { host } = new URL(address);
  return {
    endpoint: { id: address, name: host, address, origin: 'setting', token: () => Promise.resolve(token) },
    nextToken: 'Name the file of a token that it takes with --token-file',
  };
}

async function environmentOf(name: string, signal: AbortSignal): Promise<Source> {
  const file = inHome('.spaceone', 'environments', environmentFile(name));
  const read = (): Promise<string | undefined> => readText(file, { kind: 'spacectl file', within: 'anywhere', signal });
  const text = /[\\/]/.test(name) ? undefined : await read();
  if (text === undefined) {
    return nothingAt(name, 'file, folder or environment of spacectl');
  }
  const environment = readEnvironment(name, text);
  if (environment.is !== 'endpoint') {
    const { what: why, ...failure } = environmentFailure(environment, file);
    throw new WorkbenchError({ ...failure, what: `The environment "${name}" of spacectl cannot be used.`, why });
  }
  return { endpoint: spacectlEndpoint(environment, read), nextToken: `Put a token that it takes into ${file}` };
}

async function takenOver({ endpoint, nextToken }: Source, context: CliContext): Promise<ManagedPlugin[]> {
  const { runtime, output, signal } = context;
  runtime.redactor.hide([(await endpoint.token())?.trim() ?? ''].filter(Boolean));
  const client = new RepositoryClient(endpoint, { redact: (text) => runtime.redactor.redact(text) });
  try {
    const taken = await takeManaged(client, signal);
    if (taken.length === 0) {
      output.note(`${endpoint.name} has no managed plugins.`);
    }
    return taken;
  } catch (error) {
    if (error instanceof EndpointFailure && error.kind === 'unauthenticated') {
      const { what, why } = error;
      throw new WorkbenchError({ what, why, next: { title: nextToken } });
    }
    throw error;
  } finally {
    client.close();
  }
}
