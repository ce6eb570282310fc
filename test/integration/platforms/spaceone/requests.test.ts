import assert from 'node:assert/strict';
import { Processes } from '../../../../src/runtime/processes/processes';
import { samples } from '../../../unit/platforms/spaceone/sample-requests';
import { testPython } from '../../test-python';
import { styleA } from './environments';

/** Reads the samples as the real messages of their methods: what is refused, which methods there are not, how many were read. */
const CHECK = `
import importlib, json, pkgutil, sys
from google.protobuf import json_format, symbol_database
symbols = symbol_database.Default()
for sample in json.loads(sys.argv[1]):
    name = sample["api"] + "." + sample["service"] + "." + sample["method"]
    try:
        package = importlib.import_module("spaceone.api." + sample["api"] + ".plugin")
    except ImportError:
        package = None
    method = None
    for module in pkgutil.iter_modules(package.__path__) if package else []:
        # The service's own file is the one of its name; two of some packages cannot be loaded beside each other.
        if module.name.replace("_pb2", "").replace("_", "") == sample["service"].lower():
            pb2 = importlib.import_module(package.__name__ + "." + module.name)
            method = pb2.DESCRIPTOR.services_by_name[sample["service"]].methods_by_name.get(sample["method"])
    if method is None:
        print("unknown", name)
        continue
    text = json.dumps(sample["request"]).replace('"\${profile}"', '{"key": "value"}')
    try:
        json_format.Parse(text, symbols.GetPrototype(method.input_type)())
        print("read", name)
    except json_format.ParseError as error:
        print("refused", name, str(error))
`;

/** A process a service, since the files of some services name the same messages. */
async function check(python: string): Promise<string[]> {
  await using processes = new Processes();
  const lines: string[] = [];
  for (const service of new Set(samples.map((sample) => `${sample.api}.${sample.service}`))) {
    const own = samples.filter((sample) => `${sample.api}.${sample.service}` === service);
    lines.push(...(await processes.run(python, ['-c', CHECK, JSON.stringify(own)])).lines);
  }
  return lines.filter((line) => !line.startsWith('read '));
}

describe('a sample request', function () {
  this.timeout(15 * 60_000);

  it('is a message of the real API 2.0, but for the methods that only 1.x has', async () => {
    assert.deepEqual(await check(testPython()), [
      'unknown identity.Auth.init',
      'unknown identity.Auth.verify',
      'unknown identity.Auth.find',
      'unknown identity.Auth.login',
    ]);
  });

  it('is a message of the real API 1.x, but for the methods that only 2.0 has', async () => {
    assert.deepEqual(await check((await styleA()).made.interpreter), [
      'unknown cost_analysis.Cost.get_linked_accounts',
      'unknown identity.ExternalAuth.init',
      'unknown identity.ExternalAuth.authorize',
      'unknown identity.AccountCollector.init',
      'unknown identity.AccountCollector.sync',
      'unknown alert_manager.Webhook.init',
      'unknown alert_manager.Webhook.verify',
      'unknown alert_manager.Event.parse',
      'unknown alert_manager.Protocol.init',
      'unknown alert_manager.Protocol.verify',
      'unknown alert_manager.Notification.dispatch',
    ]);
  });
});
