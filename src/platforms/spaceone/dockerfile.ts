import { Budget } from '../../base/budget';
import { finish, type Steps } from '../../base/steps';
import { instructions, type Instruction } from './dockerfile-instructions';
import { copySource, resolve, sourcesIn, type Copy, type CopyingStage } from './image-sources';
import { shellCommands, shellWords, substitute, type Variables } from './shell-words';

interface Stage extends CopyingStage<Stage> {
  readonly image: string;
  readonly variables: Map<string, string>;
  readonly copies: (Copy<Stage> & CopyLine)[];
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
  /** 1-based line of the instruction. */
  readonly line: number;
}

/** One COPY or ADD instruction. */
export interface CopyLine {
  /** Absolute in the image. */
  readonly target: string;
  readonly written: string;
  /** 1-based. */
  readonly line: number;
}

/** What the last stage of a Dockerfile is built of and runs. */
export interface Dockerfile {
  /** The image on which the stages rest. */
  readonly image: string;
  /** The simple commands that the image starts: its own, or those of the line that it gives to a shell. */
  readonly commands: readonly (readonly string[])[];
  readonly variables: Variables;
  /** The commands that made the stages from which the image takes anything, in their order. */
  readonly runs: readonly Run[];
  /** The files that were copied into these stages, in their order. */
  readonly copies: readonly CopyLine[];
  /**
   * Where a path of the image can come from in the build context, the likeliest first, relative to it.
   * @param from The folder from which the path is seen: the working folder of the image unless given.
   * @throws BudgetSpent
   */
  sourcesOf(path: string, from?: string): string[];
}

/**
 * Reads a Dockerfile as its reference describes it; undefined when it has no stage.
 * @throws BudgetSpent when its stages, variables or paths multiply
 */
export function parseDockerfile(text: string, budget = new Budget()): Dockerfile | undefined {
  return finish(dockerfileInSteps(text, budget));
}

/** {@link parseDockerfile} in parts. */
export function dockerfileInSteps(text: string, budget: Budget): Steps<Dockerfile | undefined> {
  return new DockerfileReader(budget).read(text);
}

const STEPS_A_STAGE = 250;
/** Where it is none, which is thrown. */
const STEPS_A_JSON = 500;

class DockerfileReader {
  private readonly stages: Stage[] = [];
  /** By name and by number, the last of a name. */
  private readonly byName = new Map<string, Stage>();
  private readonly globals = new Map<string, string>();

  constructor(private readonly budget: Budget) {}

  *read(text: string): Steps<Dockerfile | undefined> {
    for (const instruction of instructions(text, this.budget)) {
      yield;
      const stage = this.stages.at(-1);
      if (instruction.keyword === 'FROM') {
        this.addStage(instruction.rest);
      } else if (stage) {
        this.apply(instruction, stage);
      } else if (instruction.keyword === 'ARG') {
        this.setArguments(instruction.rest, this.globals);
      }
    }
    const last = this.stages.at(-1);
    return last && this.describe(last);
  }

  private describe(last: Stage): Dockerfile {
    const { budget } = this;
    const used = usedStages(last);
    const stages = this.stages.filter((stage) => used.has(stage));
    const command = [...(entrypointOf(last) ?? []), ...(cmdOf(last) ?? [])];
    return {
      image: [...lineage(last)].at(-1)?.image ?? '',
      commands: commandsIn(command, last.variables, budget),
      variables: last.variables,
      runs: stages.flatMap((stage) => stage.runs),
      copies: stages.flatMap((stage) => stage.copies),
      sourcesOf: (path, from = last.workdir) => sourcesIn(last, resolve(from, path, budget), budget),
    };
  }

  private addStage(rest: string): void {
    const words = shellWords(rest, this.globals, this.budget).filter((word) => !word.startsWith('--'));
    const image = words[0] ?? '';
    const parent = this.byName.get(image.toLowerCase());
    this.budget.spend(STEPS_A_STAGE + (parent?.variables.size ?? 0));
    const stage: Stage = {
      image,
      parent,
      variables: new Map(parent?.variables),
      copies: [],
      runs: [],
      workdir: parent?.workdir ?? '/',
      entrypoint: undefined,
      cmd: undefined,
    };
    const name = words[1]?.toLowerCase() === 'as' ? words[2] : undefined;
    this.byName.set(String(this.stages.length), stage);
    if (name) {
      this.byName.set(name.toLowerCase(), stage);
    }
    this.stages.push(stage);
  }

  private apply({ keyword, rest, heredoc, line }: Instruction, stage: Stage): void {
    switch (keyword) {
      case 'ARG':
        this.setArguments(rest, stage.variables);
        return;
      case 'ENV':
        this.setEnvironment(rest, stage.variables);
        return;
      case 'WORKDIR':
        stage.workdir = this.resolve(stage.workdir, substitute(unquoted(rest), stage.variables, this.budget));
        return;
      case 'COPY':
      case 'ADD':
        this.addCopy(keyword, rest, line, stage);
        return;
      case 'RUN':
        this.addRuns(rest, { heredoc, line }, stage);
        return;
      case 'ENTRYPOINT':
        stage.entrypoint = this.commandOf(rest, stage.variables);
        return;
      case 'CMD':
        stage.cmd = this.commandOf(rest, stage.variables);
        return;
      default:
    }
  }

  private setArguments(rest: string, variables: Map<string, string>): void {
    for (const word of shellWords(rest, variables, this.budget)) {
      const [name, written] = assignment(word);
      const value = written ?? this.globals.get(name);
      // What ENV has set is stronger than a build argument of the same name.
      if (value !== undefined && !variables.has(name)) {
        variables.set(name, value);
      }
    }
  }

  private setEnvironment(rest: string, variables: Map<string, string>): void {
    const [start, name] = /^([A-Za-z_]\w*)\s+/.exec(rest) ?? [];
    if (start !== undefined && name !== undefined) {
      variables.set(name, substitute(unquoted(rest.slice(start.length)), variables, this.budget));
      return;
    }
    // All values of one instruction see the variables as they were before it.
    for (const [key, value] of shellWords(rest, variables, this.budget).map(assignment)) {
      if (key && value !== undefined) {
        variables.set(key, value);
      }
    }
  }

  private addCopy(keyword: string, rest: string, line: number, stage: Stage): void {
    const options = OPTIONS.exec(rest)?.[0] ?? '';
    const from = /--from=(\S+)/.exec(options)?.[1];
    const paths = rest.slice(options.length);
    const words = this.substituted(paths, stage.variables) ?? shellWords(paths, stage.variables, this.budget);
    const target = words.pop();
    const origin = from === undefined ? undefined : this.byName.get(from.toLowerCase());
    // Files of a foreign image are nobody's source, and those of the stage itself stand where they stood.
    if (target === undefined || words.length === 0 || (from !== undefined && !origin) || origin === stage) {
      return;
    }
    const sources = words.map((word) => copySource(word, this.budget));
    const written = `${keyword} ${rest}`;
    stage.copies.push({ sources, target: this.resolve(stage.workdir, target), from: origin, written, line });
  }

  private addRuns(rest: string, { heredoc, line }: Pick<Instruction, 'heredoc' | 'line'>, stage: Stage): void {
    const command = rest.slice(OPTIONS.exec(rest)?.[0].length);
    const exec = this.jsonWords(command);
    const commands = exec ? [exec] : shellCommands(heredoc ?? command, stage.variables, this.budget);
    let workdir = stage.workdir;
    for (const words of commands) {
      if (words[0] === 'cd' && words[1]) {
        workdir = this.resolve(workdir, words[1]);
      }
      stage.runs.push({ words, workdir, line });
    }
  }

  private commandOf(rest: string, variables: Variables): readonly string[] {
    return this.substituted(rest, variables) ?? [...SHELL, rest];
  }

  private substituted(text: string, variables: Variables): string[] | undefined {
    return this.jsonWords(text)?.map((word) => substitute(word, variables, this.budget));
  }

  /** The words of an exec form; undefined for a shell form. */
  private jsonWords(text: string): string[] | undefined {
    if (!text.startsWith('[')) {
      return undefined;
    }
    this.budget.spend(STEPS_A_JSON + text.length);
    try {
      const value: unknown = JSON.parse(text);
      return Array.isArray(value) && value.every((word) => typeof word === 'string') ? value : undefined;
    } catch {
      return undefined;
    }
  }

  private resolve(folder: string, path: string): string {
    return resolve(folder, path, this.budget);
  }
}

/** Options of an instruction, which stand in front of all else. */
const OPTIONS = /^(?:--[\w-]+(?:=\S*)?\s+)*/;

/** `NAME=VALUE`; no value for a name alone. */
function assignment(word: string): [name: string, value?: string] {
  const cut = word.indexOf('=');
  return cut < 0 ? [word] : [word.slice(0, cut), word.slice(cut + 1)];
}

/** A stage and those on which it rests. */
function* lineage(stage: Stage): Iterable<Stage> {
  for (let under: Stage | undefined = stage; under; under = under.parent) {
    yield under;
  }
}

/** A stage that sets its own entry point does not take over the command of the stage on which it rests. */
function cmdOf(last: Stage): readonly string[] | undefined {
  if (isShell(entrypointOf(last))) {
    return undefined;
  }
  for (const { cmd, entrypoint } of lineage(last)) {
    if (cmd ?? entrypoint) {
      return cmd;
    }
  }
  return undefined;
}

function entrypointOf(last: Stage): readonly string[] | undefined {
  for (const { entrypoint } of lineage(last)) {
    if (entrypoint) {
      return entrypoint;
    }
  }
  return undefined;
}

const SHELL = ['/bin/sh', '-c'] as const;

/** True for the shell form of an entry point, which takes no command. */
function isShell(words: readonly string[] | undefined): boolean {
  return words?.length === 3 && words[0] === SHELL[0] && words[1] === SHELL[1];
}

/** The command itself, or what a shell makes of its line. */
function commandsIn(command: readonly string[], variables: Variables, budget: Budget): string[][] {
  const flag = command.findIndex(
    (word, index) => /^-\w*c$/.test(word) && /(^|\/)(ba|da|a|z)?sh$/.test(command[index - 1] ?? ''),
  );
  const line = flag < 0 ? undefined : command[flag + 1];
  return line === undefined ? [[...command]] : shellCommands(line, variables, budget);
}

/** The stage and all from which it takes anything. */
function usedStages(last: Stage): ReadonlySet<Stage> {
  const used = new Set<Stage>();
  const waiting = [last];
  for (let stage = waiting.pop(); stage; stage = waiting.pop()) {
    if (!used.has(stage)) {
      used.add(stage);
      for (const other of [stage.parent, ...stage.copies.map(({ from }) => from)]) {
        if (other) {
          waiting.push(other);
        }
      }
    }
  }
  return used;
}

function unquoted(text: string): string {
  return /^(["'])(.*)\1$/s.exec(text.trim())?.[2] ?? text.trim();
}
