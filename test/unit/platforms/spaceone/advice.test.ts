import assert from 'node:assert/strict';
import { explain, metadataKeys } from '../../../../src/platforms/spaceone/advice';

const plugin = { type: 'inventory.Collector', style: 'PluginServer' } as const;

const cases: [status: string, errorId: string | undefined, message: string, expected: RegExp | undefined][] = [
  ['UNAVAILABLE', undefined, 'connection refused', /^The test server does not answer/],
  ['UNAVAILABLE', 'ERROR_CLOUD_API', 'no usable answer', /something it calls itself cannot be reached/],
  [
    'INVALID_ARGUMENT',
    'ERROR_REQUIRED_PARAMETER',
    'Required parameter. (key = domain_id)',
    /^Add "domain_id" to the request\.$/,
  ],
  [
    'INVALID_ARGUMENT',
    'ERROR_REQUIRED_PARAMETER',
    'Required parameter. (key = secret_data)',
    /credential profile.*\$\{profile\}/,
  ],
  [
    'INVALID_ARGUMENT',
    'ERROR_INVALID_PARAMETER_TYPE',
    "Parameter type is invalid. (key = options, type = <class 'dict'>)",
    /"options".*an object/,
  ],
  [
    'INVALID_ARGUMENT',
    'ERROR_INVALID_PARAMETER',
    'Parameter is invalid. (key = data.name, reason = too (very) long)',
    /"data\.name"/,
  ],
  [
    'INTERNAL',
    'ERROR_UNKNOWN',
    'spaceone.x.PluginResponse() argument after ** must be a mapping, not NoneType',
    /returned no dictionary/,
  ],
  ['INTERNAL', 'ERROR_UNKNOWN', "'NoneType' object is not callable", /routed.*@app\.route/],
  [
    'INTERNAL',
    'ERROR_UNKNOWN',
    '1 validation error for ResourceResponse\nstate\n  field required (type=value_error.missing)',
    /answer is no ResourceResponse: see state/,
  ],
  ['INTERNAL', 'ERROR_UNKNOWN', 'list index out of range', /traceback is in the server log/],
  ['UNAUTHENTICATED', 'ERROR_AUTHENTICATE_FAILURE', 'Authenticate failure. (message = x)', /credential profile/],
  ['INVALID_ARGUMENT', 'ERROR_OF_THE_PLUGIN', 'Whatever.', /refused the request/],
  ['UNIMPLEMENTED', undefined, 'Method not found!', /declares all services of inventory\.Collector/],
  ['UNAVAILABLE', undefined, 'connection refused', /restart/],
  ['CANCELLED', undefined, 'Cancelled on client', undefined],
];

describe('advice on a failed call', () => {
  for (const [status, errorId, message, expected] of cases) {
    it(`${expected ? 'is given' : 'is left out'} for ${errorId ?? status}: ${message.split('\n')[0] ?? ''}`, () => {
      const details = errorId === undefined ? message : `${errorId}: ${message}`;
      const { id, message: said, next: given } = explain({ status, details }, plugin);
      assert.deepEqual([id, said], [errorId, message]);
      if (expected) {
        assert.match(given ?? '', expected);
      } else {
        assert.equal(given, undefined);
      }
    });
  }

  for (const [details, next, intent] of [
    ['ERROR_UNKNOWN: list index out of range', undefined, undefined],
    ['list index out of range', undefined, undefined],
    ['ERROR_REQUIRED_PARAMETER: Required parameter. (key = domain_id)', 'Add "domain_id" to the request.', undefined],
    [
      'ERROR_AUTHENTICATE_FAILURE: Authenticate failure. (message = Token is invalid.)',
      'The server refuses the caller: give a token that it takes.',
      { is: 'give a token' },
    ],
  ] as const) {
    it(`speaks of no log and no profile for a server that somebody else has started: ${details}`, () => {
      const told = explain({ status: 'INTERNAL', details });
      assert.deepEqual([told.next, told.intent], [next, intent]);
    });
  }

  it('knows which keys of init’s metadata a plugin server keeps', () => {
    assert.ok(metadataKeys(plugin)?.includes('options_schema'));
    assert.equal(metadataKeys({ ...plugin, style: 'GRPCServer' }), undefined);
    assert.equal(metadataKeys({ ...plugin, type: 'monitoring.Webhook' }), undefined);
  });
});
