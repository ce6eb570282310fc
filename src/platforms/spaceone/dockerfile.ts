import { shellCommands, shellWords, substitute, type Variables } from './shell-words';

/** Files of the build context, or of another stage, that stand in the image. */
interface Copy {
  readonly sources: readonly string[];
  /** Absolute in the image. */
  readonly target: string;
  readonly from: Stage | undefined;
}

interface Stage {
  readonly names: readonly string[];
  readonly image: string;
  readonly parent: Stage | undefined;
  readonly variables: Map<string, string>;
  readonly copies: Copy[];
  readonly runs: Run[];
  workdir: string;
  entrypoint: readonly string[] | undefined;
  cmd: readonly string[] | undefined;
}

/** One simple command of a RUN instruction. */
export interface Run {
  readonly words: readonly string[];
  /** The working folder in the image. */
  readonly workdir: string;
}

/** What the last stage of a Dockerfile is built of and runs. */
export interface Dockerfile {
  /** The image on which the stages rest. */
  readonly image: string;
  /** Entry point and command as the image starts them; a shell form is `sh -c LINE`. */
  readonly command: readonly string[];
  readonly variables: Variables;
  readonly workdir: string;
  /** The commands that made the stages from which the image takes anything, in their order. */
  readonly runs: readonly Run[];
  /** Where a path of the image can come from in the build context, the likeliest first, relative to it. */
  sourcesOf(path: string): string[];
}

/** Reads a Dockerfile as its reference describes it; undefined when it has no stage. */
export function parseDockerfile(text: string): Dockerfile | undefined {
  const stages: Stage[] = [];
  const globals = new Map<string, string>();
  for (const { keyword, rest, heredoc } of instructions(text)) {
    const stage = stages.at(-1);
    if (keyword === 'FROM') {
      stages.push(newStage(rest, stages, globals));
    } else if (!stage) {
      if (keyword === 'ARG') {
        setArguments(rest, globals, globals);
      }
    } else {
      apply(keyword, rest, heredoc, stage, stages, globals);
    }
  }
  const last = stages.at(-1);
  return last && describe(last, stages);
}

function describe(last: Stage, stages: readonly Stage[]): Dockerfile {
  const used = usedStages(last);
  return {
    image: baseImage(last),
    command: [...(entrypointOf(last) ?? []), ...(cmdOf(last) ?? [])],
    variables: last.variables,
    workdir: last.workdir,
    runs: stages.filter((stage) => used.has(stage)).flatMap((stage) => stage.runs),
    sourcesOf: (path) => [...new Set(sourcesIn(last, resolve('/', path), 0))],
  };
}

interface Instruction {
  readonly keyword: string;
  readonly rest: string;
  readonly heredoc: string | undefined;
}

function instructions(text: string): Instruction[] {
  const lines = text
    .replaceAll('\r\n', '\n')
    .replace(/^\uFEFF/, '')
    .split('\n');
  const escape = /^\s*#\s*escape\s*=\s*(`|\\)\s*$/im.exec(lines.slice(0, 3).join('\n'))?.[1] === '`' ? '`' : '\\';
  const found: Instruction[] = [];
  for (let index = 0; index < lines.length; index++) {
    let line = lines[index] ?? '';
    if (/^\s*(#|$)/.test(line)) {
      continue;
    }
    while (line.trimEnd().endsWith(escape) && index + 1 < lines.length) {
      const next = lines[++index] ?? '';
      // A comment between two parts of an instruction is left out, and so is an empty line.
      line = /^\s*(#|$)/.test(next) ? line : `${line.trimEnd().slice(0, -1)} ${next.trim()}`;
    }
    const match = /^\s*([A-Za-z]+)\s+([\s\S]*)$/.exec(line.trimEnd());
    const keyword = (match?.[1] ?? '').toUpperCase();
    const end = /^(RUN|COPY|ADD)$/.test(keyword) ? /<<-?\s*(['"]?)(\w+)\1/.exec(match?.[2] ?? '')?.[2] : undefined;
    let heredoc: string | undefined;
    if (end) {
      const close = lines.findIndex((candidate, later) => later > index && candidate.trim() === end);
      heredoc = lines.slice(index + 1, close < 0 ? lines.length : close).join('\n');
      index = close < 0 ? lines.length : close;
    }
    found.push({ keyword, rest: match?.[2] ?? '', heredoc });
  }
  return found;
}

function newStage(rest: string, stages: readonly Stage[], globals: Variables): Stage {
  const words = shellWords(rest, globals).filter((word) => !word.startsWith('--'));
  const image = words[0] ?? '';
  const parent = stages.findLast(({ names }) => names.includes(image.toLowerCase()));
  const name = words[1]?.toLowerCase() === 'as' ? words[2] : undefined;
  return {
    names: [String(stages.length), ...(name ? [name.toLowerCase()] : [])],
    image,
    parent,
    variables: new Map(parent?.variables),
    copies: [],
    runs: [],
    workdir: parent?.workdir ?? '/',
    entrypoint: undefined,
    cmd: undefined,
  };
}

function apply(
  keyword: string,
  rest: string,
  heredoc: string | undefined,
  stage: Stage,
  stages: readonly Stage[],
  globals: Variables,
): void {
  switch (keyword) {
    case 'ARG':
      setArguments(rest, stage.variables, globals);
      return;
    case 'ENV':
      setEnvironment(rest, stage.variables);
      return;
    case 'WORKDIR':
      stage.workdir = resolve(stage.workdir, substitute(unquoted(rest), stage.variables));
      return;
    case 'COPY':
    case 'ADD':
      addCopy(rest, stage, stages);
      return;
    case 'RUN':
      addRuns(rest, heredoc, stage);
      return;
    case 'ENTRYPOINT':
      stage.entrypoint = commandOf(rest, stage.variables);
      return;
    case 'CMD':
      stage.cmd = commandOf(rest, stage.variables);
      return;
    default:
  }
}

/** A stage that sets its own entry point does not take over the command of the stage on which it rests. */
function cmdOf(stage: Stage): readonly string[] | undefined {
  if (isShell(entrypointOf(stage))) {
    return undefined;
  }
  return stage.cmd ?? (stage.entrypoint || !stage.parent ? undefined : cmdOf(stage.parent));
}

function entrypointOf(stage: Stage): readonly string[] | undefined {
  return stage.entrypoint ?? (stage.parent && entrypointOf(stage.parent));
}

const SHELL = ['/bin/sh', '-c'] as const;

/** True for the shell form of an entry point, which takes no command. */
function isShell(words: readonly string[] | undefined): boolean {
  return words?.length === 3 && words[0] === SHELL[0] && words[1] === SHELL[1];
}

function commandOf(rest: string, variables: Variables): readonly string[] {
  return jsonWords(rest)?.map((word) => substitute(word, variables)) ?? [...SHELL, rest];
}

function jsonWords(text: string): string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((word) => typeof word === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

function setArguments(rest: string, variables: Map<string, string>, globals: Variables): void {
  for (const word of shellWords(rest, variables)) {
    const cut = word.indexOf('=');
    const name = cut < 0 ? word : word.slice(0, cut);
    const value = cut < 0 ? globals.get(name) : word.slice(cut + 1);
    // What ENV has set is stronger than a build argument of the same name.
    if (value !== undefined && !variables.has(name)) {
      variables.set(name, value);
    }
  }
}

function setEnvironment(rest: string, variables: Map<string, string>): void {
  const old = /^([A-Za-z_]\w*)\s+(.*)$/s.exec(rest);
  if (old) {
    variables.set(old[1] ?? '', substitute(unquoted(old[2] ?? ''), variables));
    return;
  }
  // All values of one instruction see the variables as they were before it.
  const pairs = shellWords(rest, new Map(variables)).map((word) => word.split(/=(.*)/s));
  for (const [name, value] of pairs) {
    if (name && value !== undefined) {
      variables.set(name, value);
    }
  }
}

function addCopy(rest: string, stage: Stage, stages: readonly Stage[]): void {
  const options = /^(?:--[\w-]+(?:=\S*)?\s+)*/.exec(rest)?.[0] ?? '';
  const from = /--from=(\S+)/.exec(options)?.[1];
  const paths = rest.slice(options.length);
  const words =
    jsonWords(paths)?.map((word) => substitute(word, stage.variables)) ?? shellWords(paths, stage.variables);
  const target = words.pop();
  const origin = from === undefined ? undefined : stages.findLast(({ names }) => names.includes(from.toLowerCase()));
  // Files of a foreign image are nobody's source.
  if (target === undefined || words.length === 0 || (from !== undefined && !origin)) {
    return;
  }
  stage.copies.push({ sources: words, target: resolve(stage.workdir, target), from: origin });
}

function addRuns(rest: string, heredoc: string | undefined, stage: Stage): void {
  const line = rest.replace(/^(?:--[\w-]+(?:=\S*)?\s+)*/, '');
  const words = jsonWords(line);
  const commands = words ? [words] : shellCommands(heredoc ?? line, stage.variables);
  let workdir = stage.workdir;
  for (const command of commands) {
    if (command[0] === 'cd' && command[1]) {
      workdir = resolve(workdir, command[1]);
    }
    stage.runs.push({ words: command, workdir });
  }
}

function usedStages(stage: Stage, used = new Set<Stage>()): Set<Stage> {
  if (!used.has(stage)) {
    used.add(stage);
    for (const other of [stage.parent, ...stage.copies.map(({ from }) => from)]) {
      if (other) {
        usedStages(other, used);
      }
    }
  }
  return used;
}

function baseImage(stage: Stage): string {
  return stage.parent ? baseImage(stage.parent) : stage.image;
}

function sourcesIn(stage: Stage, path: string, depth: number): string[] {
  const own = stage.copies
    .toReversed()
    .flatMap((copy) => copy.sources.flatMap((source) => origins(copy, source, path, depth)));
  return [...own, ...(stage.parent && depth < 8 ? sourcesIn(stage.parent, path, depth + 1) : [])];
}

/** A source may be a file or a folder, whose contents are copied: both are offered. */
function origins(copy: Copy, source: string, path: string, depth: number): string[] {
  const plain = source.replace(/\/+$/, '') || '/';
  const below =
    path === copy.target
      ? ''
      : path.startsWith(copy.target === '/' ? '/' : `${copy.target}/`)
        ? path.slice(copy.target.length).replace(/^\//, '')
        : undefined;
  if (below === undefined) {
    return [];
  }
  const [first = ''] = below.split('/');
  const name = plain.slice(plain.lastIndexOf('/') + 1);
  const parent = plain.slice(0, Math.max(0, plain.lastIndexOf('/')));
  const wild = /[*?[]/.test(name);
  const asFile = below && matches(name, first) ? [`${parent}/${below}`] : [];
  const asFolder = wild ? [] : [`${plain}/${below}`];
  const found = [...asFile, ...asFolder].map((candidate) => resolve('/', candidate));
  const { from } = copy;
  return from && depth < 8
    ? found.flatMap((candidate) => sourcesIn(from, candidate, depth + 1))
    : found.map((candidate) => candidate.slice(1));
}

function matches(pattern: string, name: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  try {
    return new RegExp(`^${expression}$`).test(name);
  } catch {
    return pattern === name;
  }
}

/** A path of the image seen from a folder of it, without `.` and `..`. */
export function resolve(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  return `/${parts.join('/')}`;
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text.trim())?.[2] ?? text.trim();
}
