import type { PipOption } from './pip-option';
import type { Requirement } from './requirement';

/** One run of pip in a plugin's environment. */
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
  /** Run in their order. */
  readonly steps: readonly InstallStep[];
  /** Lines of a constraints file that every step obeys. */
  readonly constraints: readonly Requirement[];
  /** More such lines, each given up when a step cannot be met with it. */
  readonly preferences: readonly Requirement[];
  /** The requirement lines that the environment has to meet in the end. */
  readonly requires: readonly string[];
  /** What the plan leaves out, and why: a sentence each. */
  readonly notes: readonly string[];
}

/**
 * What follows `pip install`: the one place where it is put together. Requirements stand behind `--`, where nothing is an
 * option; a file is a whole path, which never looks like one.
 */
export function installWords(step: InstallStep, own: readonly string[] = []): string[] {
  const { requirements = [], files = [], constraints = [], options = [] } = step;
  return [
    ...options.map(({ word }) => word),
    ...files.flatMap((file) => ['-r', file]),
    ...constraints.flatMap((file) => ['-c', file]),
    ...own,
    ...(requirements.length > 0 ? ['--', ...requirements.map(({ line }) => line)] : []),
  ];
}
