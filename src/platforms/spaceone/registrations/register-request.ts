import type { Edit, Finding, Fix } from '../../../manifest/finding';
import { removeKey } from '../../../manifest/edit/key-edits';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { nearestWord } from '../../../base/nearest-word';
import { follow } from '../../../manifest/parse/node';
import type { JsonObject } from '../../../runtime/calls/grpc-api';
import { readMessage, type ManifestKey } from './manifest-message';
import { typeField, type Generation, type RepositoryContract } from './repository-contract';

/** What is sent to register a plugin, or why a manifest cannot be. */
export type RegisterRequest =
  | {
      readonly is: 'ready';
      readonly request: JsonObject;
      /** The id that the plugin gets: its own, or the last part of its image. */
      readonly pluginId: string;
    }
  | { readonly is: 'refused'; readonly findings: readonly Finding[] };

export const requestCodes = {
  wrongGeneration: 'spaceone/wrong-generation',
  unknownField: 'spaceone/unknown-field',
  notSendable: 'spaceone/not-sendable',
} as const;

/**
 * The request that registers a manifest's plugin at an endpoint. Held against what that endpoint takes: a key that it
 * does not know is refused, as spacectl refuses it, instead of being dropped on the way.
 * @param endpoint the endpoint's name, for the messages
 */
export function registerRequest(
  document: ManifestDocument,
  contract: RepositoryContract,
  endpoint: string,
): RegisterRequest {
  const { message, unknown, problems } = readMessage(document, contract.register);
  const findings: Finding[] = problems.map((problem) => ({
    ...problem,
    code: requestCodes.notSendable,
    severity: 'error',
  }));
  const otherType = unknown.find(({ field }) => field === otherTypeField(contract.generation));
  if (otherType) {
    findings.push(wrongGeneration(document, otherType, unknown, contract, endpoint));
  } else {
    findings.push(...unknown.map((key) => unknownField(document, key, contract, endpoint)));
  }
  const missing = ['name', typeField(contract.generation), 'image'].filter(
    (field) => contract.register.has(field) && message[field] === undefined,
  );
  if (findings.length === 0 && missing.length > 0) {
    const message = `${endpoint} needs ${missing.map((field) => `"${field}"`).join(' and ')}.`;
    findings.push({ code: requestCodes.notSendable, severity: 'error', range: document.head, message });
  }
  return findings.length > 0
    ? { is: 'refused', findings }
    : { is: 'ready', request: message, pluginId: pluginIdOf(message) };
}

/** The id under which a Repository files a request's plugin (cloudforet-io/repository 003c09fb, service/plugin_service.py). */
export function pluginIdOf(request: JsonObject): string {
  const { plugin_id: id, image } = request;
  if (typeof id === 'string' && id !== '') {
    return id;
  }
  return typeof image === 'string' ? image.slice(image.lastIndexOf('/') + 1) : '';
}

function otherTypeField(generation: Generation): string {
  return typeField(generation === '2.0' ? '1.x' : '2.0');
}

function wrongGeneration(
  document: ManifestDocument,
  key: ManifestKey,
  unknown: readonly ManifestKey[],
  contract: RepositoryContract,
  endpoint: string,
): Finding {
  const { generation } = contract;
  const wanted = typeField(generation);
  const hasBoth = document.at(wanted) !== undefined;
  return {
    code: requestCodes.wrongGeneration,
    severity: 'error',
    range: key.range,
    message: `${endpoint} is a Repository of generation ${generation}, which takes "${wanted}" instead of "${key.written}".`,
    ...(!hasBoth && !document.isPartial && { fix: rewriteFor(generation, document, key, unknown) }),
  };
}

/** Names the type as the endpoint's generation does, and takes out the keys that only the other one has. */
function rewriteFor(
  generation: Generation,
  document: ManifestDocument,
  type: ManifestKey,
  unknown: readonly ManifestKey[],
): Fix {
  const owner = document.root && follow(document.root.node);
  const removals = unknown.flatMap(({ field, value }): Edit[] => {
    const edit =
      owner?.is === 'mapping' && value.key && field !== type.field
        ? removeKey(owner, value.key, document.text)
        : undefined;
    return edit && generationKeys[generation].includes(field) ? [edit] : [];
  });
  return {
    title: `Write the manifest for ${generation}`,
    range: type.range,
    replace: typeField(generation),
    also: removals.filter(({ range }, index) =>
      removals.slice(0, index).every((other) => other.range.end <= range.start || other.range.start >= range.end),
    ),
  };
}

/** The keys of a register manifest that a generation has lost: data that it could not take anyway. */
const generationKeys: Readonly<Record<Generation, readonly string[]>> = {
  '2.0': ['template', 'project_id', 'domain_id'],
  '1.x': ['docs', 'plugin_id'],
};

function unknownField(
  document: ManifestDocument,
  { field, written, range }: ManifestKey,
  { register, generation }: RepositoryContract,
  endpoint: string,
): Finding {
  const names = [...register.keys()];
  const meant = nearestWord(written, names);
  const lost = generationKeys[generation].includes(field);
  const removal = lost ? document.removal(written) : undefined;
  return {
    code: requestCodes.unknownField,
    severity: 'error',
    range,
    message: `${endpoint} takes no "${written}"${lost ? ` in generation ${generation}` : ''}: its fields are ${names.join(', ')}.`,
    ...(meant !== undefined && !lost && { fix: { title: `Change it to ${meant}`, replace: meant } }),
    ...(removal && { fix: removal }),
  };
}
