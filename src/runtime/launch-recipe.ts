/** How a plugin's own test server is started with its interpreter; what differs from run to run (port, secrets) comes later. */
export interface LaunchRecipe {
  /** The Python module that serves, run as `python -m` would. */
  readonly module: string;
  /** Its arguments for a port. */
  arguments(port: number): readonly string[];
  /** The folder in which it runs. */
  readonly cwd: string;
  /** Variables that the platform itself needs; a person's own come on top. */
  readonly environment: Readonly<Record<string, string>>;
}
