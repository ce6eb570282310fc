import assert from 'node:assert/strict';
import net from 'node:net';
import { claimPort, exposedAddress, freePort, isListening } from '../../../src/runtime/processes/ports';

async function listen(host: string): Promise<{ port: number; server: net.Server }> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return { port: (server.address() as net.AddressInfo).port, server };
}

describe('ports', () => {
  it('a free port is free', async () => {
    const port = await freePort();
    assert.equal(await isListening(port), false);
    await claimPort(port);
  });

  for (const host of ['127.0.0.1', '0.0.0.0']) {
    it(`a port that a server on ${host} holds is refused, and the holder is named`, async () => {
      const { port, server } = await listen(host);
      try {
        await assert.rejects(claimPort(port), new RegExp(`Port ${port} is taken by node \\(process ${process.pid}\\)`));
      } finally {
        server.close();
      }
    });
  }

  for (const [host, address] of [
    ['127.0.0.1', undefined],
    ['0.0.0.0', '0.0.0.0'],
  ] as const) {
    const who = address === undefined ? 'nobody else' : 'whoever comes';
    it(`a server on ${host} listens to ${who} on a machine without a network`, async () => {
      const { port, server } = await listen(host);
      try {
        assert.equal(await exposedAddress(port, {}), address);
      } finally {
        server.close();
      }
    });
  }
});
