import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the public catalogue has under the name of a SpaceONE register manifest, too: plugins of a game server. */
const gamePlugin = {
  title: 'game plugin',
  type: 'object',
  additionalProperties: false,
  required: ['name', 'main'],
  properties: {
    name: { type: 'string', pattern: '^[A-Za-z0-9_]+$' },
    main: { type: 'string' },
  },
};

/** A catalogue of schemas on loopback, in the stead of the public one. */
export class Catalogue {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<Catalogue> {
    const server = createServer((request, response) => {
      const base = `http://${request.headers.host ?? ''}`;
      const list = { schemas: [{ name: 'game plugin', fileMatch: ['plugin.yml'], url: `${base}/game-plugin.json` }] };
      const body = { '/catalog.json': list, '/game-plugin.json': gamePlugin }[request.url ?? ''];
      response.writeHead(body ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body ?? {}));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Catalogue(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/catalog.json`);
  }

  dispose(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}
