import type { Finding, Severity } from '../../../manifest/finding';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { EndpointFailure, ServerRefusal } from './endpoint-failure';
import { camelCase } from './manifest-message';

/** What a Repository's refusal says about a manifest. */
export interface Refusal {
  /** The key to mark, such as `['registry_type']`; empty when it is about the manifest as a whole. */
  readonly path: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  readonly errorId: string | undefined;
}

export const refusedCode = 'spaceone/registration-refused';

/**
 * The key that a Repository's refusal is about, and what it means there. Undefined when no manifest can answer it:
 * the service itself is not set up, or the token may not write.
 *
 * The texts are those of cloudforet-io/repository 003c09fb (error/plugin.py, error/repository.py), of its managers,
 * and of spaceone-core 2.0.144 and 1.12.39 (core/error.py); what is none of them is read by its form.
 */
export function readRefusal({ errorId, message }: ServerRefusal): Refusal | undefined {
  const id = errorId ?? '';
  if (aboutTheService.has(id)) {
    return undefined;
  }
  const said = known[id]?.(message, parts(message)) ?? byForm(id, message);
  return { severity: 'error', errorId, ...said, message: withId(said.message, errorId) };
}

/** The finding that a failed request makes in the manifest that was sent; undefined when no manifest can answer it. */
export function failureFinding(document: ManifestDocument, failure: EndpointFailure): Finding | undefined {
  const { refusal, kind, path, why, what } = failure;
  if (kind === 'refused' && refusal) {
    const read = readRefusal(refusal);
    return read && refusalFinding(document, read);
  }
  return kind === 'bad-request' && path !== undefined
    ? refusalFinding(document, {
        path: path.split(/[.[\]"]+/).filter((step) => step !== ''),
        severity: 'error',
        message: why ?? what,
        errorId: undefined,
      })
    : undefined;
}

/** The finding that a refusal is, in the document that was sent: at the key, or the nearest that is there. */
function refusalFinding(document: ManifestDocument, { path, severity, message, errorId }: Refusal): Finding {
  return {
    code: refusedCode,
    severity,
    message,
    range: rangeOf(document, path),
    ...(errorId !== undefined && { data: { errorId } }),
  };
}

type Said = Pick<Refusal, 'path' | 'message'>;

/** `(key = value, key = value)` at a message's end, with which the platform says what it is about. */
type Parts = ReadonlyMap<string, string>;

type Reader = (message: string, parts: Parts) => Said | undefined;

const known: Readonly<Partial<Record<string, Reader>>> = {
  ERROR_INVALID_IMAGE_NAME_FORMAT: (message) => {
    const name = / in (\S+)\s*$/.exec(message)?.[1];
    return {
      path: ['image'],
      message: `The Repository takes letters, digits and hyphens in the last part of "image"${name === undefined ? '' : `, and refuses "${name}"`}.`,
    };
  },
  ERROR_INVALID_IMAGE_LENGTH: (message) => {
    const length = /\b(\d+) in \S+\s*$/.exec(message)?.[1] ?? '48';
    return {
      path: ['image'],
      message: `The Repository takes at most ${length} characters in the last part of "image".`,
    };
  },
  ERROR_INVALID_IMAGE_FORMAT: () => ({
    path: ['image'],
    message: 'The Repository wants "image" as REPOSITORY/NAME.',
  }),
  ERROR_NO_IMAGE_IN_REGISTRY: (_, parts) => ({
    path: ['image'],
    message: `The registry${named(parts, 'registry_type')} has no tag of the image${named(parts, 'image')}: push it first, or correct "image".`,
  }),
  ERROR_REGISTRY_SETTINGS: (_, parts) => ({
    path: ['registry_type'],
    message: `The Repository has no address for the registry${named(parts, 'registry_type')}: choose one that is set up there.`,
  }),
  ERROR_NO_PLUGIN: (_, parts) => ({
    path: ['plugin_id'],
    message: `The Repository has no plugin${named(parts, 'plugin_id')}.`,
  }),
  ERROR_NOT_FOUND: (message, parts) => {
    const [key] = parts.keys();
    return key === undefined
      ? undefined
      : { path: pathOf(key), message: `The Repository does not find ${key}${named(parts, key)}: ${message}` };
  },
  ERROR_REQUIRED_PARAMETER: (_, parts) => {
    const key = parts.get('key');
    return key === undefined ? undefined : { path: pathOf(key), message: `The Repository needs "${key}".` };
  },
  ERROR_INVALID_PARAMETER: (_, parts) => parameter(parts, parts.get('reason')),
  ERROR_INVALID_PARAMETER_TYPE: (_, parts) => {
    const type = parts.get('type');
    return parameter(parts, type === undefined ? undefined : `it must be ${type}`);
  },
  ERROR_INVALID_TEMPLATE_SCHEMA: (_, parts) => parameter(parts, 'its schema is no JSON Schema'),
  ERROR_NOT_UNIQUE: (_, parts) => duplicate([...parts.keys()]),
  ERROR_SAVE_UNIQUE_VALUES: (message) => duplicate(quotedNames(message)),
  ERROR_DB_QUERY: (message) => {
    // Such as "ValidationError (Plugin:None) (String value is too long: ['name'])".
    const [key] = quotedNames(message);
    const why = /\(([^()[]*)\['[\w.]+'\]/.exec(message)?.[1]?.trimEnd().replace(/:$/, '');
    return key === undefined
      ? undefined
      : { path: pathOf(key), message: `The Repository cannot store "${key}": ${why ?? message}` };
  },
  ERROR_UNKNOWN: (message) =>
    // What a registry that the service does not know comes to: it looks its settings up without asking whether there are any.
    message === "'NoneType' object has no attribute 'get'" || /^'[A-Z][A-Z_]+'$/.test(message)
      ? {
          path: ['registry_type'],
          message: 'The Repository does not know this registry: choose one that is set up there.',
        }
      : undefined,
};

/** No manifest causes these, and none answers them. */
const aboutTheService: ReadonlySet<string> = new Set([
  'ERROR_AUTHENTICATE_FAILURE',
  'ERROR_PERMISSION_DENIED',
  'ERROR_REQUIRED_X_DOMAIN_ID',
  'ERROR_NO_REPOSITORY',
  'ERROR_LOCAL_REPOSITORY_NOT_EXIST',
  'ERROR_NOT_UPDATE_MANAGED_REPOSITORY',
  'ERROR_REPOSITORY_BACKEND',
  'ERROR_AWS_ECR_TOKEN',
  'ERROR_REQUEST_TIMEOUT',
  'ERROR_UNSUPPORTED_API',
  'ERROR_NOT_IMPLEMENTED',
  'ERROR_UNAVAILAVBLE',
  'ERROR_GRPC_CONNECTION',
  'ERROR_GRPC_TIMEOUT',
  'ERROR_GRPC_TLS_HANDSHAKE',
  'ERROR_CONFIGURATION',
  'ERROR_WRONG_CONFIGURATION',
  'ERROR_CONNECTOR_CONFIGURATION',
  'ERROR_CONNECTOR_LOAD',
  'ERROR_CONNECTOR',
  'ERROR_LOCATOR',
]);

/** A refusal that nobody has foreseen: about the key that it names, else about the manifest as a whole. */
function byForm(errorId: string, message: string): Said {
  const found = parts(message);
  const key = found.get('key') ?? [...found.keys()].find((name) => manifestKeys.has(name)) ?? quotedNames(message)[0];
  const isManifests = key !== undefined && manifestKeys.has(key.split('.')[0] ?? '');
  return { path: isManifests ? pathOf(key) : [], message: `The Repository refused this: ${message || errorId}` };
}

const manifestKeys: ReadonlySet<string> = new Set([
  'name',
  'resource_type',
  'service_type',
  'image',
  'plugin_id',
  'provider',
  'registry_type',
  'registry_config',
  'capability',
  'template',
  'labels',
  'tags',
  'docs',
  'project_id',
  'domain_id',
]);

/** An id stands in the manifest as `plugin_id`, or as the image that it is made from. */
function duplicate(keys: readonly string[]): Said {
  const key = keys.find((name) => name !== 'domain_id') ?? 'plugin_id';
  return {
    path: pathOf(key),
    message:
      key === 'plugin_id'
        ? 'A plugin of this id is registered already: update it, or choose another id.'
        : `A plugin with this "${key}" is registered already.`,
  };
}

function parameter(parts: Parts, why: string | undefined): Said | undefined {
  const key = parts.get('key');
  return key === undefined
    ? undefined
    : {
        path: pathOf(key),
        message: `The Repository does not take this "${key}"${why === undefined ? '' : `: ${why}`}.`,
      };
}

function parts(message: string): Parts {
  const inside = /\(([^()]*(?:\([^()]*\)[^()]*)*)\)\s*$/.exec(message)?.[1] ?? '';
  const found = new Map<string, string>();
  for (const [, key, value] of inside.matchAll(/(?:^|, )([\w.]+) = (.*?)(?=, [\w.]+ = |$)/gs)) {
    if (key !== undefined && value !== undefined) {
      found.set(key, value.trim());
    }
  }
  return found;
}

/** The names in a list as Python prints it, such as `['plugin_id', 'domain_id']`. */
function quotedNames(message: string): string[] {
  const list = /\[((?:'[\w.]+'(?:, )?)+)\]/.exec(message)?.[1] ?? '';
  return [...list.matchAll(/'([\w.]+)'/g)].flatMap(([, name]) => name ?? []);
}

function named(parts: Parts, key: string): string {
  const value = parts.get(key);
  return value === undefined || value === '' ? '' : ` ${value}`;
}

function pathOf(key: string): string[] {
  return key.split(/[.,]\s*/).filter((step) => step !== '');
}

function withId(message: string, errorId: string | undefined): string {
  return errorId === undefined || message.includes(errorId) ? message : `${message} (${errorId})`;
}

function rangeOf(document: ManifestDocument, path: readonly string[]): Finding['range'] {
  const [first, ...rest] = path;
  // A plugin's id is the last part of its image where it is not given, so that is where a person corrects it.
  const top = first === 'plugin_id' && !valueAt(document, [first]) ? 'image' : first;
  for (let length = rest.length; top !== undefined && length >= 0; length -= 1) {
    const value = valueAt(document, [top, ...rest.slice(0, length)]);
    if (value) {
      return value.isMapping || value.isSequence ? (value.key?.range ?? value.range) : value.range;
    }
  }
  return document.head;
}

/** Keys may be written as protobuf's JSON has them: `registryType` for `registry_type`. */
function valueAt(document: ManifestDocument, path: readonly string[]): ReturnType<ManifestDocument['at']> {
  return document.at(...path) ?? document.at(...path.map((step, index) => (index === 0 ? camelCase(step) : step)));
}
