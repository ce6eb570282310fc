/** What a variable is in the environment of this process; undefined when it is not set. */
export function environmentVariable(name: string): string | undefined {
  return process.env[name];
}
