import { joined, type Installer, type PipOption, type Telling } from './pip-option';
import type { Requirement } from './requirement';
import type { WrittenRequirement } from './written-requirement';

/** One run of an installer in a plugin's environment. */
export interface InstallStep {
  /** What it brings, for a progress line. */
  readonly title: string;
  readonly requirements?: readonly Requirement[];
  /** Absolute paths of requirements files, which pip reads as their author wrote them. */
  readonly files?: readonly string[];
  /** Absolute paths of constraints files. */
  readonly constraints?: readonly string[];
  readonly options?: readonly PipOption[];
}

/** What a plugin's Python environment must hold and how it comes there. */
export interface EnvironmentPlan {
  /** The lines of Python that will do, such as `3.11`; any that is new enough unless given. */
  readonly python?: readonly string[] | undefined;
  /** The line that comes first among those that will do, such as `3.8`. */
  readonly rather?: string | undefined;
  /** Run in their order. */
  readonly steps: readonly InstallStep[];
  /** Lines of a constraints file that every step obeys. */
  readonly constraints: readonly Requirement[];
  /** More such lines, each given up when a step cannot be met with it. */
  readonly preferences: readonly Requirement[];
  /** Versions that are known to go together: they spare the search for them, and give way to all others. */
  readonly pins?: Pins | undefined;
  /** The requirement lines that the environment has to meet in the end. */
  readonly requires: readonly string[];
  /** The plugin's own requirements where they stand, so that one that cannot be met is shown there. */
  readonly written?: readonly WrittenRequirement[];
  /** What the plan leaves out, and why: a sentence each. */
  readonly notes: readonly string[];
}

export interface Pins {
  /** A constraints file of the product, from its folder `constraints`: `<platform>/<name>.txt`. */
  readonly file: string;
  /** Packages that the plugin itself asks for. */
  readonly except: readonly string[];
}

/**
 * What follows `pip install` or `uv pip install`: the one place where it is put together. Requirements stand behind `--`,
 * where nothing is an option; a file is a whole path, which never looks like one.
 */
export function installWords(step: InstallStep, own: readonly string[] = [], installer: Installer = 'pip'): string[] {
  const { requirements = [], files = [], constraints = [] } = step;
  return [
    ...optionsOf(step, installer).words,
    ...files.flatMap((file) => ['-r', file]),
    ...constraints.flatMap((file) => ['-c', file]),
    ...own,
    ...(requirements.length > 0 ? ['--', ...requirements.map(({ line }) => line)] : []),
  ];
}

/** The variables that go with {@link installWords}: what may hold a password, and what uv has no words for. */
export function installVariables(
  step: InstallStep,
  installer: Installer,
  person: readonly PipOption[] = [],
): Readonly<Record<string, string>> {
  return joined([...person, ...(step.options ?? [])].map((option) => option.for(installer))).variables;
}

function optionsOf({ options = [] }: InstallStep, installer: Installer): Telling {
  return joined(options.map((option) => option.for(installer)));
}
