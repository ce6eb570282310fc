import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { exchangeWithPlugin } from '../../src/platforms/argocd/calls/ask-plugin';
import { connectionOf } from '../../src/platforms/argocd/calls/connection';
import { requestOf, type PluginRequest } from '../../src/platforms/argocd/calls/request';
import { HttpFailure } from '../../src/runtime/calls/http-failure';
import { lookupElsewhere } from '../../src/runtime/calls/machine-addresses';

const OF_MACHINE = [
  'http://169.254.169.254',
  'http://169.254.170.2/v2/credentials',
  'http://0xa9fea9fe',
  'http://2852039166',
  'http://[::ffff:169.254.169.254]',
  'http://[64:ff9b::169.254.169.254]',
  'http://[fe80::1]',
  'http://[fd00:ec2::254]',
  'http://100.100.100.200',
  'http://168.63.129.16',
];

function requestTo(baseUrl: string, instead = {}): PluginRequest {
  const objects = {
    namespace: 'argocd',
    configMap: () => ({ baseUrl, token: '$token' }),
    secret: () => ({ token: 'strong' }),
  };
  return requestOf('set', connectionOf('plugin', objects, instead));
}

describe('attack 3: an address that a manifest names', () => {
  it('3.60 at which a cloud tells a machine its credentials, in any of its forms, is sent nothing', async () => {
    const kinds: unknown[] = [];
    for (const address of OF_MACHINE) {
      const failure = await exchangeWithPlugin(requestTo(address)).catch((error: unknown) => error);
      kinds.push(failure instanceof HttpFailure ? failure.kind : failure);
    }
    assert.deepEqual(
      kinds,
      OF_MACHINE.map(() => 'address-of-machine'),
    );
  });

  it('3.61 whose name leads to such an address is sent nothing', async () => {
    const looked = (all: boolean): Promise<unknown> =>
      new Promise((resolve) => lookupElsewhere('169.254.169.254', { all }, (error) => resolve(error)));
    const failures = [await looked(false), await looked(true)];
    assert.deepEqual(
      failures.map((failure) => failure instanceof HttpFailure && failure.kind),
      ['address-of-machine', 'address-of-machine'],
    );
  });

  it('3.62 on this machine is asked, and one that the person gives instead is not refused', async () => {
    const server = http.createServer((_, answer) => answer.end('{}')).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const { status } = await exchangeWithPlugin(requestTo(`http://localhost:${port}`));
      const own = requestTo('http://plugin.argocd', { baseUrl: 'http://169.254.169.254' });
      assert.deepEqual([status, own.isFromFile], [200, false]);
    } finally {
      server.close();
    }
  });
});
