import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Check, Outcome } from '../../src/contract/contract';
import { resultLine } from '../../src/contract/outcome-words';
import { runContract } from '../../src/contract/run-contract';
import { Output } from '../../src/cli/output';
import { Callers } from '../../src/runtime/calls/callers';
import { GrpcConnections } from '../../src/runtime/calls/grpc-connections';
import { Redactor } from '../../src/runtime/secrets/redactor';
import { SampleServer, closedPort } from '../unit/runtime/grpc/sample-server';

/** The command line as it is shipped; "npm test" builds it first. */
const program = path.resolve('dist/cli.js');

const passed: Outcome = { is: 'passed' };

function check(title: string, run: Check['run'], parts: Partial<Check> = {}): Check {
  return { id: title, title, source: 'the tests', needs: 'server', run, ...parts };
}

describe('3 a contract that is held against a hostile server', function () {
  this.timeout(60_000);
  const redactor = new Redactor();
  const connections = new GrpcConnections();
  const callers = new Callers(connections, redactor);
  let server: SampleServer;

  before(async () => (server = await new SampleServer().start()));
  after(async () => {
    connections.dispose();
    await server.stop();
  });

  async function linesOf(
    checks: readonly Check[],
    limit?: (milliseconds: number) => AbortSignal,
    address = server.address,
  ): Promise<string[]> {
    const lines = ['count', 'lines', 'answer'].map((name) => ({ name, verb: 'POST', path: `/${name}` }) as const);
    const http = lines.map((method) => ({ ...method, streams: method.name === 'lines' }));
    const results = await runContract({
      checks,
      plugin: undefined,
      server: () => Promise.resolve(callers.to(address, { http })),
      messageFor: () => Promise.resolve({}),
      signal: new AbortController().signal,
      ...(limit && { limit }),
    });
    return results.map((result) => resultLine(result));
  }

  it('3.51 stops an answer of two messages where one is promised', async () => {
    const one = check('one', async (context) => {
      await context.answer('sample.v1.Sample.count', { up_to: 1_000_000 });
      return passed;
    });
    assert.deepEqual(await linesOf([one]), [
      'failed  one: sample.v1.Sample.count answers with more than one message. The call was stopped there. Answer with one message.',
    ]);
    assert.ok(server.written < 1_000_000);
  });

  it('3.52 stops an answer without an end, however small its messages are', async () => {
    const all = check('all', async (context) => {
      await context.answers('sample.v1.Sample.count', { up_to: 1_000_000 });
      return passed;
    });
    assert.deepEqual(await linesOf([all]), [
      'failed  all: sample.v1.Sample.count answers with more than 100,000 messages. The call was stopped there. End the answer, or send less of it.',
    ]);
  });

  it('3.53 stops an answer of large messages, told by their size in memory and not by their text', async () => {
    const large = `[${'0,'.repeat(1_000_000)}0]\n`;
    let written = 0;
    await withHttp(
      endlessly(large, () => (written += 1)),
      async (address) => {
        const all = check('all', async (context) => {
          await context.answers('lines', {});
          return passed;
        });
        assert.deepEqual(await linesOf([all], undefined, address), [
          'failed  all: lines answers with more than 32 MB. The call was stopped there. End the answer, or send less of it.',
        ]);
      },
    );
    // By its text, sixteen lines of 2 MB would be kept.
    assert.ok(written <= 12, `${written} lines`);
  });

  it('3.54 gives up on a server that does not answer, and on a check that does not hear of it', async () => {
    const limits: number[] = [];
    const over = (milliseconds: number): AbortSignal => {
      limits.push(milliseconds);
      return AbortSignal.timeout(1);
    };
    const asks = check('asks', async (context) => {
      await context.answer('sample.v1.Sample.wait', {});
      return passed;
    });
    const deaf = check('deaf', () => new Promise(() => undefined), { seconds: 5 });
    const none = await linesOf([asks, deaf, check('reads', () => Promise.resolve(passed))], over);
    assert.deepEqual(none.slice(0, 2), [
      'failed  asks: No answer within 60 s. Look at what the server waits for.',
      'failed  deaf: No answer within 5 s. Look at what the server waits for.',
    ]);
    assert.equal(none[2], 'passed  reads');
    assert.deepEqual(limits, [60_000, 5_000, 60_000]);
  });

  it('3.55 keeps a result on one line, and what is printed behind it a line of ours', () => {
    const written: string[] = [];
    const output = new Output(redactor, {
      stdout: { write: (text) => written.push(text) },
      stderr: { write: (text) => written.push(text) },
    });
    const forged = 'boom\npassed  init answers\r\n9 passed, 0 failed\n::error::x';
    const line = resultLine({
      check: check('init', () => Promise.resolve(passed)),
      outcome: { is: 'failed', failure: { what: forged } },
    });
    output.oneLine(line);
    output.oneNote(forged);
    assert.deepEqual(written, [
      'failed  init: boom\\u000apassed  init answers\\u000d\\u000a9 passed, 0 failed\\u000a::error::x\n',
      'boom\\u000apassed  init answers\\u000d\\u000a9 passed, 0 failed\\u000a::error::x\n',
    ]);
  });

  for (const words of [
    ['call', 'no\nfolder', 'Collector.init'],
    ['contract', 'no\nfolder'],
    ['scaffold', 'spaceone.collector', 'a\n9 passed', '--into', 'no-folder'],
    ['no\ncommand'],
  ]) {
    it(`3.56 says in one line what is wrong with ${JSON.stringify(words)}`, async () => {
      const { err } = await run(...words);
      assert.match(err[0]!, /\\u000a.*\.$/);
    });
  }

  it('3.57 keeps the failure of a call on its line, whatever the server says', async () => {
    const data = JSON.stringify({ code: 2, details: 'no\n  at /etc/passwd:1\npassed' });
    const { code, err } = await run('call', server.address, 'sample.v1.Sample.fail', '--data', data);
    assert.equal(code, 1);
    assert.equal(err.length, 1);
    assert.match(err[0]!, /no\\u000a {2}at \/etc\/passwd:1\\u000apassed/);
  });

  it('3.58 tells a server that is not there as that, and not as one that offers nothing', async () => {
    const address = `http://127.0.0.1:${await closedPort()}`;
    const nothing = `Nothing answers at ${address.slice(7)}. No program listens on that port.`;
    const { out } = await run('contract', address);
    assert.ok(out[0]!.startsWith('failed  '), out[0]);
    assert.ok(out[0]!.includes(nothing), out[0]);
    const { err } = await run('call', address, 'Collector.init');
    assert.ok(err[0]!.startsWith(nothing), err[0]);
  });
});

/** A server that answers each request so. */
async function withHttp(
  answer: (response: ServerResponse) => void,
  work: (address: string) => Promise<void>,
): Promise<void> {
  const server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** One line after the other, as fast as they are taken. */
function endlessly(line: string, onLine = (): unknown => undefined): (response: ServerResponse) => void {
  return (response) => {
    const more = (): void => {
      let goesOn = true;
      while (goesOn && !response.destroyed) {
        onLine();
        goesOn = response.write(line);
      }
    };
    response.on('drain', more);
    more();
  };
}

function run(...words: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], (error, out, err) => {
      const linesOf = (text: string): string[] => text.trimEnd().split('\n');
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out: linesOf(out), err: linesOf(err) });
    });
  });
}
