import { PipOption } from '../../runtime/python/pip-option';
import type { Run } from './dockerfile';

/** One `pip install` of a Dockerfile, as far as it matters outside of the image. */
export interface PipInstall {
  /** Options that change what is found or taken, such as an index. */
  readonly options: readonly PipOption[];
  /** Words where pip takes requirements, as written. */
  readonly requirements: readonly string[];
  /** Requirements files as written. */
  readonly files: readonly string[];
  readonly constraints: readonly string[];
  /** Folders and archives of the build context. */
  readonly locals: readonly string[];
  readonly pre: boolean;
  /** The working folder in the image. */
  readonly workdir: string;
  /** 1-based line of its instruction in the Dockerfile. */
  readonly line: number;
  /** True for what stands behind a `pip install` without `&&`, and was read by that as names of packages. */
  readonly lacksAnd: boolean;
}

/** Options with a value that concern only the image. */
const DROPPED = [
  '--target',
  '--prefix',
  '--root',
  '--src',
  '--platform',
  '--python-version',
  '--implementation',
  '--abi',
  '--upgrade-strategy',
  '--progress-bar',
  '--root-user-action',
  '--cache-dir',
  '--timeout',
  '--default-timeout',
  '--retries',
  '--exists-action',
  '--log',
  '--log-file',
  '--build',
  '--install-option',
  '--report',
  '--python',
  '--keyring-provider',
  '--use-feature',
  '--use-deprecated',
  '--global-option',
];
const SHORT: Readonly<Record<string, string>> = {
  '-i': '--index-url',
  '-f': '--find-links',
  '-r': '--requirement',
  '-c': '--constraint',
  '-e': '--editable',
  '-t': '--target',
  '-C': '--config-settings',
};

/** The `pip install` commands among those that built an image. */
export function pipInstalls(runs: readonly Run[]): PipInstall[] {
  return runs.flatMap(({ words, workdir, line }) => {
    const start = installStart(words);
    const meant = start === undefined ? [] : commandsMeant(words.slice(start));
    return meant.map((each, index) => ({ ...readInstall(each), workdir, line, lacksAnd: index > 0 }));
  });
}

/** The arguments of one `pip install`, and of those that follow it where `&&` was forgotten. */
function commandsMeant(words: readonly string[]): string[][] {
  const meant: string[][] = [[]];
  for (let index = 0; index < words.length; index++) {
    const rest = words.slice(index);
    const isPython = /^python[\d.]*$/.test(rest[0] ?? '') && rest[1] === '-m';
    const [program = '', verb] = isPython ? rest.slice(2) : rest;
    if (/^(?:\/\S*\/)?pip[\d.]*$/.test(program) && verb === 'install') {
      meant.push([]);
      index += isPython ? 3 : 1;
    } else {
      meant.at(-1)?.push(rest[0] ?? '');
    }
  }
  return meant;
}

/** The first word after `install` in `pip install`, `python -m pip install` or `uv pip install`. */
function installStart(words: readonly string[]): number | undefined {
  const pip = words.findIndex((word) => /(^|\/)(pip[\d.]*|uv)$/.test(word) || word === '-mpip');
  if (pip < 0 || words.slice(0, pip).some((word) => /(^|\/)(echo|apt|apt-get|apk|yum|dnf|rm|cp|which)$/.test(word))) {
    return undefined;
  }
  const install = words.indexOf('install', pip);
  return install < 0 ? undefined : install + 1;
}

function readInstall(words: readonly string[]): Omit<PipInstall, 'workdir' | 'line' | 'lacksAnd'> {
  const options: PipOption[] = [];
  const requirements: string[] = [];
  const files: string[] = [];
  const constraints: string[] = [];
  const locals: string[] = [];
  let pre = false;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (/^\d?>/.test(word)) {
      // A redirection: the file is one word on, unless it is attached.
      index += /^\d?>>?$/.test(word) ? 1 : 0;
      continue;
    }
    if (!word.startsWith('-')) {
      (isLocal(word) ? locals : requirements).push(word);
      continue;
    }
    const [written = ''] = /^(?:--[\w-]+|-[A-Za-z])/.exec(word) ?? [];
    const attached = word.slice(written.length).replace(/^=/, '') || undefined;
    const name = SHORT[written] ?? written;
    const value = (): string => attached ?? words[++index] ?? '';
    if (name === '--requirement') {
      files.push(value());
    } else if (name === '--constraint') {
      constraints.push(value());
    } else if (name === '--editable') {
      const target = value();
      (isLocal(target) ? locals : requirements).push(target);
    } else if (name === '--pre') {
      pre = true;
    } else {
      const option = PipOption.of(name, PipOption.takesValue(name) ? value() : undefined);
      if (option) {
        options.push(option);
      } else if (DROPPED.includes(name) && attached === undefined) {
        index++;
      }
    }
  }
  return { options, requirements, files, constraints, locals, pre };
}

/** A path or an archive, not a name in an index. */
function isLocal(word: string): boolean {
  return (
    /^\.{0,2}\//.test(word) ||
    /^\.{1,2}(\[.*\])?$/.test(word) ||
    (/\.(whl|zip|tar\.\w+|tgz)$/.test(word) && !/^\w+(\+\w+)?:/.test(word) && !word.includes('@'))
  );
}
