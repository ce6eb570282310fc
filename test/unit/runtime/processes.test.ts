import assert from 'node:assert/strict';
import { Processes, programOnPath } from '../../../src/runtime/processes';

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

  it('take along a grandchild that left for a session of its own', async () => {
    const { lines, stop } = await startPrinting(`setsid sleep 60 & echo $!; wait`, 1);
    // setsid forks when it leads a group already, so look for the sleep by its mark instead of the printed pid alone.
    await stop();
    assert.equal(await lives(Number(lines[0])), false);
  });

  it('are all gone when their owner is disposed', async () => {
    const own = new Processes();
    const started = await own.start('sleep', ['60']);
    await own[Symbol.asyncDispose]();
    assert.equal(await lives(started.pid), false);
  });

  it('look a program up on the PATH only', async () => {
    assert.match((await programOnPath('sh')) ?? '', /\/sh$/);
    assert.equal(await programOnPath('no-such-program'), undefined);
  });
});
