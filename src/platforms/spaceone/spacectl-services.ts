import { join } from '../../base/paths';
import { WorkbenchError } from '../../base/workbench-error';
import { readText } from '../../runtime/files/read-file';
import { fileNames, inHome } from '../../runtime/files/user-files';
import type { ServerElsewhere, ServersElsewhere } from '../platform';
import {
  environmentFailure,
  environmentFile,
  environmentNames,
  readEnvironment,
  servicesOf,
  spacectlEndpoint,
} from './registrations/spacectl-environments';

/** The services of spacectl's environments, each by both names, such as `local/inventory`. */
export const spacectlServices: ServersElsewhere = {
  scheme: 'spacectl',
  example: 'spacectl://ENVIRONMENT/SERVICE',
  async names() {
    const names = environmentNames((await fileNames(folder())) ?? []);
    const all = await Promise.all(
      names.map(async (name) => servicesOf((await textOf(name)) ?? '').map((service) => `${name}/${service}`)),
    );
    return all.flat();
  },
  async find(named) {
    const at = named.lastIndexOf('/');
    return serviceOf(named.slice(0, Math.max(at, 0)), named.slice(at + 1));
  },
};

function folder(): string {
  return inHome('.spaceone', 'environments');
}

/** @throws WorkbenchError where there is no such environment, or it leads to no such service */
async function serviceOf(name: string, service: string): Promise<ServerElsewhere> {
  const text = /[\\/]/.test(name) ? undefined : await textOf(name);
  if (text === undefined || service === '') {
    const names = await spacectlServices.names();
    throw new WorkbenchError({
      what: `There is no service "${name}/${service}" in the environments of spacectl.`,
      why: names.length > 0 ? `There are ${names.slice(0, 8).join(', ')}.` : 'None is set up on this machine.',
      next: { title: 'Name one as ENVIRONMENT/SERVICE, or add it with "spacectl config init"' },
    });
  }
  const environment = readEnvironment(name, text, service);
  if (environment.is !== 'endpoint') {
    throw new WorkbenchError(environmentFailure(environment, join(folder(), environmentFile(name))));
  }
  const token = await spacectlEndpoint(environment, () => Promise.resolve(text)).token();
  return { address: environment.address, token: token?.trim(), metadata: environment.metadata };
}

/** A file in the person's own folder, which may well be a link to where they keep such things. */
function textOf(name: string): Promise<string | undefined> {
  return readText(join(folder(), environmentFile(name)), { kind: 'spacectl file', within: 'anywhere' });
}
