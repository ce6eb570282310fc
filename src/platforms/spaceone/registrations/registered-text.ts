import { isObject } from '../../../base/json';
import type { Edit } from '../../../manifest/finding';
import { applyEdits } from '../../../manifest/edit/fix-edits';
import { additionTo, pairsOf, removeKey } from '../../../manifest/edit/key-edits';
import { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { follow, type MappingNode } from '../../../manifest/parse/node';
import { parseDocument } from '../../../manifest/parse/parse-document';
import { lineStart } from '../../../manifest/parse/text-range';
import type { Value } from '../../../manifest/dialects/value';
import { writeScalar } from '../../../manifest/edit/write-value';
import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';
import { spaceoneYaml } from '../spaceone-yaml';
import { camelCase } from './manifest-message';
import { type Registration } from './registration';
import { manifestState, type ManifestState } from './registration-state';
import type { RepositoryContract } from './repository-contract';

/** Everything that the server says of a plugin, as YAML. */
export function registrationYaml({ answer }: Registration): string {
  return messageYaml(answer);
}

/** A request or an answer as YAML that the platform's own reader takes for exactly that. */
export function messageYaml(message: JsonObject): string {
  return block(message, '');
}

/** More differences than this are shown as two texts rather than made one by one. */
const MOST_EDITS = 100;

/**
 * The manifest as it would stand for what is registered, to be compared with the manifest: its own text, with only the
 * values changed that differ, so that nothing else shows in a diff. A manifest that cannot be edited that way gives
 * what is registered in the order of the message's fields.
 */
export function registeredManifest(
  { registration }: Extract<ManifestState, { is: 'changed' }>,
  document: ManifestDocument,
  contract: RepositoryContract,
): string {
  let edited = document;
  for (let edits = 0; edits < MOST_EDITS; edits++) {
    const state = manifestState(edited, [registration], contract);
    if (state.is !== 'changed') {
      return state.is === 'registered' ? edited.text : writtenAnew(registration, contract);
    }
    const [difference] = state.differences;
    const text = difference && withDifference(edited, difference.path, registration);
    if (text === undefined || text === edited.text) {
      break;
    }
    edited = reread(text);
  }
  return writtenAnew(registration, contract);
}

/** The text with the value at a path as it is registered; where that cannot be done, with the value around it. */
function withDifference(
  document: ManifestDocument,
  path: readonly string[],
  { answer }: Registration,
): string | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const place = path.slice(0, length);
    const registered = valueAt(answer, place);
    const isLeftOut = length === 1 && registered !== undefined && isEmpty(registered);
    const edits =
      (isLeftOut ? editsFor(document, place, undefined) : undefined) ?? editsFor(document, place, registered);
    if (edits) {
      return applyEdits(document.text, edits);
    }
  }
  return undefined;
}

function valueAt(answer: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    answer,
  );
}

function reread(text: string): ManifestDocument {
  return new ManifestDocument(parseDocument(text), spaceoneYaml);
}

/** What is registered as a manifest of its own, without what is filled in anyway. */
function writtenAnew(registration: Registration, { register }: RepositoryContract): string {
  const { answer, image } = registration;
  const filledIn: Readonly<Record<string, Json>> = {
    registry_type: 'DOCKER_HUB',
    plugin_id: image.slice(image.lastIndexOf('/') + 1),
  };
  const fields = [...register.keys()].flatMap((name) => {
    const value = answer[name];
    const isLeftOut = value === undefined || value === filledIn[name] || name === 'registry_config' || isEmpty(value);
    return isLeftOut ? [] : [[name, value] as const];
  });
  return block(Object.fromEntries(fields), '');
}

function isEmpty(value: Json): boolean {
  return value === '' || (typeof value === 'object' && (value === null || Object.keys(value).length === 0));
}

/** Undefined where it takes more than a change at the place itself. */
function editsFor(
  document: ManifestDocument,
  path: readonly string[],
  registered: Json | undefined,
): Edit[] | undefined {
  const found = at(document, path);
  if (found && registered !== undefined) {
    return replacement(document, found, registered);
  }
  const edit = found
    ? removal(document, path, found)
    : registered === undefined
      ? undefined
      : addition(document, path, registered);
  return edit && [edit];
}

function removal(document: ManifestDocument, path: readonly string[], value: Value): Edit | undefined {
  const owner = mappingAt(document, path.slice(0, -1));
  return owner && value.key && removeKey(owner, value.key, document.text);
}

/** Undefined for a value that stands elsewhere, behind an alias or a merge key. */
function replacement({ text }: ManifestDocument, value: Value, registered: Json): Edit[] | undefined {
  const { node, key } = value;
  if (node.is === 'alias' || !key || node.range.start < key.range.end) {
    return undefined;
  }
  const { items } = value;
  if (Array.isArray(registered) && items.length > 0 && items.length === registered.length) {
    return registered.flatMap((item, index): Edit[] => {
      const written = items[index];
      const isSame = written === undefined || (typeof item !== 'object' && written.reading?.value === item);
      return isSame ? [] : [{ range: trimmed(text, written.range), replace: inline(item) }];
    });
  }
  const column = node.range.start - lineStart(text, node.range.start);
  const isBlock = node.is === 'sequence' && !node.flow && Array.isArray(registered) && registered.length > 0;
  const replace = isBlock
    ? registered.map((item) => `- ${inline(item)}`).join(`\n${' '.repeat(column)}`)
    : inline(registered);
  return [{ range: trimmed(text, node.range), replace }];
}

function addition(document: ManifestDocument, path: readonly string[], registered: Json): Edit | undefined {
  const owner = mappingAt(document, path.slice(0, -1));
  const name = path.at(-1) ?? '';
  if (!owner || pairsOf(owner, name).length > 0) {
    return undefined;
  }
  const place = additionTo(owner, document.text);
  return (
    place && {
      range: place.at,
      replace: `${place.isFirst ? '' : place.separator}${writeScalar(name, spaceoneYaml)}: ${inline(registered)}`,
    }
  );
}

/** A value as lines, as its reader takes it. */
function block(value: Json, indent: string): string {
  if (isObject(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([key, item]) => `${indent}${writeScalar(key, spaceoneYaml)}:${below(item, `${indent}  `)}`)
      .join('');
  }
  return Array.isArray(value) && value.length > 0
    ? value.map((item) => `${indent}- ${inline(item)}\n`).join('')
    : `${indent}${inline(value)}\n`;
}

function below(value: Json, indent: string): string {
  const isFilled = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  return isFilled ? `\n${block(value, indent)}` : ` ${inline(value)}\n`;
}

/** A value on one line, as its reader takes it. */
function inline(value: Json): string {
  if (Array.isArray(value)) {
    return `[${value.map(inline).join(', ')}]`;
  }
  if (isObject(value)) {
    const members = Object.entries(value).map(([key, item]) => `${writeScalar(key, spaceoneYaml)}: ${inline(item)}`);
    return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
  }
  return writeScalar(value, spaceoneYaml);
}

function mappingAt(document: ManifestDocument, path: readonly string[]): MappingNode | undefined {
  const node = (path.length === 0 ? document.root : at(document, path))?.node;
  const target = node?.is === 'alias' ? undefined : node && follow(node);
  return target?.is === 'mapping' ? target : undefined;
}

/** The value at a path; its first key may be written in camel case. */
function at(document: ManifestDocument, path: readonly string[]): Value | undefined {
  const [first = '', ...rest] = path;
  return document.at(first, ...rest) ?? document.at(camelCase(first), ...rest);
}

/** A block scalar's range takes the line break behind it. */
function trimmed(text: string, range: Edit['range']): Edit['range'] {
  let { end } = range;
  while (end > range.start && /\s/.test(text.charAt(end - 1))) {
    end -= 1;
  }
  return { start: range.start, end };
}
