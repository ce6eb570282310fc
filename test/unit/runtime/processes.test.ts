import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../src/runtime/processes/processes';

/** True while a process with the pid lives and is not merely waiting to be collected. */
async function lives(pid: number): Promise<boolean> {
  const { readFile } = await import('node:fs/promises');
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat !== undefined && !stat.includes(') Z ');
}

describe('processes', () => {
  const processes = new Processes();
  after(() => processes[Symbol.asyncDispose]());

  async function startPrinting(
    script: string,
    count: number,
  ): Promise<{ lines: string[]; stop: () => Promise<void>; pid: number }> {
    const lines: string[] = [];
    const target = new EventTarget();
    const started = await processes.start('sh', ['-c', script], {
      onLine: (line) => {
        lines.push(line);
        target.dispatchEvent(new Event('line'));
      },
    });
    while (lines.length < count) {
      await new Promise((resolve) => target.addEventListener('line', resolve, { once: true }));
    }
    return { lines, stop: () => started.stop(300), pid: started.pid };
  }

  it('give a command its arguments as they are, without a shell in between', async () => {
    const { lines } = await processes.run('printf', ['%s\n', '$(whoami); `id` "&&"']);
    assert.deepEqual(lines, ['$(whoami); `id` "&&"']);
  });

  it('tell the exit code and every line', async () => {
    const { code, lines } = await processes.run('sh', ['-c', 'echo one; echo two >&2; exit 3']);
    assert.deepEqual([code, lines.sort()], [3, ['one', 'two']]);
  });

  it('refuse a command that is not there', async () => {
    await assert.rejects(
      processes.run('no-such-program', []),
      /Cannot start no-such-program. There is no such program/,
    );
  });

  it('stop at an abort, with all that was started', async () => {
    const controller = new AbortController();
    const child: number[] = [];
    const running = processes.run('sh', ['-c', 'sleep 60 & echo $!; wait'], {
      signal: controller.signal,
      onLine: (line) => {
        child.push(Number(line));
        controller.abort();
      },
    });
    await assert.rejects(running, { name: 'AbortError' });
    assert.equal(await lives(child[0]!), false);
  });

  it('take along a child that ignores the polite request', async () => {
    const { pid, stop } = await startPrinting(`trap '' TERM; echo ready; while :; do sleep 1; done`, 1);
    await stop();
    assert.equal(await lives(pid), false);
  });

  describe('take along a straggler', () => {
    let folder: string;
    before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'stragglers '))));
    after(() => rm(folder, { recursive: true }));

    /**
     * Starts a process that starts another in a session of its own, and gives that one's pid once it stands alone.
     * @param words Put before the straggler's command.
     * @param orphaned Whether its parent has ended.
     */
    async function straggler(words: string, { output, orphaned }: { output: string; orphaned: boolean }) {
      const file = path.join(folder, `${words || 'plain'} ${output} ${orphaned}`.replace(/\W+/g, '-'));
      const own = `echo $$ > '${file}'; exec sleep 60`;
      const start = `exec ${words} setsid sh -c "${own.replaceAll('$', '\\$')}" ${output}`;
      const { lines, stop } = await startPrinting(
        `${orphaned ? `(${start} & )` : `(${start}) &`}
        until [ -s '${file}' ]; do sleep 0.02; done; cat '${file}'; while :; do sleep 1; done`,
        1,
      );
      return { pid: Number(lines[0]), stop };
    }

    it('that is known by the mark in its environment alone', async () => {
      const { pid, stop } = await straggler('', { output: '>/dev/null 2>&1', orphaned: true });
      assert.equal(await lives(pid), true);
      await stop();
      assert.equal(await lives(pid), false);
    });

    it('that is known by the output that it holds alone', async () => {
      const { pid, stop } = await straggler('env -i', { output: '', orphaned: true });
      assert.equal(await lives(pid), true);
      await stop();
      assert.equal(await lives(pid), false);
    });

    it('that is known by its parent alone', async () => {
      const { pid, stop } = await straggler('env -i', { output: '>/dev/null 2>&1', orphaned: false });
      assert.equal(await lives(pid), true);
      await stop();
      assert.equal(await lives(pid), false);
    });
  });

  it('have ended although another one holds their output open', async () => {
    const { code, lines } = await processes.run('sh', ['-c', 'env -i setsid sleep 60 & echo $!; exit 3']);
    assert.equal(code, 3);
    process.kill(Number(lines[0]), 'SIGKILL');
  });

  it('are all gone when their owner is disposed', async () => {
    const own = new Processes();
    const started = await own.start('sleep', ['60']);
    await own[Symbol.asyncDispose]();
    assert.equal(await lives(started.pid), false);
  });
});
