import headerSchema from '../../../schemas/workbench-request.schema.json';
import { core } from '../dialects/core-dialect';
import type { JsonSchema, Schema } from '../schema/json-schema';
import { mentionsRootKey, type ManifestKind, type Offer, type Outline } from '../kind';
import { follow } from '../parse/node';

/** What there is to choose from in a request's header. */
export interface RequestOffers {
  /** Methods of the plugins, such as `Collector.init`. */
  calls?(): Iterable<string>;
  /** The names of the credential profiles. */
  profiles?(): Iterable<string>;
}

/** What the kind of request files is known by. */
export const REQUEST = 'workbench.request';

const header = headerSchema as JsonSchema;
const keys = ['call', 'profile', 'message'];
const METHOD = /^\/?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*[./][A-Za-z_]\w*$/;
const REFERENCE = /\$\{(?:profile(?::[^}]*)?|(?:answer|file):[^}]*)\}/;

/**
 * The kind of request files, as request-file.ts reads them. Their message is held against the schema of the method
 * that they call; while that is not known, only the header is checked.
 * @param messageSchemaOf The schema of a call's message, with its definitions; the same object until it changes.
 */
export function requestKind(
  messageSchemaOf: (call: string) => Schema | undefined,
  offers: RequestOffers = {},
): ManifestKind {
  const refined = new WeakMap<object, ManifestKind>();
  const kind: ManifestKind = {
    id: REQUEST,
    title: 'Request',
    labelKey: 'call',
    dialect: core,
    sniff: (text) => text.includes('message') && mentionsRootKey(text, ['call']),
    recognize: isRequest,
    isMeant: (text) =>
      /^[ \t]*call\b[ \t:]+["']?[\w/]+\.[\w./]+["']?[ \t]*$/m.test(text) && /^[ \t]*message\b/m.test(text),
    mayStillBe: (outline) => outline.keys.has('call') || outline.keys.has('message'),
    schema: header,
    schemaFile: 'workbench-request.schema.json',
    takesCamelCase: true,
    isFilledIn: (text) => REFERENCE.test(text),
    refine(outline) {
      const call = outline.keys.get('call')?.text;
      const message = call === undefined ? undefined : messageSchemaOf(call);
      if (typeof message !== 'object') {
        return undefined;
      }
      const known = refined.get(message) ?? { ...kind, schema: withMessage(message) };
      refined.set(message, known);
      return known;
    },
    *offers({ steps }): Iterable<Offer> {
      const [key] = steps;
      const names = key === 'call' ? offers.calls?.() : key === 'profile' ? offers.profiles?.() : undefined;
      for (const value of new Set(steps.length === 1 ? names : [])) {
        yield { value };
      }
    },
  };
  return kind;
}

/** The header's schema with that of the message in its place; definitions move to the root, where references look. */
function withMessage({ definitions, ...message }: JsonSchema): JsonSchema {
  return {
    ...header,
    properties: { ...header.properties, message },
    ...(definitions && { definitions }),
  };
}

/** Few other files have both keys; what decides is a method in the one and fields in the other. */
function isRequest(outline: Outline): boolean {
  const call = outline.keys.get('call')?.text;
  if (call === undefined || !outline.keys.has('message')) {
    return false;
  }
  const isMethod = METHOD.test(call);
  const isOwn = [...outline.keys.keys()].every((key) => keys.includes(key));
  return holdsFields(outline) ? isMethod || isOwn : isMethod && isOwn;
}

/** A mapping or nothing yet. */
function holdsFields({ root, keys: given }: Outline): boolean {
  const mapping = root && follow(root);
  const value = mapping?.is === 'mapping' ? mapping.entries.get('message')?.value : undefined;
  const target = value && follow(value);
  return target?.is === 'mapping' || given.get('message')?.text === '';
}
