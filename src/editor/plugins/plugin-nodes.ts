import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState, Uri, l10n } from 'vscode';
import { basename, relative } from '../../base/paths';
import { sentence } from '../../base/workbench-error';
import type { Method, Part, Plugin, UnreadablePlugin } from '../../catalog/plugin';
import type { ManifestEntry } from '../../catalog/manifests';
import { ids } from '../../ids';
import type { ServerState } from '../../runtime/server/test-server';
import { contextOf } from '../context-words';
import { shownItem } from '../shown-item';
import { shownText } from '../shown-text';
import type { Abilities } from './abilities';
import type { ManifestNote } from './manifest-notes';

export type PluginNode = ReadableNode | UnreadableNode;

/** A folder that shows itself as a plugin; nothing can be done with it but mending it. */
export interface UnreadableNode {
  readonly is: 'unreadable';
  readonly unreadable: UnreadablePlugin;
  readonly label: string;
}

/** A plugin and what it has. */
export type ReadableNode =
  | {
      readonly is: 'plugin';
      readonly plugin: Plugin;
      readonly label: string;
      /** What there is to say of its manifests. */
      readonly note: string | undefined;
    }
  | { readonly is: 'server'; readonly plugin: Plugin }
  | { readonly is: 'methods'; readonly plugin: Plugin }
  | { readonly is: 'method'; readonly plugin: Plugin; readonly method: Method }
  | { readonly is: 'parts'; readonly plugin: Plugin }
  | { readonly is: 'part'; readonly plugin: Plugin; readonly part: Part }
  | { readonly is: 'requests'; readonly plugin: Plugin }
  | { readonly is: 'request'; readonly plugin: Plugin; readonly request: ManifestEntry }
  | { readonly is: 'manifests'; readonly plugin: Plugin }
  | {
      readonly is: 'manifest';
      readonly plugin: Plugin;
      readonly manifest: ManifestEntry;
      readonly note: ManifestNote | undefined;
    };

/** What distinguishes a node from all others, also after it was made anew. */
export function nodeId(node: PluginNode): string {
  switch (node.is) {
    case 'unreadable':
      return `unreadable ${node.unreadable.platform} ${node.unreadable.folder}`;
    case 'plugin':
    case 'server':
    case 'methods':
    case 'parts':
    case 'requests':
    case 'manifests':
      return `${node.is} ${ownerId(node)}`;
    case 'method':
      return `method ${ownerId(node)} ${node.method.name}`;
    case 'part':
      return `part ${ownerId(node)} ${node.part.sort} ${node.part.name} ${node.part.file}:${node.part.line ?? 1}`;
    case 'request':
      return `request ${ownerId(node)} ${node.request.file}:${node.request.line}`;
    case 'manifest':
      return `manifest ${ownerId(node)} ${node.manifest.file}:${node.manifest.line}`;
  }
}

/** Platforms may share a folder. */
function ownerId({ plugin: { platform, folder } }: ReadableNode): string {
  return `${platform} ${folder}`;
}

/** What a plugin's rows tell of it, beside what its files say. */
export interface PluginNow {
  readonly state: ServerState;
  readonly able: Abilities;
  /** Something was sent to it since the window opened. */
  readonly called: boolean;
}

/** How a node looks. */
export function treeItem(node: PluginNode, nowOf: (plugin: Plugin) => PluginNow): TreeItem {
  const item = shownItem(node.is === 'unreadable' ? unreadableItem(node) : look(node, nowOf(node.plugin)));
  item.id = nodeId(node);
  return item;
}

function look(node: ReadableNode, now: PluginNow): TreeItem {
  switch (node.is) {
    case 'plugin':
      return pluginItem(node, now);
    case 'server':
      return serverItem(node.plugin, now.state);
    case 'methods':
      return groupItem(l10n.t('Methods'), 'symbol-interface');
    case 'method':
      return methodItem(node.method, now.able);
    case 'parts':
      return groupItem(l10n.t('Parts'), 'symbol-class');
    case 'part':
      return partItem(node.part, now.able);
    case 'requests':
      return groupItem(l10n.t('Requests'), 'mail');
    case 'request':
      return requestItem(node, now.able);
    case 'manifests':
      return groupItem(l10n.t('Manifests'), 'files');
    case 'manifest':
      return manifestItem(node);
  }
}

function unreadableItem({ label, unreadable: { folder, failure } }: UnreadableNode): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.description = l10n.t('cannot be read');
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.tooltip = new MarkdownString([sentence(failure), failure.where?.file ?? folder].map(escape).join('\n\n'));
  if (failure.where) {
    item.command = { command: ids.command.openPlugin, title: l10n.t('Open the Place'), arguments: [failure.where] };
  }
  item.accessibilityInformation = { label: l10n.t('{0}, cannot be read: {1}', label, sentence(failure)) };
  return item;
}

function pluginItem(
  { plugin, label, note }: Extract<PluginNode, { is: 'plugin' }>,
  { state, able, called }: PluginNow,
): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  const facts = [plugin.type, plugin.version, ...plugin.facts, note].filter((fact) => fact !== undefined);
  // What tells it from its neighbours, and what it wants of a person; the rest is for who asks.
  item.description = [plugin.type, note].filter((fact) => fact !== undefined).join(' · ');
  // No resourceUri: the editor would colour the row for problems of any file in the folder, which the tree does not show.
  item.iconPath = able.served ? stateIcon(state, 'plug') : new ThemeIcon('package');
  item.tooltip = new MarkdownString(
    l10n.t('**{0}**\n\n{1}\n\n{2}', escape(label), facts.map(escape).join(' · '), escape(plugin.folder)),
  );
  item.contextValue = contextOf('plugins', {
    plugin: true,
    ...able,
    called,
    ...(able.served && serverWords(state)),
  });
  item.accessibilityInformation = {
    label: able.served
      ? l10n.t('{0}, {1}, server {2}', label, plugin.type, stateWords(state))
      : l10n.t('{0}, {1}', label, plugin.type),
  };
  return item;
}

function serverItem(plugin: Plugin, state: ServerState): TreeItem {
  const item = new TreeItem(l10n.t('Test server'), TreeItemCollapsibleState.None);
  item.description = stateWords(state);
  item.iconPath = stateIcon(state, 'server-process');
  item.contextValue = contextOf('plugins', { server: true, ...serverWords(state) });
  item.tooltip = state.is === 'failed' ? sentence(state.failure) : undefined;
  if (state.is === 'failed') {
    const { where } = state.failure;
    item.command = where
      ? { command: ids.command.openPlugin, title: l10n.t('Open the Place'), arguments: [where] }
      : { command: ids.command.showServerFailure, title: l10n.t('Show Why It Failed'), arguments: [plugin] };
  } else if (state.is !== 'idle') {
    item.command = { command: ids.command.showServerLog, title: l10n.t('Show Server Log'), arguments: [plugin] };
  }
  item.accessibilityInformation = { label: l10n.t('Test server: {0}', stateWords(state)) };
  return item;
}

function methodItem({ name, file, line }: Method, { served }: Abilities): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.description = `${basename(file)}:${line}`;
  item.iconPath = new ThemeIcon('symbol-method');
  item.contextValue = contextOf('plugins', { method: true, served });
  item.command = {
    command: ids.command.openPlugin,
    title: l10n.t('Open'),
    arguments: [{ file, line }],
  };
  return item;
}

function partItem({ sort, name, file, line }: Part, { runnable }: Abilities): TreeItem {
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.description = sort;
  item.iconPath = new ThemeIcon('symbol-class');
  item.tooltip = `${basename(file)}:${line ?? 1}`;
  item.contextValue = contextOf('plugins', { part: true, runnable });
  item.command = { command: ids.command.openPlugin, title: l10n.t('Open'), arguments: [{ file, line }] };
  return item;
}

function requestItem({ plugin, request }: Extract<PluginNode, { is: 'request' }>, { served }: Abilities): TreeItem {
  const { file, line, label = basename(file) } = request;
  const item = new TreeItem(label, TreeItemCollapsibleState.None);
  item.description = relative(plugin.folder, file);
  // Of the file alone: no other row stands for it or for its folder, so nothing else takes on its colour.
  item.resourceUri = Uri.file(file);
  item.iconPath = new ThemeIcon('mail');
  item.tooltip = `${relative(plugin.folder, file)}:${line}`;
  item.contextValue = contextOf('plugins', { request: true, served });
  item.command = { command: ids.command.openPlugin, title: l10n.t('Open'), arguments: [{ file, line }] };
  return item;
}

function manifestItem({ plugin, manifest, note }: Extract<PluginNode, { is: 'manifest' }>): TreeItem {
  const item = new TreeItem(basename(manifest.file), TreeItemCollapsibleState.None);
  item.description = note?.text ?? manifest.title;
  item.resourceUri = Uri.file(manifest.file);
  item.iconPath = ThemeIcon.File;
  item.tooltip = [relative(plugin.folder, manifest.file), manifest.title, note?.text].filter(Boolean).join('\n');
  item.contextValue = contextOf('plugins', { manifest: true, ...note?.words });
  item.command = {
    command: ids.command.openPlugin,
    title: l10n.t('Open'),
    arguments: [{ file: manifest.file, line: manifest.line }],
  };
  return item;
}

function groupItem(label: string, icon: string): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded);
  item.iconPath = new ThemeIcon(icon);
  return item;
}

/** The server's state in words, as views and the status bar show it. */
export function stateWords(state: ServerState): string {
  switch (state.is) {
    case 'idle':
      return l10n.t('idle');
    case 'starting':
      return l10n.t('starting');
    case 'ready':
      return state.debugged ? l10n.t('ready at {0}, debugged', state.address) : l10n.t('ready at {0}', state.address);
    case 'failed':
      return l10n.t('failed: {0}', state.failure.why ?? state.failure.what);
    case 'stopping':
      return l10n.t('stopping');
  }
}

function stateIcon(state: ServerState, idle: string): ThemeIcon {
  switch (state.is) {
    case 'idle':
      return new ThemeIcon(idle);
    case 'starting':
    case 'stopping':
      return new ThemeIcon('loading~spin');
    case 'ready':
      return new ThemeIcon(state.debugged ? 'debug-alt' : 'vm-running', new ThemeColor('testing.iconPassed'));
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('testing.iconFailed'));
  }
}

function serverWords({ is }: ServerState): Record<'stopped' | 'running' | 'ready' | 'failed', boolean> {
  return {
    stopped: is === 'idle' || is === 'failed',
    running: is === 'starting' || is === 'ready',
    ready: is === 'ready',
    failed: is === 'failed',
  };
}

function escape(text: string): string {
  return shownText(text).replace(/[\\`*_{}[\]()#+\-.!|<>$]/g, '\\$&');
}
