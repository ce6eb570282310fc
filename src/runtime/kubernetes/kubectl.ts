import { WorkbenchError } from '../../base/workbench-error';
import { jsonIn, type Json } from '../../base/json';
import { programsOnPath } from '../processes/program-search';
import type { Processes, RunningProcess } from '../processes/processes';
import { kubectlFailure } from './kubectl-failure';

/** The cluster and the namespace that a command is about; those that are current unless named. */
export interface KubernetesPlace {
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
}

/** What hears a command of kubectl that stays. */
export interface KubectlHearing {
  readonly signal: AbortSignal;
  readonly onLine: (line: string, stream: 'stdout' | 'stderr') => void;
}

/** The kubectl of this machine: it alone knows the person's clusters and how they log in there. */
export class Kubectl {
  private program: Promise<string> | undefined;

  /** @param keptOut Folders whose programs are not taken, such as those of the workspace. */
  constructor(
    private readonly processes: Pick<Processes, 'start' | 'redactor'>,
    private readonly keptOut: () => readonly string[] = () => [],
  ) {}

  /** The names of the contexts that the person's configuration has. */
  async contexts(signal: AbortSignal): Promise<readonly string[]> {
    return (await this.run(['config', 'get-contexts', '--output=name'], {}, signal)).split('\n').filter(Boolean);
  }

  /** The context that counts where none is named; undefined where there is none. */
  async currentContext(signal: AbortSignal): Promise<string | undefined> {
    return this.run(['config', 'current-context'], {}, signal).then(
      (text) => text.trim() || undefined,
      (error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof WorkbenchError) {
          return undefined;
        }
        throw error;
      },
    );
  }

  /** What a command that reads answers as JSON. */
  async json(args: readonly string[], place: KubernetesPlace, signal: AbortSignal): Promise<Json> {
    const text = await this.run([...args, '--output=json'], place, signal);
    const answer = jsonIn(text);
    if (answer === undefined) {
      throw new WorkbenchError({ what: `kubectl ${args[0] ?? ''} did not answer with JSON.` });
    }
    return answer;
  }

  /**
   * Runs a command to its end.
   * @param input What it reads from its standard input.
   * @returns its standard output
   * @throws WorkbenchError in kubectl's own words, or where there is none; an AbortError on abort
   */
  async run(args: readonly string[], place: KubernetesPlace, signal: AbortSignal, input?: string): Promise<string> {
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await this.start(args, place, {
      signal,
      onLine: (line, stream) => lines[stream].push(line),
    });
    if (input !== undefined) {
      started.send(input);
    }
    started.endInput();
    const { code } = await started.exited;
    signal.throwIfAborted();
    if (code !== 0) {
      throw kubectlFailure(args, this.shown(lines.stderr));
    }
    return lines.stdout.join('\n');
  }

  /** Starts a command, which ends with the signal at the latest. */
  async start(args: readonly string[], place: KubernetesPlace, hearing: KubectlHearing): Promise<RunningProcess> {
    const { signal, onLine } = hearing;
    signal.throwIfAborted();
    const started = await this.processes.start(await this.found(), [...args, ...wordsOf(place)], {
      // Its messages are read.
      env: { LC_ALL: 'C' },
      onLine,
      isForProgram: true,
    });
    const abort = (): void => void started.stop();
    signal.addEventListener('abort', abort, { once: true });
    void started.exited.then(() => signal.removeEventListener('abort', abort));
    if (signal.aborted) {
      abort();
    }
    return started;
  }

  /** Lines as a person may see them. */
  shown(lines: readonly string[]): string[] {
    return lines.map((line) => this.processes.redactor.redact(line));
  }

  private found(): Promise<string> {
    this.program ??= programsOnPath(['kubectl'], { keptOut: this.keptOut() }).then(([program]) => {
      if (program === undefined) {
        throw new WorkbenchError({
          what: 'There is no kubectl on the PATH.',
          why: 'Clusters are reached through it: it knows them, and how you log in there.',
          next: { title: 'Install kubectl' },
        });
      }
      return program;
    });
    this.program.catch(() => (this.program = undefined));
    return this.program;
  }
}

function wordsOf({ context, namespace }: KubernetesPlace): string[] {
  return [
    ...(context === undefined ? [] : [`--context=${context}`]),
    ...(namespace === undefined ? [] : [`--namespace=${namespace}`]),
  ];
}
