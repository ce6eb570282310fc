import assert from 'node:assert/strict';
import { checkText } from '../../../../../src/manifest/check/check-text';
import type { ManifestDocument } from '../../../../../src/manifest/parse/manifest-document';
import { registerManifest } from '../../../../../src/platforms/spaceone/register-manifest';
import { EndpointFailure } from '../../../../../src/platforms/spaceone/registrations/endpoint-failure';
import type { Endpoint } from '../../../../../src/platforms/spaceone/registrations/endpoints';
import type {
  PluginFilter,
  RepositoryClient,
} from '../../../../../src/platforms/spaceone/registrations/repository-client';
import type { Registration } from '../../../../../src/platforms/spaceone/registrations/registration';
import { token } from './tokens';

/** An endpoint "Staging" at an address, with a good token unless another is given. */
export function endpointAt(address: string, given: Partial<Endpoint> = {}): Endpoint {
  const sent = token();
  return {
    id: 'setting:Staging',
    name: 'Staging',
    address,
    origin: 'setting',
    token: () => Promise.resolve(sent),
    ...given,
  };
}

export async function allPlugins(client: RepositoryClient, filter?: PluginFilter): Promise<Registration[]> {
  const all: Registration[] = [];
  for await (const { plugins } of client.plugins(filter)) {
    all.push(...plugins);
  }
  return all;
}

/** The one register manifest of a text. */
export function manifest(text: string): ManifestDocument {
  const { documents } = checkText(text, [registerManifest], []);
  const document = documents.find(({ kind }) => kind !== undefined)?.document;
  assert.ok(document, 'The text is no register manifest.');
  return document;
}

/** The failure that a request ends in, which says in words what to do. */
export async function failureOf(work: Promise<unknown>): Promise<EndpointFailure> {
  const error = await work.then(
    () => assert.fail('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EndpointFailure, `not an EndpointFailure: ${String(error)}`);
  assert.match(error.what, /^[^!]+\.$/);
  assert.match(error.next.title, /[^.!]$/);
  return error;
}
