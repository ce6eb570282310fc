/**
 * Puts the variables of this process back as they were. One by one: another object in the place of `process.env` would
 * leave the system's own as they are, by which `os.homedir` goes.
 */
export function restoreVariables(before: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) {
    if (!(name in before)) {
      Reflect.deleteProperty(process.env, name);
    }
  }
  Object.assign(process.env, before);
}
