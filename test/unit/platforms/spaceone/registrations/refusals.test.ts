import assert from 'node:assert/strict';
import { growth, LINEAR } from '../../../growth';
import {
  EndpointFailure,
  type ServerRefusal,
} from '../../../../../src/platforms/spaceone/registrations/endpoint-failure';
import { failureFinding, readRefusal } from '../../../../../src/platforms/spaceone/registrations/refusals';
import { manifest } from './clients';

const text = `name: Example
resource_type: inventory.Collector
image: spaceone/plugin-a
registryType: HARBOR
capability:
  supported_schema: [a]
template:
  options: {schema: {}}
`;

function refusal(details: string): ServerRefusal {
  const found = /^(ERROR_[A-Z_]+): (.*)$/s.exec(details);
  return { errorId: found?.[1], message: found?.[2] ?? details, status: 'INVALID_ARGUMENT' };
}

/** What a refusal marks in the manifest, and what it says there. */
function marked(details: string, manifestText = text): [string, string] | undefined {
  const document = manifest(manifestText);
  const words = { what: 'Staging refused.', next: 'Correct the request' };
  const finding = failureFinding(document, new EndpointFailure('refused', 'Staging', words, refusal(details)));
  return finding && [document.text.slice(finding.range.start, finding.range.end), finding.message];
}

describe("a Repository's refusal", () => {
  for (const [details, mark, message] of [
    [
      'ERROR_INVALID_IMAGE_NAME_FORMAT: Image name format is [a-zA-Z0-9\\-]+ in plugin_a',
      'spaceone/plugin-a',
      'The Repository takes letters, digits and hyphens in the last part of "image", and refuses "plugin_a". (ERROR_INVALID_IMAGE_NAME_FORMAT)',
    ],
    [
      'ERROR_INVALID_IMAGE_LENGTH: The length of image should be less than equal 40 in plugin-a',
      'spaceone/plugin-a',
      'The Repository takes at most 40 characters in the last part of "image". (ERROR_INVALID_IMAGE_LENGTH)',
    ],
    [
      'ERROR_INVALID_IMAGE_FORMAT: Image format is <repository name>/<image name> in plugin-a',
      'spaceone/plugin-a',
      'The Repository wants "image" as REPOSITORY/NAME. (ERROR_INVALID_IMAGE_FORMAT)',
    ],
    [
      'ERROR_NO_IMAGE_IN_REGISTRY: Image does not found. (registry_type = HARBOR, image = spaceone/plugin-a)',
      'spaceone/plugin-a',
      'The registry HARBOR has no tag of the image spaceone/plugin-a: push it first, or correct "image". (ERROR_NO_IMAGE_IN_REGISTRY)',
    ],
    [
      'ERROR_REGISTRY_SETTINGS: Registry settings are not ready. (registry_type = HARBOR)',
      'HARBOR',
      'The Repository has no address for the registry HARBOR: choose one that is set up there. (ERROR_REGISTRY_SETTINGS)',
    ],
    [
      "ERROR_UNKNOWN: 'NoneType' object has no attribute 'get'",
      'HARBOR',
      'The Repository does not know this registry: choose one that is set up there. (ERROR_UNKNOWN)',
    ],
    [
      'ERROR_NO_PLUGIN: Plugin does not exists. (plugin_id = plugin-a)',
      'spaceone/plugin-a',
      'The Repository has no plugin plugin-a. (ERROR_NO_PLUGIN)',
    ],
    [
      'ERROR_REQUIRED_PARAMETER: Required parameter. (key = name)',
      'Example',
      'The Repository needs "name". (ERROR_REQUIRED_PARAMETER)',
    ],
    [
      'ERROR_REQUIRED_PARAMETER: Required parameter. (key = registry_config.account_id)',
      'name',
      'The Repository needs "registry_config.account_id". (ERROR_REQUIRED_PARAMETER)',
    ],
    [
      'ERROR_INVALID_PARAMETER: Parameter is invalid. (key = capability, reason = {"supported_schema": ["(too short)"]})',
      'capability',
      'The Repository does not take this "capability": {"supported_schema": ["(too short)"]}. (ERROR_INVALID_PARAMETER)',
    ],
    [
      'ERROR_INVALID_PARAMETER_TYPE: Parameter type is invalid. (key = capability.supported_schema, type = list)',
      'supported_schema',
      'The Repository does not take this "capability.supported_schema": it must be list. (ERROR_INVALID_PARAMETER_TYPE)',
    ],
    [
      'ERROR_INVALID_TEMPLATE_SCHEMA: Template schema format(JSON SCHEMA) is invalid. (key = template.options)',
      'options',
      'The Repository does not take this "template.options": its schema is no JSON Schema. (ERROR_INVALID_TEMPLATE_SCHEMA)',
    ],
    [
      "ERROR_SAVE_UNIQUE_VALUES: Tried to save duplicate unique values. (keys = ['plugin_id', 'domain_id'])",
      'spaceone/plugin-a',
      'A plugin of this id is registered already: update it, or choose another id. (ERROR_SAVE_UNIQUE_VALUES)',
    ],
    [
      'ERROR_NOT_UNIQUE: Tried to save duplicate unique key. (name = Example)',
      'Example',
      'A plugin with this "name" is registered already. (ERROR_NOT_UNIQUE)',
    ],
    [
      "ERROR_DB_QUERY: Database query failed. (reason = ValidationError (Plugin:None) (String value is too long: ['name']))",
      'Example',
      'The Repository cannot store "name": String value is too long (ERROR_DB_QUERY)',
    ],
    [
      'ERROR_NOT_FOUND: Value not found. (plugin_id = plugin-a)',
      'spaceone/plugin-a',
      'The Repository does not find plugin_id plugin-a: Value not found. (plugin_id = plugin-a) (ERROR_NOT_FOUND)',
    ],
    [
      'ERROR_OF_TOMORROW: The tags are too bright. (image = x, brightness = 9)',
      'spaceone/plugin-a',
      'The Repository refused this: The tags are too bright. (image = x, brightness = 9) (ERROR_OF_TOMORROW)',
    ],
    [
      'ERROR_OF_TOMORROW: Nobody knows. (key = colour)',
      'name',
      'The Repository refused this: Nobody knows. (key = colour) (ERROR_OF_TOMORROW)',
    ],
    ['nothing but words', 'name', 'The Repository refused this: nothing but words'],
  ] as const) {
    it(`"${details.slice(0, 60)}" marks ${mark}`, () => {
      assert.deepEqual(marked(details), [mark, message]);
    });
  }

  it('marks the id where it is written', () => {
    const details =
      "ERROR_SAVE_UNIQUE_VALUES: Tried to save duplicate unique values. (keys = ['plugin_id', 'domain_id'])";
    assert.equal(marked(details, `${text}plugin_id: taken\n`)?.[0], 'taken');
  });

  for (const details of [
    'ERROR_AUTHENTICATE_FAILURE: Authenticate failure. (message = Token is invalid or expired.)',
    'ERROR_PERMISSION_DENIED: Permission denied.',
    "ERROR_REQUIRED_X_DOMAIN_ID: System token requires 'x_domain_id' in metadata.",
    'ERROR_NO_REPOSITORY: Repository does not exists.',
    'ERROR_REPOSITORY_BACKEND: Repository backend has problem. (image = x)',
  ]) {
    it(`"${details.slice(0, 40)}…" marks nothing: no manifest answers it`, () => {
      assert.equal(marked(details), undefined);
    });
  }

  for (const part of ['(', '(a = ', "['", 'a = b, ', '(()']) {
    it(`of nothing but "${part}" is read in time that grows with its length`, async () => {
      const grown = await growth(4096, (length) => {
        readRefusal(refusal(`ERROR_OF_TOMORROW: ${part.repeat(length / part.length)}`));
        readRefusal(refusal(`ERROR_DB_QUERY: ${part.repeat(length / part.length)}`));
      });
      assert.ok(grown < LINEAR, String(grown));
    });
  }
});
