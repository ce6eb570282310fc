import assert from 'node:assert/strict';
import { explain } from '../../../../src/platforms/spaceone/advice';
import { raisedIn, type Raised } from '../../../../src/runtime/processes/traceback';

const plugin = {
  type: 'inventory.Collector',
  style: 'PluginServer',
  folder: '/w',
  entry: { file: '/w/src/plugin/main.py' },
  methods: [{ name: 'Collector.init', file: '/w/src/plugin/main.py', line: 3 }],
} as const;

const CALL = 'spaceone.api.inventory.plugin.Collector.init';

const raised = (root: string, code?: string): Raised => ({ root, at: { file: '/w/a b.py', line: 7 }, code });

function nextOf(details: string, status: string, cause: Raised): string | undefined {
  return explain({ status, details }, plugin, { call: CALL, raised: cause }).next;
}

describe('advice on what a plugin raised', () => {
  for (const [root, next] of [
    [
      'ConnectionRefusedError: [Errno 111] Connection refused',
      'The plugin could not reach a service that it calls: check its address and the network.',
    ],
    [
      'socket.gaierror: [Errno -2] Name or service not known',
      'The plugin could not reach a service that it calls: check its address and the network.',
    ],
    [
      'ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed',
      'The plugin does not trust the certificate of a service that it calls: check its address, or name the authority to it.',
    ],
    [
      'botocore.exceptions.NoCredentialsError: Unable to locate credentials',
      'The remote service was given no credentials that it takes (NoCredentialsError): check the credential profile.',
    ],
    [
      'requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: http://cloud/',
      'The remote service was given no credentials that it takes (HTTPError): check the credential profile.',
    ],
    [
      "ModuleNotFoundError: No module named 'boto3'",
      "The plugin imports what its environment does not have (No module named 'boto3'): add it to its requirements and set up the environment.",
    ],
    [
      "KeyError: 'items'",
      "The plugin reads 'items' where it is not: give it in the request, or let the plugin do without.",
    ],
  ] as const) {
    it(`comes before that on the error's id and status: ${root}`, () => {
      assert.equal(
        nextOf('ERROR_INVALID_PARAMETER: Parameter is invalid. (key = a)', 'INVALID_ARGUMENT', raised(root)),
        next,
      );
    });
  }

  it('asks for credentials, and not for an import, where a token is missing at the root of a class that cannot be made', () => {
    const cause = raised("KeyError: 'token'", "self.token = secret_data['token']");
    const told = explain({ status: 'INTERNAL', details: 'ERROR_LOCATOR: Locator is failed.' }, plugin, {
      call: CALL,
      raised: cause,
    });
    assert.deepEqual(
      [told.next, told.intent],
      [
        "The plugin reads 'token' from the credentials, which do not have it: put a credential profile with it into the request.",
        { is: 'give credentials' },
      ],
    );
  });

  it('leaves the word to an error of the platform that is itself the root', () => {
    const details = 'ERROR_REQUIRED_PARAMETER: Required parameter. (key = domain_id)';
    const root = 'spaceone.core.error.ERROR_REQUIRED_PARAMETER: ';
    assert.equal(nextOf(details, 'INVALID_ARGUMENT', raised(root)), 'Add "domain_id" to the request.');
  });

  it('leads to the line where the plugin raised what says nothing more', () => {
    assert.equal(
      nextOf('ERROR_UNKNOWN: list index out of range', 'INTERNAL', raised('IndexError: list index out of range')),
      'The plugin raised it at a b.py:7: look there.',
    );
  });
});

describe('advice on a method that the source does not have', () => {
  const told = (call: string, details: string, style: 'PluginServer' | 'GRPCServer' = 'PluginServer') =>
    explain({ status: 'INTERNAL', details }, { ...plugin, style }, { call });

  it('says which handler to write and where, whatever its framework answers', () => {
    const job = 'spaceone.api.inventory.plugin.Job.get_tasks';
    assert.deepEqual(told(job, "ERROR_UNKNOWN: 'NoneType' object is not callable"), {
      id: 'ERROR_UNKNOWN',
      message: "'NoneType' object is not callable",
      next: "Job.get_tasks has no handler: write a function with @app.route('Job.get_tasks'), or leave it where inventory.Collector can do without.",
      where: { file: '/w/src/plugin/main.py' },
    });
    assert.equal(
      told(job, 'Method not implemented!', 'GRPCServer').next,
      'Job.get_tasks has no handler: write get_tasks in its servicer Job, or leave it where inventory.Collector can do without.',
    );
  });

  it('is not given for one that has a handler, whose own code called nothing', () => {
    assert.match(
      told(CALL, "ERROR_UNKNOWN: 'NoneType' object is not callable").next ?? '',
      /^Check that a function is routed/,
    );
  });
});

describe('an exception in a log', () => {
  it('is seen at its root, with the line of the plugin that is nearest to it and what stands there', () => {
    const lines = [
      'Traceback (most recent call last):',
      '  File "/lib/python3.11/socket.py", line 836, in create_connection',
      '    sock.connect(sa)',
      'ConnectionRefusedError: [Errno 111] Connection refused',
      '',
      'During handling of the above exception, another exception occurred:',
      '',
      'Traceback (most recent call last):',
      '  File "/w/src/plugin/main.py", line 19, in verify',
      '    connect()',
      '  File "/w/src/plugin/main.py", line 10, in connect',
      "    urllib.request.urlopen('http://127.0.0.1:9/x')",
      '    ^^^^^^^^^^^^^^^^^^^^^^',
      '  File "/w/.venv/lib/python3.11/site-packages/urllib3/x.py", line 1351, in do_open',
      '    raise URLError(err)',
      'urllib.error.URLError: <urlopen error [Errno 111] Connection refused>',
    ];
    assert.deepEqual(raisedIn(lines, '/w'), {
      root: 'ConnectionRefusedError: [Errno 111] Connection refused',
      at: { file: '/w/src/plugin/main.py', line: 10 },
      code: "urllib.request.urlopen('http://127.0.0.1:9/x')",
    });
    assert.equal(raisedIn(lines, '/elsewhere')?.at, undefined);
    assert.equal(raisedIn(['nothing was raised'], '/w'), undefined);
  });
});
