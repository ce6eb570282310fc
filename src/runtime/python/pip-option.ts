/** Options with a value that say where packages come from or how they are built. */
const WITH_VALUE: readonly string[] = [
  '--index-url',
  '--extra-index-url',
  '--find-links',
  '--trusted-host',
  '--no-binary',
  '--only-binary',
  '--cert',
  '--proxy',
  '--config-settings',
];
const FLAGS = [
  '--no-deps',
  '--no-index',
  '--no-build-isolation',
  '--prefer-binary',
  '--use-pep517',
  '--require-hashes',
  '--pre',
] as const;

/** An option that a plugin's author may give to pip: where packages come from, never where anything is written. */
export class PipOption {
  private constructor(readonly word: string) {}

  /** True for an option of the list that is followed by a value. */
  static takesValue(name: string): boolean {
    return WITH_VALUE.includes(name);
  }

  static flag(name: (typeof FLAGS)[number]): PipOption {
    return new PipOption(name);
  }

  /** Undefined for an option that is not on the list, or whose value is missing. */
  static of(name: string, value?: string): PipOption | undefined {
    const flag = FLAGS.find((known) => known === name);
    if (flag !== undefined) {
      return PipOption.flag(flag);
    }
    // In one word with its option, a value is never taken for an option itself.
    return WITH_VALUE.includes(name) && value ? new PipOption(`${name}=${value}`) : undefined;
  }
}
