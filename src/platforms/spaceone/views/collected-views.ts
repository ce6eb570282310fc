import { isObject, jsonIn, objectAt, type Json, type JsonObject } from '../../../base/json';
import { collectedOf, stored } from '../contract/collected-resources';
import { fieldOf, shownField, type Field } from './fields';
import { fieldsOf, objectsIn, shownTab, table, type ShownLayout } from './layouts';
import { textAt } from './values';

/** A type of cloud services that was collected, or that services name. */
export interface ViewedType {
  readonly provider: string;
  readonly group: string;
  readonly name: string;
  /** Of the type itself; empty where only services of it were collected. */
  readonly metadata: JsonObject;
  readonly isCollected: boolean;
  readonly resources: readonly ViewedResource[];
}

/** A cloud service as the console gets it. */
export interface ViewedResource {
  /** From 1, in the stream of collect. */
  readonly number: number;
  readonly resource: JsonObject;
  readonly metadata: JsonObject;
}

/** The types of what collect has answered, with their resources; pure, and never wrong of anything that it answers. */
export function viewedTypes(messages: readonly Json[]): readonly ViewedType[] {
  const types = new Map<string, { type: Omit<ViewedType, 'resources'>; resources: ViewedResource[] }>();
  const at = (
    provider: string,
    group: string,
    name: string,
  ): { type: Omit<ViewedType, 'resources'>; resources: ViewedResource[] } => {
    const key = JSON.stringify([provider, group, name]);
    const found = types.get(key) ?? {
      type: { provider, group, name, metadata: {}, isCollected: false },
      resources: [],
    };
    types.set(key, found);
    return found;
  };
  for (const { kind, resource, number } of stored(collectedOf(messages))) {
    const provider = textAt(resource, 'provider') ?? '';
    if (kind === 'inventory.CloudServiceType') {
      const found = at(provider, textAt(resource, 'group') ?? '', textAt(resource, 'name') ?? '');
      found.type = { ...found.type, isCollected: true, metadata: inJson(resource, 'metadata') };
    } else if (kind === 'inventory.CloudService') {
      const group = textAt(resource, 'cloud_service_group') ?? '';
      const name = textAt(resource, 'cloud_service_type') ?? '';
      const whole = { ...resource, data: inJson(resource, 'data') };
      at(provider, group, name).resources.push({ number, resource: whole, metadata: inJson(resource, 'metadata') });
    }
  }
  return [...types.values()].map(({ type, resources }) => ({ ...type, resources }));
}

/** What the helpers of 2.0 send as a text counts before the plain one (inventory 65d4f208, plugin/collector/lib). */
function inJson(resource: JsonObject, key: string): JsonObject {
  const text = textAt(resource, `json_${key}`);
  const value = text === undefined || text === '' ? resource[key] : jsonIn(text);
  return isObject(value) ? value : {};
}

/** The layout of the list page, as the type's metadata has it. */
export function listOptions({ metadata }: Pick<ViewedType, 'metadata'>): JsonObject {
  return objectAt(objectAt(objectAt(objectAt(metadata, 'view'), 'table'), 'layout'), 'options');
}

/** What a person searches a list by, as the type's metadata has it. */
export function searchKeys({ metadata }: Pick<ViewedType, 'metadata'>): readonly Field[] {
  const written = objectAt(metadata, 'view')['search'];
  return (Array.isArray(written) ? written : []).flatMap((each) => fieldOf(each) ?? []);
}

function column(key: string, label: string, type = 'text'): Field {
  return { key, label, type, options: {} };
}

/**
 * The list page of a type: the columns of the console around the type's own; those that are optional are left to a person
 * (console-api 6fd4129b, controllers/add-ons/page-schema).
 */
export function listPage(type: ViewedType): ShownLayout {
  const name = type.name;
  const options = listOptions(type);
  if (!Array.isArray(options['fields']) || !Array.isArray(objectAt(type.metadata, 'view')['search'])) {
    const isEmpty = Object.keys(type.metadata).length === 0;
    if (!isEmpty) {
      return { is: 'nothing', name, why: 'A view without fields of its table, or without search, has no list page.' };
    }
  }
  const own = fieldsOf(options).filter(({ options: each }) => each['is_optional'] !== true);
  const fields = [
    column('name', 'Name'),
    ...own,
    column('provider', 'Provider'),
    column('region_code', 'Region'),
    column('project_id', 'Project'),
    column('updated_at', 'Last Collected', 'datetime'),
  ];
  return table(
    name,
    options,
    fields,
    type.resources.map(({ resource }) => resource),
    shownField,
  );
}

/** The layouts of a resource's tabs: those of the type to which it refers, and its own. */
export function tabLayouts(resource: ViewedResource, types: readonly ViewedType[]): readonly JsonObject[] {
  const own = objectAt(objectAt(resource.metadata, 'view'), 'sub_data');
  const referred = referredType(resource, types);
  return [...(referred ? layoutsOfType(referred) : []), ...objectsIn(own['layouts'])];
}

export function layoutsOfType({ metadata }: Pick<ViewedType, 'metadata'>): readonly JsonObject[] {
  return objectsIn(objectAt(objectAt(metadata, 'view'), 'sub_data')['layouts']);
}

/** The reference of a resource to the tabs of a type; undefined where it has none. */
export function referenceOf({ metadata }: Pick<ViewedResource, 'metadata'>): JsonObject | undefined {
  const reference = objectAt(objectAt(metadata, 'view'), 'sub_data')['reference'];
  return isObject(reference) ? objectAt(reference, 'options') : undefined;
}

export function referredType(resource: ViewedResource, types: readonly ViewedType[]): ViewedType | undefined {
  const options = referenceOf(resource);
  return (
    options &&
    types.find(
      ({ isCollected, provider, group, name }) =>
        isCollected &&
        provider === options['provider'] &&
        group === options['cloud_service_group'] &&
        name === options['cloud_service_type'],
    )
  );
}

/** The tabs of a resource's page, between the console's own: its base information, and all of it as it stands. */
export function tabsOf(viewed: ViewedResource, types: readonly ViewedType[]): readonly ShownLayout[] {
  const { resource } = viewed;
  const base = ['name', 'provider', 'cloud_service_group', 'cloud_service_type', 'region_code', 'account'];
  const fields = [...base, 'instance_type', 'ip_addresses'].map((key) => ({
    key,
    type: 'text',
    options: { delimiter: ', ' },
  }));
  return [
    shownTab({ name: 'Base Information', type: 'item', options: { fields } }, resource),
    ...tabLayouts(viewed, types).map((layout) => shownTab(layout, resource)),
    shownTab({ name: 'Raw Data', type: 'raw', options: {} }, resource),
  ];
}
