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

/** What fills an environment. */
export type Installer = 'pip' | 'uv';

/** How an installer is told something. */
export interface Telling {
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** uv's variables for what pip has options for; several values are joined, as each of the variables takes them. */
const UV_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  '--index-url': ['UV_DEFAULT_INDEX'],
  '--extra-index-url': ['UV_INDEX'],
  '--find-links': ['UV_FIND_LINKS'],
  '--trusted-host': ['UV_INSECURE_HOST'],
  '--cert': ['SSL_CERT_FILE'],
  '--proxy': ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'],
};
/** What uv does anyhow, or has no word for. */
const NOT_FOR_UV = ['--prefer-binary', '--use-pep517'];
/** pip's variables for addresses, with which a password stays out of the list of processes. */
const PIP_VARIABLES: Readonly<Record<string, string>> = {
  '--index-url': 'PIP_INDEX_URL',
  '--extra-index-url': 'PIP_EXTRA_INDEX_URL',
  '--find-links': 'PIP_FIND_LINKS',
  '--proxy': 'PIP_PROXY',
};

/** An option that a plugin's author may give to pip: where packages come from, never where anything is written. */
export class PipOption {
  private constructor(
    private readonly name: string,
    private readonly value?: string,
  ) {}

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
    return WITH_VALUE.includes(name) && value ? new PipOption(name, value) : undefined;
  }

  /** The option as pip writes it. */
  get word(): string {
    return this.value === undefined ? this.name : `${this.name}=${this.value}`;
  }

  /** The password or token in its address, and the name with it. */
  get secrets(): string[] {
    const [, user = '', password] = /:\/\/([^\s/@:]*)(?::([^\s/@]*))?@/.exec(this.value ?? '') ?? [];
    return [password ?? user].filter((each) => each !== '').flatMap((each) => [each, decoded(each)]);
  }

  /** The same for an installer. */
  for(installer: Installer): Telling {
    return installer === 'uv' ? this.forUv() : this.forPip();
  }

  private forPip(): Telling {
    const variable = PIP_VARIABLES[this.name];
    return variable !== undefined && this.value !== undefined && this.secrets.length > 0
      ? { words: [], variables: { [variable]: this.value } }
      : { words: [this.word], variables: {} };
  }

  private forUv(): Telling {
    const { name, value = '' } = this;
    const variables = UV_VARIABLES[name];
    if (variables) {
      return { words: [], variables: Object.fromEntries(variables.map((variable) => [variable, value])) };
    }
    switch (name) {
      case '--pre':
        return { words: ['--prerelease=allow'], variables: {} };
      case '--config-settings':
        return { words: [`--config-setting=${value}`], variables: {} };
      case '--no-binary':
      case '--only-binary':
        return { words: value.split(/[\s,]+/).flatMap((each) => (each ? [`${name}=${each}`] : [])), variables: {} };
      default:
        return { words: NOT_FOR_UV.includes(name) ? [] : [this.word], variables: {} };
    }
  }
}

/** Told to an installer one after the other; of a variable that takes only one value the last counts. */
export function joined(tellings: readonly Telling[]): Telling {
  const variables: Record<string, string> = {};
  for (const [name, value] of tellings.flatMap((each) => Object.entries(each.variables))) {
    const separator = SEPARATORS[name];
    const before = variables[name];
    variables[name] = separator !== undefined && before !== undefined ? before + separator + value : value;
  }
  return { words: tellings.flatMap(({ words }) => words), variables };
}

const SEPARATORS: Readonly<Record<string, string>> = {
  UV_INDEX: ' ',
  UV_FIND_LINKS: ',',
  UV_INSECURE_HOST: ' ',
  PIP_EXTRA_INDEX_URL: ' ',
  PIP_FIND_LINKS: ' ',
};

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
