import { devNull } from 'node:os';
import { WorkbenchError } from '../../base/workbench-error';
import type { Processes } from '../processes/processes';
import { programsOnPath } from '../processes/program-search';
import type { GitAddress } from './git-address';
import { gitFailure } from './git-failure';

/** How a command of git goes. */
export interface GitOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Whom it talks to, if anybody. */
  readonly to?: GitAddress | undefined;
  readonly env?: Readonly<Record<string, string>>;
}

/** What of the settings of git holds whatever a person, a machine or a repository has set. */
const SETTINGS: Readonly<Record<string, string>> = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.symlinks': 'false',
  'core.autocrlf': 'false',
  'core.quotePath': 'true',
  'core.attributesFile': devNull,
  'core.askPass': '',
  'credential.interactive': 'false',
  'fetch.recurseSubmodules': 'false',
  'fetch.bundleURI': '',
  'transfer.bundleURI': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  // A server that sends less than a line in half a minute sends nothing any more.
  'http.lowSpeedLimit': '100',
  'http.lowSpeedTime': '30',
};

/** What of git's own variables is about reaching a server; all others would lead it into another repository. */
const KEPT = /^GIT_(?:SSH|SSH_COMMAND|SSH_VARIANT|SSL_\w+|PROXY_\w+|HTTP_\w+|CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM))$/;

/** The git command of this machine, which asks nobody anything and runs nothing that a repository brings. */
export class GitCommand {
  private program: Promise<string> | undefined;

  /** @param keptOut Folders whose programs are not taken, such as those of the workspace. */
  constructor(
    private readonly processes: Pick<Processes, 'start' | 'redactor'>,
    private readonly keptOut: () => readonly string[] = () => [],
  ) {}

  /**
   * Runs a command of git to its end.
   * @param args Ours; what a stranger wrote stands behind a `--`.
   * @returns the lines of its standard output
   * @throws WorkbenchError when it fails, in git's own words, or there is no git; an AbortError on abort
   */
  async run(args: readonly string[], { cwd, signal, to, env }: GitOptions): Promise<string[]> {
    signal.throwIfAborted();
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const lines: Record<'stdout' | 'stderr', string[]> = { stdout: [], stderr: [] };
    const started = await this.processes.start(await this.found(), [...settings, ...args], {
      cwd,
      env: { ...variables(to), ...env },
      onLine: (line, stream) => lines[stream].push(line),
      isForProgram: true,
    });
    const abort = (): void => void started.stop();
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) {
      abort();
    }
    try {
      const { code } = await started.exited;
      if (signal.aborted) {
        await started.stop();
        signal.throwIfAborted();
      }
      if (code !== 0) {
        throw gitFailure(
          lines.stderr.map((line) => this.processes.redactor.redact(line)),
          to,
        );
      }
      return lines.stdout;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  private found(): Promise<string> {
    this.program ??= programsOnPath(['git'], { keptOut: this.keptOut() }).then(([program]) => {
      if (program === undefined) {
        throw new WorkbenchError({ what: 'There is no git on the PATH.', next: { title: 'Install git' } });
      }
      return program;
    });
    this.program.catch(() => (this.program = undefined));
    return this.program;
  }
}

function variables(to: GitAddress | undefined): Record<string, string | undefined> {
  const inherited = Object.keys(process.env).filter((name) => name.startsWith('GIT_') && !KEPT.test(name));
  return {
    ...Object.fromEntries(inherited.map((name) => [name, undefined])),
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    GIT_LFS_SKIP_SMUDGE: '1',
    GIT_ALLOW_PROTOCOL: protocolOf(to),
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    // Its messages are read.
    LC_ALL: 'C',
    ...login(to),
  };
}

/** The one that the address has: neither a redirect nor a setting leads to another. */
function protocolOf(to: GitAddress | undefined): string {
  const scheme = /^([a-z]+):\/\//i.exec(to?.address ?? '')?.[1]?.toLowerCase();
  return to === undefined ? 'none' : scheme === 'http' ? 'http:https' : (scheme ?? 'ssh');
}

/** In the environment and not among the arguments; it goes to the host that it was written for and no other. */
function login(to: GitAddress | undefined): Record<string, string> {
  if (!to?.login) {
    return {};
  }
  const words = Buffer.from(`${to.login.user}:${to.login.password}`).toString('base64');
  return {
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_0: 'http.extraHeader',
    GIT_CONFIG_VALUE_0: `Authorization: Basic ${words}`,
    GIT_CONFIG_KEY_1: 'http.followRedirects',
    GIT_CONFIG_VALUE_1: 'false',
  };
}
