import { readdir, readlink } from 'node:fs/promises';
import net from 'node:net';
import { networkInterfaces } from 'node:os';
import { WorkbenchError } from '../../base/workbench-error';
import { systemText } from '../files/system-file';
import { errorCode } from '../files/error-code';

/** A machine's own addresses answer at once, or a firewall swallows the question. */
const ANSWER_WITHIN = 500;

/** A free loopback port. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** True when a server answers on the loopback port. */
export async function isListening(port: number): Promise<boolean> {
  return answersAt('127.0.0.1', port);
}

/** Where a server answers that listens on all interfaces, and no other; macOS has no such address of its own. */
const OTHER_LOOPBACK = process.platform === 'darwin' ? undefined : '127.0.0.2';

/**
 * An address at which a server on the port can be reached from other machines, or from those of a network that this machine
 * will have (`0.0.0.0`); undefined when it is for `127.0.0.1` alone.
 */
export async function exposedAddress(port: number, interfaces = networkInterfaces()): Promise<string | undefined> {
  const faces = Object.values(interfaces).flatMap((all = []) => all.filter(({ internal }) => !internal));
  for (const { address, scopeid } of faces) {
    // A link-local address is none without its interface.
    if (!scopeid && (await answersAt(address, port))) {
      return address;
    }
  }
  return OTHER_LOOPBACK && (await answersAt(OTHER_LOOPBACK, port)) ? '0.0.0.0' : undefined;
}

async function answersAt(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host, timeout: ANSWER_WITHIN });
    const answer = (listening: boolean): void => {
      socket.destroy();
      resolve(listening);
    };
    socket
      .once('connect', () => answer(true))
      .once('error', () => answer(false))
      .once('timeout', () => answer(false));
  });
}

/**
 * Makes sure that a wished port can be had.
 * @throws WorkbenchError that names the holder where the system tells it.
 */
export async function claimPort(port: number): Promise<void> {
  const cause = await bindError(port);
  if (!cause) {
    return;
  }
  if (errorCode(cause) === 'EACCES') {
    throw new WorkbenchError({
      what: `Port ${port} is not open to you.`,
      why: 'Ports below 1024 belong to the system.',
      next: { title: 'Choose a port above 1023, or none for a free one' },
    });
  }
  const holder = await holderOf(port);
  throw new WorkbenchError({
    what: `Port ${port} is taken${holder ? ` by ${holder}` : ''}.`,
    next: { title: 'Choose another port, or none for a free one' },
    cause,
  });
}

/** A server that holds all interfaces holds the port too, so both addresses are tried. */
async function bindError(port: number): Promise<Error | undefined> {
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const server = net.createServer();
    const error = await new Promise<Error | undefined>((resolve) => {
      server.once('error', resolve);
      server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
    });
    if (error) {
      return error;
    }
  }
  return undefined;
}

async function holderOf(port: number): Promise<string | undefined> {
  if (process.platform !== 'linux') {
    return undefined;
  }
  const sockets = await listeningSockets(port);
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const handles = await readdir(`/proc/${pid}/fd`).catch(() => []);
    for (const handle of handles) {
      const target = await readlink(`/proc/${pid}/fd/${handle}`).catch(() => '');
      if (sockets.has(target)) {
        const name = (await systemText(`/proc/${pid}/comm`)).trim();
        return name ? `${name} (process ${pid})` : `process ${pid}`;
      }
    }
  }
  return undefined;
}

/** Sockets in state LISTEN (0A) on the port, as the kernel names them in a process's file handles. */
async function listeningSockets(port: number): Promise<Set<string>> {
  const tables = await Promise.all(['tcp', 'tcp6'].map((table) => systemText(`/proc/net/${table}`)));
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = tables
    .join('\n')
    .split('\n')
    .map((row) => row.trim().split(/\s+/));
  return new Set(
    rows.filter((row) => row[1]?.endsWith(ending) && row[3] === '0A').map((row) => `socket:[${row[9] ?? ''}]`),
  );
}
