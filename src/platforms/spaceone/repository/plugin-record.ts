import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import { databaseQuery } from './refusals';

/** A registered plugin as it is kept: the model of the repository service (`model/plugin_model.py`). */
export interface PluginRecord {
  readonly plugin_id: string;
  readonly name: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly image: string;
  readonly registry_type: string;
  readonly registry_config: JsonObject;
  readonly resource_type: string;
  readonly provider: string | null;
  readonly capability: JsonObject;
  readonly labels: readonly string[];
  readonly tags: JsonObject;
  readonly docs: JsonObject | null;
  readonly domain_id: string;
  /** ISO 8601 in UTC, with milliseconds. */
  readonly created_at: string;
  /** As in the real service it never moves: an update does not write it. */
  readonly updated_at: string;
}

/** What a list tells when it is asked for the minimum. */
export const minimalFields = [
  'plugin_id',
  'name',
  'state',
  'image',
  'registry_type',
  'resource_type',
  'provider',
] as const satisfies readonly (keyof PluginRecord)[];

/** What an update may change. */
export type PluginChanges = Partial<Pick<PluginRecord, 'name' | 'state' | 'capability' | 'labels' | 'tags' | 'docs'>>;

export type FieldKind = 'text' | 'object' | 'texts' | 'time';

/** The fields in the order of the model, which is the order of its complaints. */
export const fieldKinds: Readonly<Record<keyof PluginRecord, FieldKind>> = {
  plugin_id: 'text',
  name: 'text',
  state: 'text',
  image: 'text',
  registry_type: 'text',
  registry_config: 'object',
  resource_type: 'text',
  provider: 'text',
  capability: 'object',
  labels: 'texts',
  tags: 'object',
  docs: 'object',
  domain_id: 'text',
  created_at: 'time',
  updated_at: 'time',
};

const LONGEST_TEXT = 255;
const TOO_LONG = 'String value is too long';
const NOT_TEXT = 'StringField only accepts string values';
const DOLLAR_KEY = 'Invalid dictionary key name - keys may not startswith "$" characters';

/** A new plugin from a register request; {@link refuseUnfit} tells whether the database's model would take it. */
export function newRecord(request: JsonObject, known: { domainId: string; now: Date }): PluginRecord {
  const now = known.now.toISOString();
  const record = {
    plugin_id: trimmed(request['plugin_id'] ?? ''),
    name: trimmed(request['name'] ?? ''),
    state: 'ENABLED',
    image: trimmed(request['image'] ?? ''),
    registry_type: request['registry_type'] ?? 'DOCKER_HUB',
    registry_config: trimmed(request['registry_config'] ?? {}),
    resource_type: trimmed(request['resource_type'] ?? ''),
    provider: trimmed(request['provider'] ?? null),
    capability: trimmed(request['capability'] ?? {}),
    labels: request['labels'] ?? [],
    tags: trimmed(request['tags'] ?? {}),
    docs: trimmed(request['docs'] ?? null),
    domain_id: known.domainId,
    created_at: now,
    updated_at: now,
  };
  return record as unknown as PluginRecord;
}

/**
 * What an update request changes; the other keys of the request say nothing.
 * @throws GrpcRefusal for what the database's model would not take
 */
export function changesOf(request: JsonObject): PluginChanges {
  const changes: Record<string, Json> = {};
  for (const key of ['name', 'capability', 'labels', 'tags', 'docs']) {
    const value = request[key];
    if (value !== undefined) {
      changes[key] = trimmed(value);
    }
  }
  const labels = Array.isArray(changes['labels']) ? changes['labels'] : [];
  const complaint = [changes['name'] ?? '', ...labels].map(complaintOf).find((each) => each !== undefined);
  if (complaint !== undefined) {
    throw databaseQuery(complaint);
  }
  return changes;
}

/** Texts without white space around them, in objects too, but not in lists. */
function trimmed(value: Json): Json {
  if (typeof value === 'string') {
    return value.trim();
  }
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key.trim(), trimmed(each)]))
    : value;
}

/**
 * @throws GrpcRefusal with one sentence about all fields that the database's model would not take: complaints in the
 * order of the fields, and after each the fields that it is about
 */
export function refuseUnfit(record: PluginRecord): void {
  const complaints = new Map<string, string[]>();
  for (const [field, kind] of Object.entries(fieldKinds)) {
    const complaint = complaintOfField(kind, (record[field as keyof PluginRecord] ?? null) as Json);
    if (complaint !== undefined) {
      complaints.set(complaint, [...(complaints.get(complaint) ?? []), `'${field}'`]);
    }
  }
  if (complaints.size > 0) {
    const text = [...complaints].map(([complaint, fields]) => `${complaint}: [${fields.join(', ')}]`).join(' ');
    throw databaseQuery(`ValidationError (Plugin:None) (${text})`);
  }
}

function complaintOfField(kind: FieldKind, value: Json): string | undefined {
  if (value === null) {
    return undefined;
  }
  switch (kind) {
    case 'text':
      return complaintOf(value);
    case 'object':
      return hasDollarKey(value) ? DOLLAR_KEY : undefined;
    case 'texts':
      return complaintOfList(value);
    case 'time':
      return undefined;
  }
}

function complaintOfList(value: Json): string | undefined {
  const complaints = (Array.isArray(value) ? value : [value]).flatMap((each, index) => {
    const complaint = complaintOf(each);
    return complaint === undefined ? [] : [index === 0 ? complaint : `${index}.${complaint}`];
  });
  return complaints.length > 0 ? complaints.join(' ') : undefined;
}

function complaintOf(value: Json): string | undefined {
  if (typeof value !== 'string') {
    return NOT_TEXT;
  }
  return lengthOf(value) > LONGEST_TEXT ? TOO_LONG : undefined;
}

function hasDollarKey(value: Json): boolean {
  return (
    value !== null &&
    typeof value === 'object' &&
    !Array.isArray(value) &&
    Object.entries(value).some(([key, each]) => key.startsWith('$') || hasDollarKey(each))
  );
}

/** How long Python finds a text: in characters, not in the units of UTF-16. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
