import type { Offer } from '../../manifest/kind';
import type { Names } from '../../manifest/names';
import { follow, type Node } from '../../manifest/node';
import type { Trail } from '../../manifest/schema-at';
import { registeredPlugins, type RegisteredPlugin } from './registered-plugins';

/** What fits in a deploy manifest because register manifests of the workspace have it. */
export function deployOffers(trail: Trail, names: Names): Offer[] {
  const place = trail.steps.map((step) => step ?? '[]').join('.');
  const root = trail.nodes[0];
  switch (place) {
    case 'plugin_info.plugin_id':
      return unique(registeredPlugins(names).map(({ id, type }) => ({ value: id, detail: type })));
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

/** The plugin of a deploy manifest that may be half typed. */
function deployed(root: Node | undefined, names: Names): RegisteredPlugin[] {
  const id = valueAt(valueAt(root, 'plugin_info'), 'plugin_id');
  return id?.is === 'scalar' && id.text !== '' ? registeredPlugins(names, id.text) : [];
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

function unique(offers: readonly Offer[]): Offer[] {
  return [...new Map(offers.toReversed().map((offer) => [offer.value, offer])).values()].reverse();
}
