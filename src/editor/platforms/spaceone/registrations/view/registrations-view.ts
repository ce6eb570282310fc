import {
  Disposable,
  EventEmitter,
  commands,
  l10n,
  workspace,
  type Memento,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import { isAbort, toFailure } from '../../../../../base/workbench-error';
import { ids } from '../../../../../ids';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import type { Grouping } from '../../../../../platforms/spaceone/registrations/plugin-groups';
import type { EndpointEntry, Endpoints } from '../endpoints/endpoints';
import type { ManagedSources } from '../endpoints/managed-sources';
import { pluginCount, treeItem, type EndpointLook } from './registration-nodes';
import { endpointTooltip, registrationTooltip } from './registration-tooltips';
import {
  RegistrationTree,
  failed,
  withoutManaged,
  type RegisteredNode,
  type RegistrationNode,
} from './registration-tree';
import { shownText } from '../../../../shown-text';

const GROUPING = 'pluginWorkbench.registrationGrouping';
/** True once the local Repository has been started in the workspace. */
const USED_LOCAL = 'pluginWorkbench.usedLocalRepository';
/** Changes are shown together, this many milliseconds after the first of a burst. */
const BURST = 100;
/** Milliseconds to wait for spacectl's environments before the others are shown without them. */
const PATIENCE = 500;

/** The Registered Plugins view: endpoints, what each has registered, and in which versions. */
export class RegistrationsView implements TreeDataProvider<RegistrationNode>, Disposable {
  private readonly tree: RegistrationTree;
  private readonly changed = new EventEmitter<RegistrationNode | undefined>();
  private readonly listening: Disposable;
  /** The nodes at the top by id, as they were given to the editor, which knows them by identity. */
  private tops = new Map<string, RegistrationNode>();
  private stale: Set<string> | 'all' = new Set();
  private timer: NodeJS.Timeout | undefined;
  private localAddress: string | undefined;

  readonly onDidChangeTreeData = this.changed.event;

  constructor(
    private readonly endpoints: Endpoints,
    private readonly managed: ManagedSources,
    private readonly memory: Memento,
    private readonly view: TreeView<RegistrationNode>,
  ) {
    this.tree = new RegistrationTree(memory.get<Grouping>(GROUPING, 'repository'));
    this.listening = Disposable.from(
      this.view.onDidChangeVisibility(() => this.showStale()),
      endpoints.onDidChange(() => this.refresh()),
      endpoints.local.onDidChange(() => this.refreshAtStart()),
      managed.onDidChange(() => this.refresh(endpoints.local.endpoint.id)),
      workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      endpoints.onDidChangeRegistrations((endpoint) => this.refresh(endpoint.id)),
    );
  }

  getTreeItem(node: RegistrationNode): TreeItem {
    return treeItem(node, (endpoint) => this.lookOf(endpoint));
  }

  resolveTreeItem(item: TreeItem, node: RegistrationNode): TreeItem {
    if (node.is === 'endpoint') {
      const isCurrent = node.id === `spacectl:${this.endpoints.environments.current ?? ''}`;
      item.tooltip = endpointTooltip(node.endpoint, this.lookOf(node.endpoint), isCurrent);
    } else if (node.is === 'registration') {
      item.tooltip = registrationTooltip(node.registration, this.endpoints.registrationsOf(node.endpoint));
    }
    return item;
  }

  async getChildren(node?: RegistrationNode): Promise<RegistrationNode[]> {
    switch (node?.is) {
      case undefined:
        return this.top();
      case 'endpoint': {
        const model = this.endpoints.registrationsOf(node.endpoint);
        if (model.state.is === 'not asked') {
          void model.load();
        }
        const failures = node.endpoint.origin === 'local' ? this.managed.failures : [];
        return [...withoutManaged(node, failures), ...this.tree.ofEndpoint(node.id, model)];
      }
      case 'group':
        return this.tree.ofGroup(node);
      case 'registration':
        return this.versions(node);
      case 'unusable':
      case 'version':
      case 'more':
      case 'asking':
      case 'nothing':
      case 'failure':
      case 'retry':
        return [];
    }
  }

  get filter(): string {
    return this.tree.filter;
  }

  /** Shows only the plugins in which every word of the filter occurs; all of them for an empty one. */
  setFilter(filter: string): void {
    this.tree.filter = filter.trim();
    void commands.executeCommand('setContext', ids.context.registrationsFiltered, this.tree.filter !== '');
    this.refresh();
  }

  get grouping(): Grouping {
    return this.tree.grouping;
  }

  async group(by: Grouping): Promise<void> {
    this.tree.grouping = by;
    this.refresh();
    await this.memory.update(GROUPING, by);
  }

  showMore(of: string): void {
    this.tree.showMore(of);
    this.refresh();
  }

  /** Shows what has changed, once for a burst of changes, and only while somebody looks. */
  refresh(endpointId?: string): void {
    if (endpointId === undefined) {
      this.stale = 'all';
    } else if (this.stale !== 'all') {
      this.stale.add(endpointId);
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.showStale();
    }, BURST);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
    this.changed.dispose();
  }

  private showStale(): void {
    if (!this.view.visible || this.timer) {
      return;
    }
    const { stale } = this;
    this.stale = new Set();
    this.tellFilter();
    if (stale === 'all') {
      this.changed.fire(undefined);
      return;
    }
    for (const id of stale) {
      const node = this.tops.get(id);
      if (node) {
        this.changed.fire(node);
      }
    }
  }

  private async top(): Promise<RegistrationNode[]> {
    if (!workspace.isTrusted) {
      return []; // for the welcome
    }
    await soon(this.endpoints.ready(), PATIENCE);
    const { entries, local } = this.endpoints;
    if (local.address !== undefined) {
      void this.memory.update(USED_LOCAL, true);
    } else if (entries.length === 1 && !this.memory.get<boolean>(USED_LOCAL, false)) {
      return []; // for the welcome
    }
    const shown = this.tree.page(
      '',
      entries.map((entry) => this.topNode(entry)),
    );
    this.tops = new Map(shown.map((node) => [node.id, node]));
    return shown;
  }

  /** The same node for the same endpoint, as the editor knows it by identity. */
  private topNode(entry: EndpointEntry): RegistrationNode {
    if (entry.is === 'unusable') {
      return entry;
    }
    const { endpoint } = entry;
    const before = this.tops.get(endpoint.id);
    return before?.is === 'endpoint' && before.endpoint === endpoint
      ? before
      : { is: 'endpoint', id: endpoint.id, endpoint };
  }

  private async versions(node: RegisteredNode): Promise<RegistrationNode[]> {
    const { endpoint, registration } = node;
    try {
      return this.tree.ofPlugin(node, await this.endpoints.registrationsOf(endpoint).versions(registration));
    } catch (error) {
      return isAbort(error) ? [] : failed(node.id, endpoint, toFailure(error), registration);
    }
  }

  private lookOf(endpoint: Endpoint): EndpointLook {
    const registrations = this.endpoints.registrationsOf(endpoint);
    return {
      registrations,
      isChosen: this.endpoints.chosen.id === endpoint.id,
      matches: this.tree.filter === '' ? undefined : this.tree.matches(registrations).length,
    };
  }

  /** The local Repository stands at the top, with its address, from the moment it runs. */
  private refreshAtStart(): void {
    const { address } = this.endpoints.local;
    if (address !== this.localAddress) {
      this.localAddress = address;
      this.refresh();
    }
  }

  /** Above the tree stands what it does not show, so that nobody looks for it in vain. */
  private tellFilter(): void {
    const { filter } = this.tree;
    this.view.description = filter === '' ? '' : shownText(`"${filter}"`);
    const asked = this.endpoints.asked;
    const all = asked.reduce((sum, { plugins }) => sum + plugins.length, 0);
    const left = asked.reduce((sum, model) => sum + this.tree.matches(model).length, 0);
    this.view.message =
      filter === ''
        ? ''
        : asked.length === 0
          ? l10n.t('No endpoint has been asked yet.')
          : l10n.t('{0} of {1} match the filter.', left, pluginCount(all));
  }
}

/** Waits for the work, but no longer than so many milliseconds. */
async function soon(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
