import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Json } from '../../../src/base/json';
import { WorkbenchError } from '../../../src/base/workbench-error';
import { isAddressOfServer, knownElsewhere, reached } from '../../../src/platforms/elsewhere';
import { exchange } from '../../../src/platforms/exchange';
import { Callers } from '../../../src/runtime/calls/callers';
import { GrpcConnections } from '../../../src/runtime/calls/grpc-connections';
import { Kubectl } from '../../../src/runtime/kubernetes/kubectl';
import { kubernetesTarget, kubernetesTargetText } from '../../../src/runtime/kubernetes/kubernetes-target';
import { reachablePorts } from '../../../src/runtime/kubernetes/reachable-ports';
import { Processes } from '../../../src/runtime/processes/processes';
import { Redactor } from '../../../src/runtime/secrets/redactor';
import { FakeKubectl } from '../../fake-kubectl';
import { SampleServer } from '../runtime/grpc/sample-server';

describe('a server elsewhere', () => {
  const kubernetes = new FakeKubectl();
  const redactor = new Redactor();
  const processes = new Processes(redactor);
  const connections = new GrpcConnections(() => ({}), redactor);
  const runtime = { connections, callers: new Callers(connections, redactor), kubectl: new Kubectl(processes) };
  const { signal } = new AbortController();
  const home = process.env['HOME'];
  let server: SampleServer;
  let folder: string;

  before(async () => {
    server = await new SampleServer().start();
    folder = await mkdtemp(path.join(tmpdir(), 'elsewhere-'));
    await mkdir(path.join(folder, '.spaceone/environments'), { recursive: true });
    process.env['HOME'] = folder;
  });
  after(async () => {
    process.env['HOME'] = home;
    connections.dispose();
    await server.stop();
    await processes[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function echoAt(address: string): Promise<Json[]> {
    await using there = await reached(address, runtime, { signal });
    const messages: Json[] = [];
    const question = { call: 'sample.v1.Sample.echo', message: { text: 'hello' } };
    const onMessage = (each: Json): void => void messages.push(each);
    const ended = await exchange({ caller: there.caller, sides: [] }, question, { onMessage, signal });
    assert.equal(ended.is, 'answered', JSON.stringify(ended));
    return messages;
  }

  describe('of an environment of spacectl', () => {
    const token = 'canary.of.the.environment';

    async function environment(name: string, text: string): Promise<void> {
      await writeFile(path.join(folder, '.spaceone/environments', `${name}.yml`), text);
    }

    it('is reached by both names, with the token and the domain that are written there, and the token is hidden', async () => {
      await environment(
        'local',
        `api_key: ${token}\nx_domain_id: domain-1\nendpoints:\n  inventory: ${server.address}\n`,
      );
      assert.deepEqual(await echoAt('spacectl://local/inventory'), [{ text: 'hello' }]);
      const sent = server.metadata.at(-1)?.getMap();
      assert.deepEqual([sent?.['token'], sent?.['x_domain_id']], [token, 'domain-1']);
      assert.equal(redactor.redact(`x ${token}`), 'x •••');
    });

    it('is offered with all others', async () => {
      await environment('my env', 'endpoints: {identity: "grpc://h:1", inventory: "grpc://h:2"}\n');
      const [spacectl] = knownElsewhere;
      assert.deepEqual(await spacectl?.names(), ['local/inventory', 'my env/identity', 'my env/inventory']);
      assert.equal((await spacectl?.find('my env/inventory'))?.address, 'grpc://h:2');
    });

    it('that there is not is told with those that there are', async () => {
      await assert.rejects(reached('spacectl://nowhere/inventory', runtime, { signal }), {
        what: 'There is no service "nowhere/inventory" in the environments of spacectl.',
        why: 'There are local/inventory, my env/identity, my env/inventory.',
      });
      await assert.rejects(reached('spacectl://local/identity', runtime, { signal }), {
        what: 'It has endpoints for inventory, and none for identity.',
      });
      await assert.rejects(reached('spacectl://../../etc/passwd', runtime, { signal }), /There is no service/);
    });

    it('over a line without TLS to another machine is told before the token goes there', async () => {
      await environment('plain', `api_key: ${token}\nendpoints: {inventory: "grpc://cloud.example:50051"}\n`);
      await using there = await reached('spacectl://plain/inventory', runtime, { signal });
      assert.deepEqual(there.notes, ['Without TLS the token can be read on its way. grpc+ssl:// uses TLS.']);
    });
  });

  describe('in a cluster (behind a stand-in for kubectl)', () => {
    const port = (): number => Number(new URL(server.address.replace('grpc', 'http')).port);

    it('is reached through kubectl port-forward on the loopback, and the way ends with the call', async () => {
      await kubernetes.answers({ asked: 'port-forward', leadsTo: port() });
      assert.deepEqual(await echoAt('kubectl://plugins/svc/my-plugin:50051?context=arn%3Aaws%2Fdev'), [
        { text: 'hello' },
      ]);
      assert.deepEqual(await kubernetes.asked(), [
        'port-forward --address=127.0.0.1 service/my-plugin :50051 --context=arn:aws/dev --namespace=plugins',
      ]);
      const again = new Kubectl(processes);
      await assert.rejects(again.run(['get', 'pods'], {}, signal), /there is no answer/);
    });

    it('is asked over HTTP where its plugin speaks that', async () => {
      const asked: string[] = [];
      const web = createServer((request, answer) => {
        asked.push(`${request.method} ${request.url}`);
        answer.setHeader('content-type', 'application/json');
        answer.end('{"output":{"parameters":[{"a":1}]}}');
      });
      web.listen(0, '127.0.0.1');
      await once(web, 'listening');
      await kubernetes.answers({ asked: 'port-forward', leadsTo: (web.address() as AddressInfo).port });
      await using there = await reached('kubectl://svc/generator:4355', runtime, { signal, inCluster: 'http' });
      const messages: Json[] = [];
      const message = { applicationSetName: 'a', input: { parameters: {} } };
      await there.caller.call('getparams.execute', message, { onMessage: (each) => void messages.push(each) });
      assert.deepEqual(messages, [{ output: { parameters: [{ a: 1 }] } }]);
      assert.deepEqual(asked, ['POST /api/v1/getparams.execute']);
      web.close();
      web.closeAllConnections();
    });

    const refusals: [said: string, why: string, next: string][] = [
      [
        'Error from server (NotFound): services "my-plugin" not found',
        'Error from server (NotFound): services "my-plugin" not found.',
        'Look at its name and its namespace',
      ],
      [
        "E0101 10:00:00.000000   11 memcache.go:265] couldn't get\nerror: unable to forward port because pod is not running. Current status=Pending",
        'unable to forward port because pod is not running. Current status=Pending.',
        'Wait until a pod of it runs, or look at why none does',
      ],
      [
        'error: You must be logged in to the server (Unauthorized)',
        'You must be logged in to the server (Unauthorized).',
        'Log in to the cluster again, as kubectl does',
      ],
      [
        'error: context "nowhere" does not exist',
        'context "nowhere" does not exist.',
        'Choose one of the contexts of your configuration',
      ],
      [
        'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
        'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
        'Look at whether the cluster runs and can be reached from here',
      ],
    ];
    for (const [said, why, next] of refusals) {
      it(`that cannot be reached is told in the words of kubectl: ${why}`, async () => {
        await kubernetes.answers({ asked: 'port-forward', stderr: `${said}\n`, code: 1 });
        await assert.rejects(reached('kubectl://svc/my-plugin:50051', runtime, { signal }), {
          what: 'kubectl port-forward failed.',
          why,
          next: { title: next },
        });
      });
    }

    it('whose way is lost under a call says so', async () => {
      await kubernetes.answers({ asked: 'port-forward', leadsTo: port(), loses: true });
      await using there = await reached('kubectl://pod/my-plugin-0:50051', runtime, { signal });
      await assert.rejects(there.caller.resolve('sample.v1.Sample.echo', signal), (error) => {
        assert.ok(error instanceof WorkbenchError);
        assert.deepEqual(
          [error.what, error.why],
          ['The way to my-plugin-0 was lost.', 'error: lost connection to pod'],
        );
        return true;
      });
    });

    it('is offered by the ports of its Services and Pods; of one namespace where a person may not see all', async () => {
      const items = [
        { kind: 'Service', metadata: { name: 'a', namespace: 'n' }, spec: { ports: [{ port: 50051 }] } },
        {
          kind: 'Pod',
          metadata: { name: 'p', namespace: 'n' },
          spec: { containers: [{ ports: [{ containerPort: 1 }] }, {}] },
        },
      ];
      await kubernetes.answers(
        { asked: '--all-namespaces', stderr: 'Error from server (Forbidden): pods is forbidden\n', code: 1 },
        { asked: 'get services,pods --output', stdout: JSON.stringify({ items }) },
      );
      assert.deepEqual((await reachablePorts(runtime.kubectl, undefined, signal)).map(kubernetesTargetText), [
        'kubectl://n/service/a:50051',
        'kubectl://n/pod/p:1',
      ]);
    });

    it('is not reached where there is no kubectl', async () => {
      process.env['PATH'] = folder;
      await assert.rejects(reached('kubectl://svc/a:1', { ...runtime, kubectl: new Kubectl(processes) }, { signal }), {
        what: 'There is no kubectl on the PATH.',
      });
    });

    it('is not reached through a kubectl of the workspace', async () => {
      const kept = new Kubectl(processes, () => [kubernetes.binaries]);
      await assert.rejects(kept.contexts(signal), { what: 'There is no kubectl on the PATH.' });
    });
  });

  it('is told by its address, whatever a context is called', () => {
    const target = {
      sort: 'service',
      name: 'a',
      port: 'grpc',
      namespace: undefined,
      context: 'me@arn:a/b?c&d',
    } as const;
    assert.deepEqual(kubernetesTarget(kubernetesTargetText(target)), target);
    for (const text of ['grpc://h:1', 'grpc+ssl://h', 'http://h', 'spacectl://a/b', 'kubectl://svc/a:1']) {
      assert.equal(isAddressOfServer(text), true, text);
    }
    for (const text of ['https://h', 'kubectl://a', 'kubectl://secret/a:1', 'kubectl://svc/a --all:1', './plugin']) {
      assert.equal(isAddressOfServer(text), false, text);
    }
  });
});
