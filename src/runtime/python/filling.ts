import path from 'node:path';
import { WorkbenchError } from '../../base/workbench-error';
import { readText } from '../files/read-file';
import { writeOwn } from '../files/whole-file';
import { installVariables, installWords, type EnvironmentPlan, type InstallStep } from './environment-plan';
import { pipFailure } from './pip-failure';
import { joined, type Installer, type PipOption } from './pip-option';
import type { Probe } from './probe';
import { Requirement, requirementLines } from './requirement';
import { isAboutVersions, isNotForUv } from './uv-failure';

/** What fills an environment, and what a person has told it once and for all. */
export type Filler =
  { readonly is: 'pip' } | { readonly is: 'uv'; readonly program: string; readonly settings: readonly PipOption[] };

/** Runs an installer to its end. */
export type RunInstaller = (
  installer: Installer,
  words: readonly string[],
  variables: Readonly<Record<string, string>>,
) => Promise<{ readonly code: number; readonly lines: readonly string[] }>;

/** Runs the steps of a plan in one environment; what cannot be kept is given up and told. */
export class Filling {
  private preferences: readonly Requirement[];
  private pins: readonly Requirement[];
  private readonly notes: string[] = [];

  /**
   * @param environment Its folder, where the constraints of the moment are kept.
   * @param pins Versions that give way as a whole.
   */
  constructor(
    private readonly environment: string,
    private readonly python: Probe,
    private readonly plan: EnvironmentPlan,
    pins: readonly Requirement[],
    private readonly filler: Filler,
    private readonly run: RunInstaller,
  ) {
    this.preferences = plan.preferences;
    this.pins = pins;
  }

  /**
   * @returns What was given up, a sentence each.
   * @throws WorkbenchError with one cause and one next step.
   */
  async fill(onStep: (index: number, title: string) => void): Promise<string[]> {
    for (const [index, step] of this.plan.steps.entries()) {
      onStep(index, step.title);
      await this.install(step);
    }
    return this.notes;
  }

  private async install(step: InstallStep): Promise<void> {
    let filler: Filler = (await isForPipAlone(step)) ? { is: 'pip' } : this.filler;
    for (;;) {
      const { code, lines } = await this.try(step, filler);
      if (code === 0) {
        return;
      }
      if (filler.is === 'uv' && isNotForUv(lines)) {
        filler = { is: 'pip' };
      } else if (!this.givesWay(step, lines)) {
        const failure = pipFailure({
          title: step.title,
          lines,
          python: this.python.version,
          written: this.plan.written,
        });
        throw isAboutVersions(lines) ? new VersionFailure(failure) : failure;
      }
    }
  }

  private async try(step: InstallStep, filler: Filler): ReturnType<RunInstaller> {
    const file = path.join(this.environment, 'plugin-workbench-constraints.txt');
    const constraints = [...this.plan.constraints, ...this.preferences, ...this.pins];
    await writeOwn(file, constraints.map(({ line }) => `${line}\n`).join(''));
    if (filler.is === 'pip') {
      const words = installWords(step, ['-c', file, ...PIP_QUIET, '--progress-bar', 'off']);
      return this.run('pip', ['install', ...words], installVariables(step, 'pip'));
    }
    const person = joined(filler.settings.map((option) => option.for('uv'))).words;
    const own = ['--python', this.python.interpreter, '-c', file, ...person];
    const words = installWords(step, own, 'uv');
    return this.run('uv', ['pip', 'install', ...words], installVariables(step, 'uv', filler.settings));
  }

  /** Gives up what stands in the way and is not the plugin's own; false when nothing of that kind does. */
  private givesWay({ title }: InstallStep, lines: readonly string[]): boolean {
    if (!isAboutVersions(lines)) {
      return false;
    }
    if (this.pins.length > 0) {
      this.pins = [];
      this.notes.push(
        `${title} does not go together with the versions that the workbench knows to work; others were taken.`,
      );
      return true;
    }
    const inTheWay = this.preferences.filter((preference) => lines.some((said) => blames(said, preference)));
    if (inTheWay.length === 0) {
      return false;
    }
    this.preferences = this.preferences.filter((preference) => !inTheWay.includes(preference));
    const given = inTheWay.map(({ line }) => line).join(', ');
    this.notes.push(
      `${title} does not go together with ${given}, which the workbench had put in front; it was given up.`,
    );
    return true;
  }
}

/** A failure of versions: they do not go together, are not there, or do not build, on the Python that was taken. */
export class VersionFailure extends WorkbenchError {}

export const PIP_QUIET = ['--no-color', '--no-input', '--disable-pip-version-check'];

/** pip says what it was told as a constraint, its bounds in an order of its own; uv says it like anything else that it was told. */
function blames(said: string, { name, line }: Requirement): boolean {
  const at = said.indexOf(line);
  const constraint = /\(constraint\) (\S+)/.exec(said)?.[1];
  return (
    (constraint !== undefined && Requirement.read(constraint)?.name === name) ||
    (/\b[Bb]ecause /.test(said) &&
      at >= 0 &&
      !/[\w-]/.test(said.charAt(at - 1)) &&
      !/\d/.test(said.charAt(at + line.length)))
  );
}

/** uv passes over what a requirements file says about pre-releases and trusted hosts. */
async function isForPipAlone({ files = [] }: InstallStep): Promise<boolean> {
  const texts = await Promise.all(
    files.map((file) => readText(file, { kind: 'source', within: [path.dirname(file)] }).catch(() => undefined)),
  );
  return texts.some((text) => text?.split('\n').some((line) => /^--(?:pre|trusted-host)\b/.test(line.trim())));
}

/** The pins of a plan out of the product's file, without those of packages that the plugin itself asks for. */
export async function pinsOf({ pins }: EnvironmentPlan, folder: string | undefined): Promise<Requirement[]> {
  if (!pins || folder === undefined) {
    return [];
  }
  const text = await readText(path.join(folder, pins.file), { kind: 'own', within: [folder] });
  return requirementLines(text ?? '').flatMap((line) =>
    line.is === 'requirement' && !pins.except.includes(line.requirement.name ?? '') ? [line.requirement] : [],
  );
}
