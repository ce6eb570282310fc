import {
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  Uri,
  env,
  l10n,
  workspace,
} from 'vscode';
import { visible } from '../../../../base/visible';
import { sentence } from '../../../../base/workbench-error';
import type { Source } from '../../../../catalog/sources';
import { ids } from '../../../../ids';
import type { Fate, ModuleLoad } from '../../../../platforms/bksops/load/load-report';
import { contextOf, type WordsOf } from '../../../context-words';
import { clickOn } from '../../../failures';
import { shownItem } from '../../../shown-item';
import { isInstallable, type LoadCount, type LoadState } from './load-states';
import type { ShownComponent } from './shown-components';
import type { SyncState } from './source-syncs';
import type { ModuleNode, SourceNode } from './source-tree';

const { None, Collapsed, Expanded } = TreeItemCollapsibleState;

/** How a node looks. */
export function sourceItem(node: SourceNode): TreeItem {
  const item = shownItem(look(node));
  item.id = node.id;
  return item;
}

function look(node: SourceNode): TreeItem {
  switch (node.is) {
    case 'manifest':
      return manifestItem(node);
    case 'source':
      return itemOfSource(node);
    case 'set': {
      const { rootPackage, version = '', modules } = node.set;
      const count = modules.length === 1 ? l10n.t('1 module') : l10n.t('{0} modules', modules.length);
      return row(rootPackage, [version, count], 'package', Collapsed, { set: true });
    }
    case 'module':
      return moduleItem(node);
    case 'component':
      return componentItem(node);
    case 'failure':
      return failureItem(node);
    case 'note': {
      const item = row(node.text, [], 'info', None);
      item.tooltip = node.text;
      return item;
    }
  }
}

function manifestItem({ file, sources }: Extract<SourceNode, { is: 'manifest' }>): TreeItem {
  const name = workspace.asRelativePath(Uri.file(file));
  const count = sources.filter(({ isCache }) => !isCache).length;
  const words = count === 1 ? l10n.t('1 source') : l10n.t('{0} sources', count);
  return row(name, [words], 'file-code', Expanded, {
    manifest: true,
    cached: sources.some(({ isCache }) => isCache),
  });
}

const typeIcons: Readonly<Record<string, string>> = { git: 'git-branch', s3: 'cloud', fs: 'folder' };

function itemOfSource({ source, state, loads, loadFailure }: Extract<SourceNode, { is: 'source' }>): TreeItem {
  const label = source.name === '' ? l10n.t('(no name)') : source.name;
  const type = source.isCache ? l10n.t('cache, {0}', source.type) : source.type;
  const told = loadFailure && !loads.isLoading ? l10n.t('nothing loaded') : countWords(loads);
  const facts = [told, stateWords(source, state), type, addressOf(source)];
  const icon = source.isCache ? 'database' : (typeIcons[source.type] ?? 'question');
  const words = { source: !source.isCache, cache: source.isCache, installable: loads.isInstallable };
  const item = row(label, facts, icon, Collapsed, words);
  const isWhole = loads.tried === 0 || loads.loaded === loads.modules;
  if (state.is === 'syncing') {
    item.iconPath = new ThemeIcon('sync~spin');
  } else if (loads.isLoading) {
    item.iconPath = new ThemeIcon('loading~spin');
  } else if (state.is === 'failed' || loadFailure || !isWhole) {
    item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  }
  return item;
}

/** How far a source is loaded; nothing while nobody has asked. */
function countWords({ modules, tried, loaded, isLoading, isChanged }: LoadCount): string {
  if (isLoading) {
    return l10n.t('loading: {0} of {1}', tried, modules);
  }
  if (isChanged) {
    return l10n.t('changed since it was loaded');
  }
  return tried === 0 ? '' : l10n.t('{0} of {1} loaded', loaded, modules);
}

/** Where a source is, in a few words. */
export function addressOf({ type, details }: Source): string {
  switch (type) {
    case 'git':
      return [withoutLogin(details['repo_address'] ?? details['repo_raw_address'] ?? ''), details['branch']]
        .filter(Boolean)
        .join(' @ ');
    case 's3':
      return [details['service_address'], details['bucket'], details['source_dir']].filter(Boolean).join('/');
    default:
      return details['path'] ?? '';
  }
}

function withoutLogin(address: string): string {
  return address.replace(/:\/\/[^/@]*@/, '://');
}

function stateWords({ isCache }: Source, state: SyncState): string {
  switch (state.is) {
    case 'not synced':
      return isCache ? l10n.t('not filled') : l10n.t('not synced');
    case 'syncing':
      return l10n.t('syncing: {0}', state.progress);
    case 'synced':
      return isCache
        ? l10n.t('filled {0}', timeWords(state.at))
        : state.isElsewhere
          ? l10n.t('synced {0} from another place', timeWords(state.at))
          : l10n.t('synced {0}', timeWords(state.at));
    case 'failed':
      return l10n.t('failed: {0}', state.failure.what);
  }
}

/** An ISO time as the person's language writes it; of today the hour alone, as a row is narrow. */
function timeWords(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) {
    return iso;
  }
  const isToday = time.toDateString() === new Date().toDateString();
  const words = new Intl.DateTimeFormat(env.language, isToday ? HOUR : { ...HOUR, dateStyle: 'medium' });
  return words.format(time);
}

const HOUR: Intl.DateTimeFormatOptions = { timeStyle: 'short' };

const loadIcons: Readonly<Record<Exclude<LoadState['is'], 'tried'>, string>> = {
  'not loaded': 'symbol-module',
  loading: 'loading~spin',
  changed: 'history',
};

const fateIcons: Readonly<Record<Fate, ThemeIcon>> = {
  loaded: new ThemeIcon('pass', new ThemeColor('testing.iconPassed')),
  failed: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
  skipped: new ThemeIcon('debug-step-over', new ThemeColor('list.warningForeground')),
  'not-tried': new ThemeIcon('question'),
};

function moduleItem({ module, load }: ModuleNode): TreeItem {
  const told = load.is === 'tried' ? load.load : undefined;
  const item = row(module.name, [loadWords(load), noteWords(told)], 'symbol-module', Collapsed, {
    ...{ module: true, installable: isInstallable(load) },
  });
  item.iconPath = load.is === 'tried' ? fateIcons[load.load.fate] : new ThemeIcon(loadIcons[load.is]);
  const said = told ? [...(told.message === undefined ? [] : [told.message]), ...told.notes] : [];
  if (said.length > 0) {
    item.tooltip = said.join('\n\n');
  }
  return item;
}

function noteWords(told: ModuleLoad | undefined): string {
  const count = told?.notes.length ?? 0;
  return count === 0 ? '' : count === 1 ? l10n.t('1 note') : l10n.t('{0} notes', count);
}

function loadWords(state: LoadState): string {
  switch (state.is) {
    case 'not loaded':
      return l10n.t('not loaded');
    case 'loading':
      return l10n.t('loading');
    case 'changed':
      return l10n.t('changed since it was loaded');
    case 'tried':
      return fateWords(state);
  }
}

function fateWords({ load, from }: Extract<LoadState, { is: 'tried' }>): string {
  const { fate, message = '', brief = message } = load;
  switch (fate) {
    case 'loaded':
      return from === 'cache' ? l10n.t('loaded from the cache') : l10n.t('loaded');
    case 'failed':
      return l10n.t('failed: {0}', brief);
    case 'skipped':
      return l10n.t('skipped by SOPS: {0}', brief);
    case 'not-tried':
      return l10n.t('not tried: {0}', brief);
  }
}

function componentItem(node: Extract<SourceNode, { is: 'component' }>): TreeItem {
  const { code, version, name, group } = node.component;
  const facts = [lackingWords(node.component), version, name, group, formWords(node.component)];
  const item = row(code, facts, 'symbol-class', None, { component: true, form: node.component.form === 'embedded' });
  item.command = { command: ids.command.openSource, title: l10n.t('Open'), arguments: [node] };
  return item;
}

function lackingWords({ lacking }: ShownComponent): string {
  return lacking === undefined
    ? ''
    : lacking === 'skipped'
      ? l10n.t('skipped with its module')
      : l10n.t('not registered');
}

function formWords({ form }: ShownComponent): string {
  switch (form) {
    case 'embedded':
      return l10n.t('form in the code');
    case 'elsewhere':
      return l10n.t('form elsewhere, which SOPS does not find');
    case 'unknown':
      return l10n.t('form not known before it is loaded');
    case 'none':
      return l10n.t('no form');
  }
}

function failureItem({ failure }: Extract<SourceNode, { is: 'failure' }>): TreeItem {
  const item = row(failure.what, [failure.why ?? ''], 'error', None);
  item.iconPath = new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  item.tooltip = sentence(failure);
  item.accessibilityInformation = { label: l10n.t('Failed: {0}', sentence(failure)) };
  const click = clickOn(failure);
  if (click) {
    item.command = click;
  }
  return item;
}

/** What a source says when the pointer rests on it. */
export function sourceTooltip(source: Source, state: SyncState, notes: readonly string[]): MarkdownString {
  const lines = [
    `**${code(source.name)}** ${code(stateWords(source, state))}`,
    ...Object.entries(source.details).map(([key, value]) => `- ${key}: ${code(withoutLogin(value))}`),
    ...(state.is === 'failed' ? ['', code(sentence(state.failure))] : []),
    ...(state.is === 'synced' && state.files !== undefined
      ? [`- ${l10n.t('{0} files in the copy', state.files)}`]
      : []),
    ...(notes.length === 0 ? [] : ['', l10n.t('To know:'), ...notes.map((note) => `- ${code(note)}`)]),
  ];
  return new MarkdownString(lines.join('\n'));
}

/** A stranger's text as Markdown takes it literally. */
function code(text: string): string {
  return `\`${visible(text).replaceAll('`', "'").replace(/\s+/g, ' ')}\``;
}

function row(
  label: string,
  facts: readonly string[],
  icon: string,
  state: TreeItemCollapsibleState,
  words: WordsOf<'sources'> = {},
): TreeItem {
  const item = new TreeItem(label, state);
  item.description = facts.filter((fact) => fact !== '').join(' · ');
  item.iconPath = new ThemeIcon(icon);
  item.contextValue = contextOf('sources', words);
  item.accessibilityInformation = { label: [label, item.description].filter(Boolean).join(', ') };
  return item;
}
