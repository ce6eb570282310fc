import { ConfigurationTarget, Disposable, InputBoxValidationSeverity, env, l10n, window, workspace } from 'vscode';
import { WorkbenchError } from '../../../../../base/workbench-error';
import { ids } from '../../../../../ids';
import {
  addressProblem,
  isPlainRemote,
  type Endpoint,
  type EndpointSetting,
} from '../../../../../platforms/spaceone/registrations/endpoints';
import type { CommandTable } from '../../../../commands';
import { picked } from '../../../../plugins/choose-plugin';
import { confirm } from '../publish/confirmation';
import type { EndpointTokens } from './endpoint-tokens';
import type { Endpoints } from './endpoints';
import { addManagedSource } from './managed-sources';
import { endpointName } from '../view/registration-nodes';

/** What a command about an endpoint may be given: its node, its id, or nothing from the palette. */
export type EndpointArgument = { readonly endpoint: Endpoint } | string | undefined;

/** Choosing, adding and removing endpoints, and what of them goes to the clipboard. */
export function endpointCommands(endpoints: Endpoints, tokens: EndpointTokens, commands: CommandTable): Disposable {
  const added = async (given: EndpointArgument): Promise<Endpoint> =>
    pickEndpoint(
      endpoints.all.filter(({ origin }) => origin === 'setting'),
      given,
      endpoints,
    );
  return Disposable.from(
    commands.add(ids.command.startLocalRepository, async () => {
      await endpoints.local.start();
      await endpoints.registrationsOf(endpoints.local.endpoint).load();
    }),
    commands.add(ids.command.chooseEndpoint, async (given: EndpointArgument) => {
      await endpoints.ready();
      const endpoint = await pickEndpoint(endpoints.all, given, endpoints);
      await endpoints.choose(endpoint.id);
      say(l10n.t('Manifests are held against {0}', endpointName(endpoint)));
    }),
    commands.add(ids.command.addEndpoint, async () => {
      const setting = await askEndpoint();
      const token = await askToken(setting.name);
      await tokens.store(setting, token);
      await changeSetting((all) => ({ ...all, [setting.name]: setting.address }));
    }),
    commands.add(ids.command.editEndpointToken, async (given: EndpointArgument) => {
      const endpoint = await added(given);
      await tokens.store(endpoint, await askToken(endpoint.name));
      await endpoints.registrationsOf(endpoint).refresh();
    }),
    commands.add(ids.command.removeEndpoint, async (given: EndpointArgument) => {
      const endpoint = await added(given);
      const { name } = endpoint;
      await confirm(
        {
          words: l10n.t('Remove the endpoint {0}?', name),
          detail: l10n.t('Its token is forgotten. What is registered there stays.'),
          accept: l10n.t('Remove'),
        },
        endpoint,
      );
      await tokens.forget(endpoint);
      await changeSetting((all) => Object.fromEntries(Object.entries(all).filter(([key]) => key !== name)));
    }),
    commands.add(ids.command.useAsManagedPlugins, async (given: EndpointArgument) => {
      await endpoints.ready();
      const others = endpoints.all.filter(({ origin }) => origin !== 'local');
      const { name } = await pickEndpoint(others, given, endpoints);
      say(
        (await addManagedSource(name))
          ? l10n.t('Local has the managed plugins of {0}', name)
          : l10n.t('Local has the managed plugins of {0} already', name),
      );
    }),
    commands.add(ids.command.copyEndpointAddress, async (given: EndpointArgument) => {
      await endpoints.ready();
      const endpoint = await pickEndpoint(endpoints.all, given, endpoints);
      if (endpoint.origin === 'local') {
        await endpoints.local.start();
      }
      await env.clipboard.writeText(endpoint.address);
      say(l10n.t('Copied {0}', endpoint.address));
    }),
    commands.add(ids.command.copySpacectlEnvironment, async () => {
      await env.clipboard.writeText((await endpoints.local.start()).spacectlEnvironment);
      say(l10n.t('Copied. Paste it into a new file in ~/.spaceone/environments, such as local.yml.'));
    }),
  );
}

async function pickEndpoint(
  all: readonly Endpoint[],
  given: EndpointArgument,
  { chosen }: Endpoints,
): Promise<Endpoint> {
  const id = typeof given === 'object' ? given.endpoint.id : given;
  const found = id === undefined ? undefined : all.find((endpoint) => endpoint.id === id);
  if (found) {
    return found;
  }
  if (all.length === 0) {
    throw new WorkbenchError({
      what: l10n.t('No endpoint has been added.'),
      next: { title: l10n.t('Add Endpoint'), command: ids.command.addEndpoint },
    });
  }
  const items = all.map((endpoint) => ({
    label: endpointName(endpoint),
    description: endpoint.address,
    detail: endpoint.id === chosen.id ? l10n.t('chosen') : '',
    endpoint,
  }));
  const options = { placeHolder: l10n.t('Which endpoint?'), matchOnDescription: true };
  return (await picked(window.showQuickPick(items, options))).endpoint;
}

async function askEndpoint(): Promise<EndpointSetting> {
  const title = l10n.t('Add endpoint');
  const address = await picked(
    window.showInputBox({
      title,
      prompt: l10n.t('Where its repository service answers'),
      placeHolder: 'grpc+ssl://repository.example.org:443',
      ignoreFocusOut: true,
      validateInput: (text) =>
        addressProblem(text) ??
        (isPlainRemote(text)
          ? {
              message: l10n.t('Without TLS the token can be read on its way. grpc+ssl:// uses TLS.'),
              severity: InputBoxValidationSeverity.Warning,
            }
          : undefined),
    }),
  );
  const taken = namesInSetting();
  const host = new URL(address.trim()).hostname;
  const name = await picked(
    window.showInputBox({
      title,
      prompt: l10n.t('The name under which it is listed'),
      value: taken.has(host) ? '' : host,
      ignoreFocusOut: true,
      validateInput: (text) =>
        text.trim() === ''
          ? l10n.t('An endpoint needs a name.')
          : taken.has(text.trim())
            ? l10n.t('There is an endpoint of this name.')
            : undefined,
    }),
  );
  return { name: name.trim(), address: address.trim() };
}

async function askToken(name: string): Promise<string> {
  return picked(
    window.showInputBox({
      title: l10n.t('The token for {0}', name),
      prompt: l10n.t('It is kept in the secret storage of the editor. Empty: none is sent.'),
      password: true,
      ignoreFocusOut: true,
      validateInput: (text) =>
        /^[\x21-\x7e]*$/.test(text.trim()) ? undefined : l10n.t('A token is one line of printable ASCII.'),
    }),
  );
}

type Setting = Readonly<Record<string, unknown>>;

function settingNow(): Setting {
  const value = workspace.getConfiguration().inspect<Setting>(ids.setting.endpoints)?.globalValue;
  return typeof value === 'object' ? value : {};
}

function namesInSetting(): ReadonlySet<string> {
  return new Set(Object.keys(settingNow()));
}

async function changeSetting(edit: (all: Setting) => Setting): Promise<void> {
  await workspace.getConfiguration().update(ids.setting.endpoints, edit(settingNow()), ConfigurationTarget.Global);
}

function say(words: string): void {
  window.setStatusBarMessage(words, 3000);
}
