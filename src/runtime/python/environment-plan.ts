/** One run of pip in a plugin's environment. */
export interface InstallStep {
  /** What it brings, for a progress line. */
  readonly title: string;
  /** What follows `pip install`, paths absolute. */
  readonly arguments: readonly string[];
}

/** What a plugin's Python environment must hold and how it comes there. */
export interface EnvironmentPlan {
  /** Run in their order. */
  readonly steps: readonly InstallStep[];
  /** Lines of a constraints file that every step obeys. */
  readonly constraints: readonly string[];
  /** More such lines, each given up when a step cannot be met with it. */
  readonly preferences: readonly string[];
  /** The requirement lines that the environment has to meet in the end. */
  readonly requires: readonly string[];
  /** What the plan leaves out, and why: a sentence each. */
  readonly notes: readonly string[];
}
