import { l10n } from 'vscode';
import { toFailure, type Failure } from '../../../../../base/workbench-error';
import { ids } from '../../../../../ids';
import type { EndpointRegistrations } from '../../../../../platforms/spaceone/registrations/endpoint-registrations';
import type { Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import { managedAmong } from '../../../../../platforms/spaceone/registrations/managed-registrations';
import { managedPluginsAt } from '../../../../../platforms/spaceone/repository/managed-files';
import { eachOnce, type ManagedPlugin } from '../../../../../platforms/spaceone/repository/managed-plugins';
import { linksMayLead } from '../../../../editor-files';

/** How what a source names is found. */
export interface SourceLookup {
  /** The paths that it may stand for. */
  readonly pathsOf: (source: string) => readonly string[];
  /** What the endpoint of that name has registered, or why it cannot be asked; undefined when there is none. */
  readonly endpointNamed: (source: string) => EndpointRegistrations | Failure | undefined;
  readonly tell: (note: string) => void;
}

/** A source that gave nothing. */
export interface SourceFailure {
  readonly failure: Failure;
  /** The endpoint that it names, where that has failed. */
  readonly endpoint?: Endpoint;
}

/** What the sources of managed plugins gave. */
export interface ManagedRead {
  readonly plugins: readonly ManagedPlugin[];
  readonly failures: readonly SourceFailure[];
  /** The ids of the endpoints that were asked. */
  readonly asked: ReadonlySet<string>;
}

/**
 * The managed plugins of each source in turn: register manifests at a path, or what an endpoint's managed repository has
 * where nothing is there. What cannot be read gives none, with its failure. Never rejects.
 * @param setting Whatever a person wrote there.
 */
export async function readManagedSources(setting: unknown, lookup: SourceLookup): Promise<ManagedRead> {
  const sources = sourcesOf(setting);
  const asked = new Set<string>();
  const read = await Promise.all(
    (sources ?? []).map(async (source): Promise<readonly ManagedPlugin[] | SourceFailure> => {
      try {
        return (await inFiles(source, lookup)) ?? (await ofEndpoint(source, lookup, asked));
      } catch (error) {
        return { failure: toFailure(error) };
      }
    }),
  );
  const plugins = read.flatMap((each) => ('failure' in each ? [] : each));
  const failures = read.flatMap((each) => ('failure' in each ? each : []));
  return {
    plugins: eachOnce(plugins, lookup.tell),
    failures: sources ? failures : [{ failure: inSettings(l10n.t('Managed plugins are a list of paths and names.')) }],
    asked,
  };
}

/** The sources that the setting names; undefined when it holds something else. */
export function sourcesOf(setting: unknown): readonly string[] | undefined {
  return Array.isArray(setting) && setting.every((each) => typeof each === 'string' && each !== '')
    ? (setting as string[])
    : undefined;
}

async function inFiles(source: string, { pathsOf, tell }: SourceLookup): Promise<ManagedPlugin[] | undefined> {
  for (const path of pathsOf(source)) {
    const plugins = await managedPluginsAt(path, source, tell, { within: linksMayLead(path) });
    if (plugins) {
      return plugins;
    }
  }
  return undefined;
}

async function ofEndpoint(
  source: string,
  { endpointNamed, tell }: SourceLookup,
  asked: Set<string>,
): Promise<ManagedPlugin[] | SourceFailure> {
  const found = endpointNamed(source);
  if (!found) {
    return { failure: inSettings(l10n.t('There is no file, folder or endpoint "{0}" for managed plugins.', source)) };
  }
  if (!('endpoint' in found)) {
    return { failure: found };
  }
  const { endpoint } = found;
  asked.add(endpoint.id);
  await found.load();
  if (found.state.is === 'failed') {
    return { failure: found.state.failure, endpoint };
  }
  const taken = managedAmong(found.plugins);
  if (taken.length === 0 && found.isKnown) {
    tell(`${source} has no managed plugins.`);
  }
  return taken;
}

function inSettings(what: string): Failure {
  return {
    what,
    next: {
      title: l10n.t('Open the Settings'),
      command: 'workbench.action.openSettings',
      arguments: [ids.setting.managedPlugins],
    },
  };
}
