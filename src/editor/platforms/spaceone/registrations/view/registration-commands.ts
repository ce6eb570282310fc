import { Disposable, Uri, env, l10n, window } from 'vscode';
import { ids } from '../../../../../ids';
import type { Grouping } from '../../../../../platforms/spaceone/registrations/plugin-groups';
import { webLinks } from '../../../../../platforms/spaceone/registrations/registration';
import type { CommandTable } from '../../../../commands';
import { picked } from '../../../../plugins/choose-plugin';
import type { EndpointArgument } from '../endpoints/endpoint-commands';
import type { Endpoints } from '../endpoints/endpoints';
import type { RegistrationDocuments } from './registration-documents';
import type { RegisteredNode, RegistrationNode } from './registration-tree';
import type { RegistrationsView } from './registrations-view';

/** What a person does in the Registered Plugins view. */
export function registrationCommands(
  endpoints: Endpoints,
  view: RegistrationsView,
  documents: RegistrationDocuments,
  commands: CommandTable,
): Disposable {
  return Disposable.from(
    commands.add(ids.command.refreshRegistrations, async (given: RegistrationNode | EndpointArgument) => {
      await refresh(endpoints, given);
      view.refresh();
    }),
    commands.add(ids.command.filterRegistrations, (given: unknown) =>
      typeof given === 'string' ? view.setFilter(given) : askFilter(view),
    ),
    commands.add(ids.command.clearRegistrationFilter, () => view.setFilter('')),
    commands.add(ids.command.groupRegistrations, async (given: unknown) => {
      const known = groupings().find(({ by }) => by === given);
      await view.group(known?.by ?? (await askGrouping(view.grouping)));
    }),
    commands.add(ids.command.showMoreRegistrations, ({ of }: { readonly of: string }) => view.showMore(of)),
    commands.add(ids.command.showRegistration, ({ endpoint, registration }: RegisteredNode) =>
      documents.show(endpoint, registration),
    ),
    commands.add(ids.command.copyRegistrationId, async ({ registration: { id } }: RegisteredNode) => {
      await env.clipboard.writeText(id);
      window.setStatusBarMessage(l10n.t('Copied {0}', id), 3000);
    }),
    commands.add(ids.command.openRegistrationDocs, async ({ registration }: RegisteredNode) => {
      const { docs, link } = webLinks(registration);
      await openPage([
        ...Object.entries(docs).map(([language, address]) => ({ label: language, description: address })),
        ...(link === undefined ? [] : [{ label: l10n.t('Link'), description: link }]),
      ]);
    }),
    commands.add(ids.command.openRegistrationIcon, async ({ registration }: RegisteredNode) => {
      const { icon } = webLinks(registration);
      await openPage(icon === undefined ? [] : [{ label: l10n.t('Icon'), description: icon }]);
    }),
  );
}

/** One endpoint, one plugin's versions after they failed, or all that was asked before. */
async function refresh(endpoints: Endpoints, given: RegistrationNode | EndpointArgument): Promise<void> {
  if (typeof given === 'object' && 'is' in given && given.is === 'retry' && given.registration) {
    return; // a failure is not kept: showing the node anew asks again
  }
  const id = typeof given === 'object' && 'endpoint' in given ? given.endpoint.id : given;
  const endpoint = typeof id === 'string' ? endpoints.find(id) : undefined;
  if (endpoint) {
    await endpoints.registrationsOf(endpoint).refresh();
    return;
  }
  await endpoints.refresh();
  await Promise.all(endpoints.asked.map((model) => model.refresh()));
}

/** Filters while it is typed; the filter stays when the box is left, until it is cleared. */
async function askFilter(view: RegistrationsView): Promise<void> {
  const box = window.createInputBox();
  box.title = l10n.t('Filter registered plugins');
  box.placeholder = l10n.t('Words of a name, id, type, provider, image or label');
  box.value = view.filter;
  box.onDidChangeValue((text) => view.setFilter(text));
  await new Promise<void>((resolve) => {
    box.onDidAccept(() => resolve());
    box.onDidHide(() => resolve());
    box.show();
  });
  box.dispose();
}

function groupings(): readonly { readonly label: string; readonly by: Grouping }[] {
  return [
    { label: l10n.t('By repository'), by: 'repository' },
    { label: l10n.t('By type'), by: 'type' },
    { label: l10n.t('By provider'), by: 'provider' },
  ];
}

async function askGrouping(now: Grouping): Promise<Grouping> {
  const items = groupings().map((each) => ({ ...each, description: each.by === now ? l10n.t('now') : '' }));
  return (await picked(window.showQuickPick(items, { placeHolder: l10n.t('Group registered plugins') }))).by;
}

/** @param pages Addresses of web pages only, as `webLinks` gives them. */
async function openPage(pages: readonly { readonly label: string; readonly description: string }[]): Promise<void> {
  const [first] = pages;
  const page =
    pages.length > 1 ? await picked(window.showQuickPick(pages, { placeHolder: l10n.t('Which page?') })) : first;
  if (page) {
    await env.openExternal(Uri.parse(page.description, true));
  }
}
