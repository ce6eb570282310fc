import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { Repositories } from '../unit/platforms/spaceone/repository/client';

describe('attack 3: connections to the local Repository', function () {
  this.timeout(30_000);
  const repositories = new Repositories();
  let sockets: net.Socket[] = [];

  afterEach(async () => {
    sockets.forEach((socket) => socket.destroy());
    sockets = [];
    await repositories.end();
  });

  it('3.40 are let in as far as there is room, and a connection that calls nothing leaves it', async () => {
    const { client, repository } = await repositories.start();
    await client.call('Plugin.list', {});
    const port = Number(repository.address.split(':')[1]);
    const closed: Promise<unknown>[] = [];
    for (let number = 0; number < 300; number++) {
      const socket = net.connect({ port, host: '127.0.0.1' }).on('error', () => undefined);
      sockets.push(socket.resume());
      closed.push(new Promise((resolve) => socket.once('close', resolve)));
      await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed.at(-1)]);
    }
    await Promise.all(closed.slice(128));
    // They were not let in: those who came before are still there.
    assert.equal(sockets.slice(0, 100).filter(({ destroyed }) => destroyed).length, 0);
    await Promise.all(closed);
    // There is room again, for the client that was there as for others.
    await client.call('Plugin.list', {});
    sockets.push(net.connect({ port, host: '127.0.0.1' }));
    await once(sockets.at(-1)!, 'connect');
  });
});
