import { WorkbenchError } from '../../base/workbench-error';
import type { Kubectl } from './kubectl';
import { kubectlFailure } from './kubectl-failure';
import type { KubernetesTarget } from './kubernetes-target';

/** A port of this machine's loopback that leads to one of a Service or a Pod. */
export interface PortForward extends AsyncDisposable {
  /** Host and port. */
  readonly address: string;
  /** What kubectl said when it ended, as it does soon after the pod refused a connection; undefined while it leads there. */
  ended(): Promise<string | undefined>;
}

/** In milliseconds. */
const ENDS_WITHIN = 2000;

const FORWARDING = /^Forwarding from (127\.0\.0\.1:\d+) ->/;

/**
 * Opens a way to a Service or a Pod by `kubectl port-forward`, on a free port of the loopback alone.
 * @throws WorkbenchError in kubectl's own words where there is no way; an AbortError on abort
 */
export async function forwardPort(
  kubectl: Kubectl,
  target: KubernetesTarget,
  signal: AbortSignal,
): Promise<PortForward> {
  const { sort, name, port, ...place } = target;
  const args = ['port-forward', '--address=127.0.0.1', `${sort}/${name}`, `:${port}`];
  const stderr: string[] = [];
  const over = new AbortController();
  let opened: (address: string) => void;
  const address = new Promise<string>((resolve) => (opened = resolve));
  const started = await kubectl.start(args, place, {
    signal: AbortSignal.any([signal, over.signal]),
    onLine: (line, stream) => {
      const [, found] = FORWARDING.exec(line) ?? [];
      if (found !== undefined) {
        opened(found);
      } else if (stream === 'stderr') {
        stderr.push(line);
      }
    },
  });
  const ended = started.exited.then((): never => {
    signal.throwIfAborted();
    throw kubectlFailure(args, kubectl.shown(stderr));
  });
  ended.catch(() => undefined);
  return {
    address: await Promise.race([address, ended]),
    async ended() {
      const isEnding = await comesWithin(started.exited, ENDS_WITHIN);
      return isEnding && !over.signal.aborted ? (kubectl.shown(stderr).at(-1) ?? 'kubectl has ended.') : undefined;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await started.stop();
    },
  };
}

/** True where it comes in so many milliseconds. */
async function comesWithin(awaited: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  try {
    return await Promise.race([awaited.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Why a call over a way that has ended could not work. */
export function lostWay({ name }: KubernetesTarget, said: string): WorkbenchError {
  return new WorkbenchError({
    what: `The way to ${name} was lost.`,
    why: said,
    next: { title: 'Look at whether its pod listens at that port and stays running' },
  });
}
