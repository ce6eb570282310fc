import type { Offer } from '../../manifest/kind';
import type { Names } from '../../manifest/names/names';
import { follow, type Node } from '../../manifest/parse/node';
import type { Trail } from '../../manifest/schema/schema-at';
import { chosenEndpoint, registrationsIn } from './endpoint-names';
import { registeredPlugins, type RegisteredPlugin } from './registered-plugins';

/** What fits in a deploy manifest because register manifests of the workspace have it, or the chosen endpoint. */
export function deployOffers(trail: Trail, names: Names): Offer[] {
  const place = trail.steps.map((step) => step ?? '[]').join('.');
  const root = trail.nodes[0];
  switch (place) {
    case 'plugin_info.plugin_id':
      return unique([
        ...registeredPlugins(names).map(({ id, type }) => ({ value: id, detail: type })),
        ...registrationsIn(names).map(({ id, type }) => ({ value: id, detail: atEndpoint(type, names) })),
      ]);
    case 'plugin_info.version':
      return unique(
        registrationsIn(names, deployedIn(root)).flatMap(({ id, versions = [] }) =>
          versions.map((version) => ({ value: version, detail: atEndpoint(id, names) })),
        ),
      );
    case 'plugin_info.schema':
    case 'plugin_info.schema_id':
    case 'secret_filter.schemas.[]':
    case 'secret_filter.exclude_schemas.[]':
      return offersOf(deployed(root, names), ({ schemas = [] }) => schemas);
    case 'provider':
    case 'plugin_info.provider':
      return offersOf(deployed(root, names), ({ providers = [], provider }) =>
        providers.length > 0 ? providers : [provider ?? []].flat(),
      );
    default:
      return [];
  }
}

/** What fits in a register manifest because others of the workspace have it. */
export function registerOffers(trail: Trail, names: Names): Offer[] {
  const place = trail.steps.map((step) => step ?? '[]').join('.');
  return place === 'capability.supported_schema.[]'
    ? offersOf(registeredPlugins(names), ({ schemas = [] }) => schemas)
    : [];
}

/** What fits in an update, a schema or a provider because register manifests of the workspace have it. */
export function resourceOffers(trail: Trail, names: Names): Offer[] {
  const place = trail.steps.map((step) => step ?? '[]').join('.');
  const plugins = registeredPlugins(names);
  switch (place) {
    case 'plugin_id':
      return unique(plugins.map(({ id, type }) => ({ value: id, detail: type })));
    case 'provider':
      return offersOf(plugins, ({ providers = [], provider }) => [...providers, ...[provider ?? []].flat()]);
    case 'capability.supported_schema.[]':
      return offersOf(plugins, ({ schemas = [] }) => schemas);
    case 'name':
    case 'schema_id':
      return isSchema(trail.nodes[0]) ? offersOf(plugins, ({ schemas = [] }) => schemas) : [];
    default:
      return [];
  }
}

/** The name of a schema of 1.x and the id of one of 2.0 are what plugins refer to. */
function isSchema(root: Node | undefined): boolean {
  return valueAt(root, 'schema') !== undefined || valueAt(root, 'service_type') !== undefined;
}

/** The plugin of a deploy manifest that may be half typed. */
function deployed(root: Node | undefined, names: Names): readonly RegisteredPlugin[] {
  const id = deployedIn(root);
  return id === '' ? [] : registeredPlugins(names, id);
}

/** The id of that plugin; empty while there is none. */
function deployedIn(root: Node | undefined): string {
  const id = valueAt(valueAt(root, 'plugin_info'), 'plugin_id');
  return id?.is === 'scalar' ? id.text : '';
}

function atEndpoint(what: string, names: Names): string {
  return `${what} at ${chosenEndpoint(names)?.name ?? ''}`;
}

function valueAt(node: Node | undefined, key: string): Node | undefined {
  const target = node && follow(node);
  const value = target?.is === 'mapping' ? target.entries.get(key)?.value : undefined;
  return value && follow(value);
}

function offersOf(
  plugins: readonly RegisteredPlugin[],
  values: (plugin: RegisteredPlugin) => readonly string[],
): Offer[] {
  return unique(plugins.flatMap((plugin) => values(plugin).map((value) => ({ value, detail: plugin.id }))));
}

/** The first of each value. */
function unique(offers: readonly Offer[]): Offer[] {
  const byValue = new Map<string, Offer>();
  for (const offer of offers) {
    if (!byValue.has(offer.value)) {
      byValue.set(offer.value, offer);
    }
  }
  return [...byValue.values()];
}
