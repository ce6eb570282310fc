import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { connect } from 'node:net';
import { outcomeOf } from '../../../../../src/platforms/spaceone/registrations/interrupted-write';
import {
  RepositoryClient,
  type RepositoryClientOptions,
} from '../../../../../src/platforms/spaceone/registrations/repository-client';
import { endpointAt, failureOf } from '../../../../unit/platforms/spaceone/registrations/clients';
import { testPython } from '../../../test-python';
import { PythonRepository } from './python-repository';

describe('an endpoint that is not as it should be', () => {
  const ending: (() => unknown)[] = [];

  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) {
      await end();
    }
  });

  function ask(address: string, options?: RepositoryClientOptions): RepositoryClient {
    const client = new RepositoryClient(endpointAt(address), options);
    ending.push(() => client.close());
    return client;
  }

  describe('and cannot be reached', () => {
    it('says that the network swallows what is sent', async () => {
      const { port, stop } = await silentPort();
      ending.push(stop);
      const failure = await failureOf(ask(`grpc://127.0.0.1:${port}`, { deadlineMs: 300 }).repositories());
      assert.equal(failure.kind, 'unreachable');
      assert.match(failure.why ?? '', /Nothing came back within 300 ms\./);
    });
  });

  describe('and goes away in the middle of a write', () => {
    it('says so of a process that dies', async function () {
      this.timeout(60_000);
      const repository = await PythonRepository.ofGeneration2({ dies: 'plugin-fatal' });
      ending.push(() => repository.stop());
      const client = ask(repository.address);
      const request = { name: 'Example', resource_type: 'inventory.Collector', image: 'plugin-fatal' };
      const failure = await failureOf(client.register(request));
      assert.deepEqual([failure.kind, failure.isOutcomeUnknown], ['gone', true]);
      assert.equal((await outcomeOf(client, 'plugin-fatal')).is, 'unknown');
    });
  });
});

/** A port whose queue of connections is full, so that the system answers no further one. */
async function silentPort(): Promise<{ port: number; stop: () => unknown }> {
  const program =
    'import socket, sys; s = socket.socket(); s.bind(("127.0.0.1", 0)); s.listen(0); print(s.getsockname()[1], flush=True); sys.stdin.read()';
  const child = spawn(testPython(), ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve) =>
    child.stdout.once('data', (text: Buffer) => resolve(Number(text))),
  );
  const fillers = [1, 2].map(() => connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => fillers[0]!.once('connect', resolve));
  return {
    port,
    stop: () => {
      fillers.forEach((socket) => socket.destroy());
      child.stdin.end();
    },
  };
}
