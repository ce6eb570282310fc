import type { Failure } from '../../../../../base/workbench-error';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import {
  filterPlugins,
  groupPlugins,
  type Grouping,
  type PluginGroup,
} from '../../../../../platforms/spaceone/registrations/plugin-groups';
import { keyOf, type Registration } from '../../../../../platforms/spaceone/registrations/registration';
import type { UnusableEndpoint } from '../endpoints/endpoints';
import type { SourceFailure } from '../endpoints/read-managed-sources';

/** What the Registered Plugins view shows; commands on a node get it. */
export type RegistrationNode =
  | { readonly is: 'endpoint'; readonly id: string; readonly endpoint: Endpoint }
  | UnusableEndpoint
  | GroupNode
  | RegisteredNode
  | {
      readonly is: 'version';
      readonly id: string;
      readonly endpoint: Endpoint;
      readonly registration: Registration;
      readonly version: string;
    }
  /** Asks for what stands in the list of `of` behind what is shown. */
  | { readonly is: 'more'; readonly id: string; readonly of: string; readonly left: number }
  | { readonly is: 'asking'; readonly id: string; readonly count: number; readonly total: number | undefined }
  | { readonly is: 'nothing'; readonly id: string; readonly what: 'plugins' | 'matches' | 'versions' }
  | FailureNode
  | { readonly is: 'retry'; readonly id: string; readonly endpoint: Endpoint; readonly registration?: Registration };

export interface GroupNode {
  readonly is: 'group';
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly by: Grouping;
  readonly group: PluginGroup;
  /** True for the only one, and for those that a filter has left. */
  readonly isOpen: boolean;
}

export interface RegisteredNode {
  readonly is: 'registration';
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly registration: Registration;
}

export interface FailureNode {
  readonly is: 'failure';
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly failure: Failure;
}

/** How much of a long list is shown at once. */
export const PAGE = 200;

/** How a person looks at the registered plugins: grouping, filter, and how far the long lists are opened. */
export class RegistrationTree {
  private readonly shown = new Map<string, number>();
  private readonly grouped = new WeakMap<readonly Registration[], { readonly key: string; groups: PluginGroup[] }>();
  private readonly filtered = new WeakMap<
    readonly Registration[],
    { readonly filter: string; plugins: readonly Registration[] }
  >();
  filter = '';

  constructor(public grouping: Grouping) {}

  /** Shows another page of the list of a node, or of the top for `''`. */
  showMore(of: string): void {
    this.shown.set(of, this.shownOf(of) + PAGE);
  }

  /** As much of the list of a node as is shown. */
  page(of: string, all: readonly RegistrationNode[]): RegistrationNode[] {
    const count = this.shownOf(of);
    return all.length <= count
      ? [...all]
      : [...all.slice(0, count), { is: 'more', id: `more ${of}`, of, left: all.length - count }];
  }

  /** What an endpoint has, as far as it has answered. */
  ofEndpoint(id: string, registrations: EndpointRegistrations): RegistrationNode[] {
    const { endpoint, state } = registrations;
    const nodes: RegistrationNode[] = [];
    if (state.is === 'failed') {
      nodes.push(...failed(id, endpoint, state.failure));
    }
    const groups = this.groups(registrations);
    nodes.push(
      ...this.page(
        id,
        groups.map((group) => ({
          is: 'group',
          // Whether it is open follows the filter, and an open node stays so for as long as its id does.
          id: `${id} ${this.filter === '' ? this.grouping : 'matches'} ${group.key}`,
          endpoint,
          by: this.grouping,
          group,
          isOpen: groups.length === 1 || this.filter !== '',
        })),
      ),
    );
    if (state.is === 'asking' && !registrations.isKnown) {
      nodes.push({ is: 'asking', id: `asking ${id}`, count: state.count, total: state.total });
    } else if (groups.length === 0 && registrations.isKnown) {
      const what = registrations.plugins.length === 0 ? 'plugins' : 'matches';
      nodes.push({ is: 'nothing', id: `nothing ${id}`, what });
    }
    return nodes;
  }

  ofGroup({ id, endpoint, group }: GroupNode): RegistrationNode[] {
    const all = group.plugins;
    const count = this.shownOf(id);
    const nodes = all.slice(0, count).map((registration): RegistrationNode => ({
      is: 'registration',
      id: `${id} ${keyOf(registration)}`,
      endpoint,
      registration,
    }));
    return all.length <= count ? nodes : [...nodes, { is: 'more', id: `more ${id}`, of: id, left: all.length - count }];
  }

  ofPlugin({ id, endpoint, registration }: RegisteredNode, versions: readonly string[]): RegistrationNode[] {
    return versions.length === 0
      ? [{ is: 'nothing', id: `nothing ${id}`, what: 'versions' }]
      : this.page(
          id,
          versions.map((version) => ({ is: 'version', id: `${id} ${version}`, endpoint, registration, version })),
        );
  }

  /** The plugins of an endpoint that the filter leaves. */
  matches({ plugins }: EndpointRegistrations): readonly Registration[] {
    let known = this.filtered.get(plugins);
    if (known?.filter !== this.filter) {
      known = { filter: this.filter, plugins: filterPlugins(plugins, this.filter) };
      this.filtered.set(plugins, known);
    }
    return known.plugins;
  }

  private groups(registrations: EndpointRegistrations): PluginGroup[] {
    const plugins = this.matches(registrations);
    let known = this.grouped.get(plugins);
    if (known?.key !== this.grouping) {
      known = { key: this.grouping, groups: groupPlugins(plugins, this.grouping) };
      this.grouped.set(plugins, known);
    }
    return known.groups;
  }

  private shownOf(of: string): number {
    return this.shown.get(of) ?? PAGE;
  }
}

/** What a local Repository's managed plugins should have come from as well. */
export function withoutManaged(
  { id, endpoint }: Pick<FailureNode, 'id' | 'endpoint'>,
  failures: readonly SourceFailure[],
): FailureNode[] {
  return failures.map(({ failure, endpoint: asked = endpoint }, index) => ({
    is: 'failure',
    id: `managed ${index} ${id}`,
    endpoint: asked,
    failure,
  }));
}

/** Why an endpoint, or a question about one of its plugins, has no answer, and the way to ask again. */
export function failed(
  id: string,
  endpoint: Endpoint,
  failure: Failure,
  registration?: Registration,
): RegistrationNode[] {
  return [
    { is: 'failure', id: `failure ${id}`, endpoint, failure },
    { is: 'retry', id: `retry ${id}`, endpoint, ...(registration && { registration }) },
  ];
}
