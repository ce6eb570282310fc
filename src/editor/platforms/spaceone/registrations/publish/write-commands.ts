import { Disposable, l10n } from 'vscode';
import type { Manifests } from '../../../../../catalog/manifests';
import { ids } from '../../../../../ids';
import { asksBeforeWriting } from '../../../../../platforms/spaceone/registrations/endpoints';
import { isWritable, type Registration } from '../../../../../platforms/spaceone/registrations/registration';
import type { CommandTable } from '../../../../commands';
import { chooseRegistration, type MeantRegistrations, type RegistrationArgument } from '../view/choose-registration';
import { confirm, type Question } from './confirmation';
import type { EndpointWrites, WorkedWrite } from './endpoint-writes';
import type { Endpoints } from '../endpoints/endpoints';

/** What is done to a registered plugin, without its manifest. */
interface Deed extends MeantRegistrations {
  /** It is asked about at the local endpoint, too: it cannot be taken back. */
  readonly isFinal?: boolean;
  readonly question: (id: string, endpoint: string) => Question;
  readonly write: (registration: Registration, endpoint: string) => WorkedWrite;
}

/** *Enable*, *Disable* and *Deregister*, for a node of the tree, a manifest, or a plugin that is picked. */
export function writeCommands(
  endpoints: Endpoints,
  manifests: Manifests,
  writes: EndpointWrites,
  commands: CommandTable,
): Disposable {
  const add = (command: string, deed: Deed): Disposable =>
    commands.add(command, async (given: RegistrationArgument) => {
      const chosen = await chooseRegistration(given, deed, { endpoints, manifests, writes });
      const { registrations, registration } = chosen;
      const { endpoint } = registrations;
      if (deed.isFinal === true || asksBeforeWriting(endpoint)) {
        await confirm(deed.question(registration.id, endpoint.name), endpoint);
      }
      await writes.run(registrations, deed.write(registration, endpoint.name));
    });
  return Disposable.from(
    add(ids.command.enablePlugin, enable),
    add(ids.command.disablePlugin, disable),
    add(ids.command.deregisterPlugin, deregister),
  );
}

const enable: Deed = {
  isMeant: ({ state }) => state !== 'enabled',
  noneMeant: (endpoint) =>
    l10n.t('There is no plugin to enable at {0}: all that can be changed are enabled.', endpoint),
  question: (id, endpoint) => ({
    words: l10n.t('Enable {0} at {1}?', id, endpoint),
    detail: l10n.t('Its state becomes ENABLED.'),
    accept: l10n.t('Enable'),
  }),
  write: (before, endpoint) => ({
    pluginId: before.id,
    before,
    title: l10n.t('Enabling {0} at {1}', before.id, endpoint),
    done: l10n.t('Enabled {0} at {1}.', before.id, endpoint),
    undone: l10n.t('{0} is not enabled at {1}.', before.id, endpoint),
    send: (client, signal) => client.enable(before.id, signal),
    isDone: (found) => found?.state === 'enabled',
  }),
};

const disable: Deed = {
  isMeant: ({ state }) => state !== 'disabled',
  noneMeant: (endpoint) =>
    l10n.t('There is no plugin to disable at {0}: all that can be changed are disabled.', endpoint),
  question: (id, endpoint) => ({
    words: l10n.t('Disable {0} at {1}?', id, endpoint),
    detail: l10n.t('Its state becomes DISABLED.'),
    accept: l10n.t('Disable'),
  }),
  write: (before, endpoint) => ({
    pluginId: before.id,
    before,
    title: l10n.t('Disabling {0} at {1}', before.id, endpoint),
    done: l10n.t('Disabled {0} at {1}.', before.id, endpoint),
    undone: l10n.t('{0} is not disabled at {1}.', before.id, endpoint),
    send: (client, signal) => client.disable(before.id, signal),
    isDone: (found) => found?.state === 'disabled',
  }),
};

const deregister: Deed = {
  isFinal: true,
  isMeant: () => true,
  noneMeant: (endpoint) => l10n.t('There is no plugin to deregister at {0}.', endpoint),
  question: (id, endpoint) => ({
    words: l10n.t('Deregister {0} from {1}?', id, endpoint),
    detail: l10n.t('Requests that name it end in ERROR_NO_PLUGIN then.'),
    accept: l10n.t('Deregister'),
  }),
  write: (before, endpoint) => ({
    pluginId: before.id,
    before,
    title: l10n.t('Deregistering {0} from {1}', before.id, endpoint),
    done: l10n.t('Deregistered {0} from {1}.', before.id, endpoint),
    undone: l10n.t('{0} is still registered at {1}.', before.id, endpoint),
    send: async (client, signal) => {
      await client.deregister(before.id, signal);
      return undefined;
    },
    isDone: (found) => found === undefined || !isWritable(found),
  }),
};
