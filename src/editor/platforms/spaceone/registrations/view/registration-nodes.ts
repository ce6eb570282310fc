import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, l10n } from 'vscode';
import { sentence } from '../../../../../base/workbench-error';
import { ids } from '../../../../../ids';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import type { Grouping } from '../../../../../platforms/spaceone/registrations/plugin-groups';
import {
  isManaged,
  isWritable,
  webLinks,
  type Registration,
} from '../../../../../platforms/spaceone/registrations/registration';
import { contextOf } from '../../../../context-words';
import { clickOn } from '../../../../failures';
import { shownItem } from '../../../../shown-item';
import { shownText } from '../../../../shown-text';
import type { UnusableEndpoint } from '../endpoints/endpoints';
import type { FailureNode, GroupNode, RegisteredNode, RegistrationNode } from './registration-tree';

/** What of an endpoint is seen at its node. */
export interface EndpointLook {
  readonly registrations: EndpointRegistrations;
  readonly isChosen: boolean;
  /** How many of its plugins the filter leaves; undefined without a filter. */
  readonly matches: number | undefined;
}

/** How a node looks, but for its tooltip, which is made when it is asked for. */
export function treeItem(node: RegistrationNode, lookOf: (endpoint: Endpoint) => EndpointLook): TreeItem {
  const item = shownItem(look(node, lookOf));
  item.id = node.id;
  return item;
}

function look(node: RegistrationNode, lookOf: (endpoint: Endpoint) => EndpointLook): TreeItem {
  switch (node.is) {
    case 'endpoint':
      return endpointItem(node.endpoint, lookOf(node.endpoint));
    case 'unusable':
      return unusableItem(node);
    case 'group':
      return groupItem(node);
    case 'registration':
      return registrationItem(node, lookOf(node.endpoint).registrations.isHidden(node.registration));
    case 'version':
      return leaf(shownText(node.version), 'tag');
    case 'more': {
      const item = leaf(l10n.t('Show more'), 'ellipsis');
      item.description = l10n.t('{0} left', node.left);
      item.command = { command: ids.command.showMoreRegistrations, title: l10n.t('Show More'), arguments: [node] };
      return item;
    }
    case 'asking': {
      const item = leaf(l10n.t('Asking…'), 'loading~spin');
      item.description =
        node.total === undefined ? '' : l10n.t('{0} of {1}', node.count, Math.max(node.total, node.count));
      return item;
    }
    case 'nothing':
      return leaf(nothingWords(node.what), 'info');
    case 'failure':
      return failureItem(node);
    case 'retry': {
      const item = leaf(l10n.t('Try again'), 'refresh');
      item.command = { command: ids.command.refreshRegistrations, title: l10n.t('Try Again'), arguments: [node] };
      return item;
    }
  }
}

function endpointItem(endpoint: Endpoint, { registrations, isChosen, matches }: EndpointLook): TreeItem {
  const { state } = registrations;
  const isRunning = endpoint.origin === 'local' && endpoint.address !== '';
  const item = new TreeItem(
    endpointName(endpoint),
    isRunning ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
  );
  const count = registrations.plugins.length;
  const counted =
    registrations.isKnown || count > 0
      ? matches === undefined
        ? pluginCount(count)
        : l10n.t('{0} of {1}', matches, pluginCount(count))
      : undefined;
  // What is cut off in a narrow view stands last.
  const facts = [
    counted,
    isChosen ? l10n.t('chosen') : undefined,
    endpoint.address === '' ? l10n.t('not started') : endpoint.address,
  ];
  item.description = facts.filter((fact) => fact !== undefined).join(' · ');
  item.iconPath =
    state.is === 'failed'
      ? new ThemeIcon('error', new ThemeColor('list.errorForeground'))
      : new ThemeIcon(state.is === 'asking' ? 'loading~spin' : originIcons[endpoint.origin]);
  item.contextValue = contextOf('registrations', {
    endpoint: true,
    local: endpoint.origin === 'local',
    setting: endpoint.origin === 'setting',
    other: !isChosen,
  });
  item.accessibilityInformation = {
    label: [l10n.t('Endpoint {0}', endpointName(endpoint)), item.description, endpointStateWords(registrations)].join(
      ', ',
    ),
  };
  return item;
}

const originIcons: Readonly<Record<Endpoint['origin'], string>> = { local: 'vm', spacectl: 'cloud', setting: 'cloud' };

/** The endpoint's own name; the local one is called in the person's language. */
export function endpointName({ origin, name }: Endpoint): string {
  return origin === 'local' ? l10n.t('Local') : name;
}

export function endpointStateWords({ state, plugins }: EndpointRegistrations): string {
  switch (state.is) {
    case 'not asked':
      return l10n.t('not asked yet');
    case 'asking':
      return l10n.t('asking');
    case 'answered':
      return pluginCount(plugins.length);
    case 'failed':
      return l10n.t('failed: {0}', state.failure.what);
  }
}

function unusableItem({ name, failure, isWithoutRepository }: UnusableEndpoint): TreeItem {
  const item = new TreeItem(shownText(name), TreeItemCollapsibleState.None);
  item.description = failure.what;
  item.iconPath = isWithoutRepository ? new ThemeIcon('circle-slash') : warningIcon();
  item.tooltip = sentence(failure);
  const click = clickOn(failure);
  if (click) {
    item.command = click;
  }
  return item;
}

function groupItem({ by, group, isOpen, endpoint }: GroupNode): TreeItem {
  const title = group.title === '' ? untitled(by) : shownText(group.title);
  const item = new TreeItem(title, isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed);
  item.description = String(group.plugins.length);
  item.iconPath = new ThemeIcon(groupIcons[by]);
  item.contextValue = contextOf('registrations', {
    managed: by === 'repository' && endpoint.origin !== 'local' && group.plugins.some(isManaged),
  });
  item.accessibilityInformation = { label: `${title}, ${pluginCount(group.plugins.length)}` };
  return item;
}

const groupIcons: Readonly<Record<Grouping, string>> = {
  repository: 'repo',
  type: 'symbol-class',
  provider: 'organization',
};

function untitled(by: Grouping): string {
  switch (by) {
    case 'repository':
      return l10n.t('No repository');
    case 'type':
      return l10n.t('No type');
    case 'provider':
      return l10n.t('No provider');
  }
}

function registrationItem({ registration }: RegisteredNode, isHidden: boolean): TreeItem {
  const { name, id, provider, type, state } = registration;
  const label = shownText(name === '' ? id : name);
  const item = new TreeItem(label, TreeItemCollapsibleState.Collapsed);
  const facts = [
    provider,
    type,
    state === 'enabled' ? undefined : stateWords(state),
    isHidden ? hiddenWords() : undefined,
  ];
  item.description = shownText(facts.filter(Boolean).join(' · '));
  item.iconPath =
    state === 'disabled'
      ? new ThemeIcon('circle-slash', new ThemeColor('disabledForeground'))
      : new ThemeIcon(state === 'enabled' ? 'plug' : 'question');
  item.contextValue = registrationContext(registration);
  item.accessibilityInformation = {
    label: [label, item.description, stateWords(state)].filter(Boolean).join(', '),
  };
  return item;
}

export function hiddenWords(): string {
  return l10n.t('hidden by the managed plugin of this id');
}

function registrationContext(registration: Registration): string {
  const { docs, link, icon } = webLinks(registration);
  return contextOf('registrations', {
    registration: true,
    enabled: registration.state === 'enabled',
    disabled: registration.state === 'disabled',
    writable: isWritable(registration),
    docs: Object.keys(docs).length > 0 || link !== undefined,
    icon: icon !== undefined,
  });
}

export function stateWords(state: Registration['state']): string {
  switch (state) {
    case 'enabled':
      return l10n.t('enabled');
    case 'disabled':
      return l10n.t('disabled');
    case 'unknown':
      return l10n.t('state unknown');
  }
}

function failureItem({ failure, endpoint }: FailureNode): TreeItem {
  const item = leaf(shownText(failure.what), 'error');
  item.iconPath = warningIcon();
  item.description = shownText(failure.why ?? '');
  item.tooltip = sentence(failure);
  const click = clickOn(failure);
  if (click) {
    item.command = click;
  } else if (endpoint.origin === 'setting' && 'kind' in failure && failure.kind === 'unauthenticated') {
    item.command = { command: ids.command.editEndpointToken, title: l10n.t('Set Token'), arguments: [endpoint.id] };
  }
  return item;
}

function nothingWords(what: 'plugins' | 'matches' | 'versions'): string {
  switch (what) {
    case 'plugins':
      return l10n.t('No plugin is registered here.');
    case 'matches':
      return l10n.t('No plugin matches the filter.');
    case 'versions':
      return l10n.t('Its image has no tags.');
  }
}

export function pluginCount(count: number): string {
  return count === 1 ? l10n.t('1 plugin') : l10n.t('{0} plugins', count);
}

function leaf(label: string, icon: string): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.iconPath = new ThemeIcon(icon);
  return item;
}

function warningIcon(): ThemeIcon {
  return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
}
