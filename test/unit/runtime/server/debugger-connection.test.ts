import assert from 'node:assert/strict';
import net from 'node:net';
import { DebuggerConnection } from '../../../../src/runtime/server/debugger-connection';

const framed = (message: object): string => {
  const body = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
};
const event = (output: string): object => ({ seq: 1, type: 'event', event: 'output', body: { output } });

async function send(socket: net.Socket, pieces: readonly (string | Buffer)[], thenEnds: boolean): Promise<void> {
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (thenEnds) {
    socket.end();
  }
}

/** The outputs that come of what a debugger sends, piece by piece, until the connection ends. */
async function heard(pieces: readonly (string | Buffer)[], thenEnds = true): Promise<unknown[]> {
  const outputs: unknown[] = [];
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => void send(socket, pieces, thenEnds));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const connection = await DebuggerConnection.open((server.address() as net.AddressInfo).port, 'token');
  connection.onMessage(({ body }) => outputs.push((body as { output: unknown }).output));
  await new Promise<void>((resolve) => connection.onEnd(resolve));
  server.close();
  return outputs;
}

describe('a connection to a debugger', () => {
  it('hears messages however they are cut', async () => {
    const sent = Buffer.from(framed(event('é1')) + framed(event('2')));
    const pieces = Array.from({ length: sent.length }, (_, index) => sent.subarray(index, index + 1));
    assert.deepEqual(await heard(pieces), ['é1', '2']);
  });

  it('hears two messages that come at once', async () => {
    assert.deepEqual(await heard([framed(event('1')) + framed(event('2'))]), ['1', '2']);
  });

  it('takes each byte of a long message once', async () => {
    const long = 'x'.repeat(8_000_000);
    const sent = Buffer.from(framed(event(long)));
    const pieces: Buffer[] = [];
    for (let at = 0; at < sent.length; at += 4000) {
      pieces.push(sent.subarray(at, at + 4000));
    }
    assert.deepEqual(
      (await heard(pieces)).map((output) => (output as string).length),
      [long.length],
    );
  });

  for (const [what, sent] of [
    ['a header without a length', 'Content-Type: x\r\n\r\n{}'],
    ['a body that is no JSON', 'Content-Length: 2\r\n\r\n{{'],
    ['a header without an end', 'x'.repeat(2000)],
    ['more than any message has', 'Content-Length: 99999999999\r\n\r\n{}'],
  ] as const) {
    it(`ends by itself at ${what}, and hears nothing after it`, async () => {
      assert.deepEqual(await heard([framed(event('1')), sent, framed(event('2'))], false), ['1']);
    });
  }
});
