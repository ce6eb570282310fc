import { getOwn } from '../../../base/own-key';
import type { JsonObject } from '../../../base/json';
import type { Platform } from '../../platform';
import { endpointPath } from '../plugin-connection';
import { EXECUTE, type GeneratorPlugin } from './generator-finder';
import { launchGenerator } from './launch-generator';

/** What the controller posts (argo-cd v3.5.7, applicationset/services/plugin/plugin_service.go, `ServiceRequest`). */
const schema: JsonObject = {
  type: 'object',
  properties: {
    applicationSetName: {
      type: 'string',
      description: 'The name of the ApplicationSet that asks; its namespace is not sent.',
    },
    input: {
      type: 'object',
      description: 'What the set gives; without parameters the controller sends an empty object.',
      properties: { parameters: { type: 'object', description: 'As they stand in the set, of any shape.' } },
      additionalProperties: false,
    },
  },
  required: ['applicationSetName', 'input'],
  additionalProperties: false,
};

/** Generators as servers. */
export const generatorServer: NonNullable<Platform<GeneratorPlugin>['server']> = {
  serves: ({ code }) => code !== undefined,
  recipe: launchGenerator,
  sample: (call, plugin) => (call === EXECUTE ? sampleRequest(plugin) : undefined),
  explain: ({ status, details }) => explained(status, details),
  http: [
    { name: EXECUTE, verb: 'POST', path: `/${endpointPath}`, prefill: sampleRequest(undefined) as JsonObject, schema },
  ],
};

/** What the first set of the workspace sends that uses the generator. */
function sampleRequest(plugin: GeneratorPlugin | undefined): object {
  const set = plugin?.manifests.sets[0];
  const parameters = set?.inputs[0] ?? {};
  return {
    applicationSetName: set?.name ?? 'example',
    input: Object.keys(parameters).length > 0 ? { parameters } : {},
  };
}

/** What the controller shows of a refusal: its `message`, or else its `error`; of any other JSON nothing. */
function explained(status: string, details: string): { readonly message: string; readonly next?: string } | undefined {
  const body = objectIn(details);
  const said =
    body && [getOwn(body, 'message'), getOwn(body, 'error')].find((each) => typeof each === 'string' && each !== '');
  if (typeof said === 'string') {
    return { message: said };
  }
  return body
    ? { message: details, next: `Answer ${status} with a "message": of other JSON the controller shows nothing.` }
    : undefined;
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
