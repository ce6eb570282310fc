import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';
import { writeTree } from '../../source-servers';
import { testPython } from '../test-python';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

/** For each service the bodies of its methods: what they answer to `params`, a dictionary or a generator of them. */
type Services = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A plugin of style B, as spaceone-core 2.0 serves it. */
function pluginOf(owner: string, services: Services): Record<string, string> {
  const module = (service: string): string => service.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase();
  const folder = `plugin/src/spaceone/${owner}`;
  const files = Object.entries(services).map(([service, methods]) => {
    const name = module(service);
    const bodies = Object.entries(methods).map(([method, answer]) =>
      [
        `    def ${method}(self, request, context):`,
        '        params, _ = self.parse_request(request, context)',
        answer === '' ? '        return self.empty()' : answer.replace(/^/gm, '        '),
      ].join('\n'),
    );
    const text = [
      `from spaceone.api.${owner}.plugin import ${name}_pb2, ${name}_pb2_grpc`,
      'from spaceone.core.pygrpc import BaseAPI',
      `class ${service}(BaseAPI, ${name}_pb2_grpc.${service}Servicer):`,
      `    pb2 = ${name}_pb2`,
      `    pb2_grpc = ${name}_pb2_grpc`,
      ...bodies,
    ];
    return [`${folder}/interface/grpc/${name}.py`, `${text.join('\n')}\n`] as const;
  });
  const names = Object.keys(services);
  return {
    'plugin/Dockerfile': `FROM cloudforet/python-core:2.0\nWORKDIR /tmp/src\nENTRYPOINT ["python3", "-m", "spaceone.core.command"]\nCMD ["run", "grpc-server", "spaceone.${owner}"]\n`,
    [`${folder}/__init__.py`]: '',
    [`${folder}/interface/__init__.py`]: '',
    [`${folder}/conf/__init__.py`]: '',
    [`${folder}/conf/global_conf.py`]: 'LOG = {}\n',
    [`${folder}/interface/grpc/__init__.py`]: [
      'from spaceone.core.pygrpc.server import GRPCServer',
      ...names.map((name) => `from .${module(name)} import ${name}`),
      'app = GRPCServer()',
      ...names.map((name) => `app.add_service(${name})`),
      '',
    ].join('\n'),
    ...Object.fromEntries(files),
  };
}

const message = (json: string): string => `return self.dict_to_message(${json})`;

describe('the contract of a plugin that spaceone-core serves', function () {
  this.timeout(60_000);
  const processes = new Processes();
  let place: string;

  beforeEach(async () => {
    place = await realpath(await mkdtemp(path.join(tmpdir(), 'contract of types ')));
  });
  afterEach(() => rm(place, { recursive: true }));
  after(() => processes[Symbol.asyncDispose]());

  /** All that has not passed. */
  async function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
    await writeTree(place, files);
    const out: string[] = [];
    const started = await processes.start(process.execPath, [program, 'contract', 'plugin'], {
      cwd: place,
      env: { PLUGIN_WORKBENCH_PYTHON: testPython() },
      onLine: (line, stream) => stream === 'stdout' && out.push(line),
    });
    await started.exited;
    return out.filter((line) => !line.startsWith('passed '));
  }

  it('tells a webhook that takes every body for an alert, at its line', async () => {
    const parse =
      'data = params["data"]\nreturn self.dict_to_message({"results": [{"event_key": data["event_key"], "event_type": "FIRING", "title": "t", "severity": "CRITICAL", "occurred_at": "2026-01-31T12:00:00Z"}]})';
    const files = pluginOf('monitoring', {
      Webhook: { init: message('{"metadata": {"a": 1}}'), verify: '' },
      Event: { parse },
    });
    const ends = (which: string): string =>
      `failed  ${which} gives no event, and no error: ${which} ends in a crash: ERROR_UNKNOWN: 'event_key'. The core makes a CRITICAL alert of every error, "Webhook Event Parsing Error". Monitoring systems send such bodies to try an address. Answer with an empty list of results. (plugin/src/spaceone/monitoring/interface/grpc/event.py:6)`;
    assert.deepEqual(await broken(files), [
      'failed  Each event is one that the core stores: Event 1 has the event_type "FIRING". The core knows ALERT, RECOVERY, ERROR, and answers ERROR_DB_QUERY. One such event, and all events of the request are lost. Give it one of ALERT, RECOVERY, ERROR. (plugin/src/spaceone/monitoring/interface/grpc/event.py:6)',
      ends('An empty body'),
      ends('A body of unknown keys'),
      '11 passed, 0 warned, 3 failed, 0 skipped',
    ]);
  });

  it('tells costs that no core could store, in a stream', async () => {
    const files = pluginOf('cost_analysis', {
      DataSource: { init: message('{"metadata": {"currency": "USD"}}'), verify: '' },
      Job: {
        get_tasks: message('{"tasks": [{"task_options": {"month": "2026-01"}}], "changed": [{"start": "2026-01"}]}'),
      },
      Cost: {
        get_data: 'yield self.dict_to_message({"results": [{"cost": 1.5, "billed_date": "2026-01"}]})',
        get_linked_accounts: message('{"results": []}'),
      },
    });
    const failed = (await broken(files)).filter((line) => line.startsWith('failed '));
    assert.deepEqual(failed, [
      'failed  Each cost fits the core\'s model: Cost 1 has the billed_date "2026-01". The core reads YYYY-MM-DD, and answers ERROR_INVALID_PARAMETER_TYPE. The first such cost fails the task, and what was written of it stays. Write the day as 2026-01-31. (plugin/src/spaceone/cost_analysis/interface/grpc/cost.py:6)',
    ]);
  });

  it('tells a method without a handler, which the framework answers for', async () => {
    const files = pluginOf('notification', {
      Protocol: {
        init: message(
          '{"metadata": {"data_type": "SECRET", "data": {"schema": {"type": "object", "properties": {}}}}}',
        ),
        verify: '',
      },
      Notification: {},
    });
    const [first] = await broken(files);
    assert.equal(
      first,
      'failed  Every method of its type has a handler: Notification.dispatch has no handler. A core service that calls it gets "Method not implemented!", or "Method not supported" where its whole service is missing. Write Notification.dispatch. (plugin/src/spaceone/notification/interface/grpc/__init__.py)',
    );
  });
});
