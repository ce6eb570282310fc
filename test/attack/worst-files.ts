/** Texts that are made to multiply, of about so many characters each. */
const times = (count: number, line: (index: number) => string): string =>
  Array.from({ length: Math.max(1, Math.floor(count)) }, (_, index) => line(index)).join('');

/** Stages of which each copies all from all before it, twice. */
export const stagesThatCopy = (count: number): string =>
  times(
    count,
    (index) =>
      `FROM x AS s${index}\n${times(index, (from) => `COPY --from=s${from} a /a\nCOPY --from=s${from} a /\n`)}`,
  ) + 'CMD ["spaceone", "run", "plugin-server", "plugin", "-s", "/a"]\n';

/** Variables of which each is so many times the one before it. */
export const nestedVariables = (depth: number, width: number): string =>
  `FROM x\nENV A0=${'x'.repeat(100)}\n${times(depth, (index) => `ENV A${index + 1}=${`$A${index}`.repeat(width)}\n`)}CMD spaceone run plugin-server $A${depth}\n`;

export const worstDockerfiles: Readonly<Record<string, (size: number) => string>> = {
  'a pattern of many stars': (size) =>
    `FROM x\nCOPY ${'*a'.repeat(size / 2)}*b /\nCMD spaceone run plugin-server p -s /${'a'.repeat(255)}/b\n`,
  'many patterns of stars': (size) =>
    `FROM x\n${times(size / 40, () => 'COPY *a*a*a*a*a*a*a*a*a*a*a*a*b /\n')}CMD spaceone run plugin-server p -s /${'a'.repeat(255)}/b\n`,
  'stages that copy from each other': () => stagesThatCopy(40),
  'a chain of stages': (size) =>
    `FROM x\n${times(size / 8, (index) => `FROM ${index}\n`)}CMD spaceone run plugin-server p\n`,
  'stages of one name': (size) =>
    `${times(size / 12, () => 'FROM x AS y\n')}COPY --from=y . .\nCMD spaceone run plugin-server p\n`,
  'variables that double': () => nestedVariables(60, 2),
  'variables in the working folder': (size) =>
    `FROM x\n${times(size / 10, () => 'WORKDIR a\n')}CMD spaceone run plugin-server p\n`,
  'a long working folder for many copies': (size) =>
    `FROM x\nWORKDIR /${'a/'.repeat(size / 4)}\n${times(size / 20, () => 'COPY . .\n')}CMD spaceone run plugin-server p\n`,
  'variables without end': (size) => `FROM x\nRUN ${'${a-'.repeat(size / 4)}\nCMD spaceone run plugin-server p\n`,
  'heredocs without end': (size) => times(size / 20, (index) => `FROM x\nRUN <<E${index}\n`),
  'a line of continuations': (size) =>
    `FROM x\nRUN a\\\n${'b\\\n'.repeat(size / 3)}\nCMD spaceone run plugin-server p\n`,
  'carriage returns': (size) => `${'\r'.repeat(size)}x\nFROM x\n`,
  slashes: (size) => `FROM x\nCOPY ${'/'.repeat(size)}x /\nCMD spaceone run plugin-server p\n`,
  'folders that a shell enters': (size) =>
    `FROM x\nRUN ${'cd a;'.repeat(size / 5)}\nCMD spaceone run plugin-server p\n`,
  'module paths': (size) =>
    `FROM x\n${times(50, () => 'COPY a /\nCOPY . /\n')}CMD spaceone run plugin-server p ${'-m /a '.repeat(size / 6)}\n`,
};

const plugin =
  'from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer\napp = CollectorPluginServer()\n';

export const worstModules: Readonly<Record<string, (size: number) => string>> = {
  brackets: (size) => plugin + '('.repeat(size),
  'nested f-strings': (size) => `${plugin}x = ${"f'{".repeat(size / 6)}${"}'".repeat(size / 6)}`,
  'quotes in an f-string': (size) => `${plugin}x = f"""{${"''".repeat(size / 2)}`,
  'routes in routes': (size) => plugin + 'app.route('.repeat(size / 10),
  imports: (size) => plugin + times(size / 20, (index) => `from plugin import a${index}\n`),
  'empty classes': (size) => plugin + 'class A:\n'.repeat(size / 9),
  'a class of methods': (size) => `class A:\n${'  def a(): pass\n'.repeat(size / 16)}`,
  'services of one name': (size) => times(size / 22, (index) => `app.add_service(A${index})\n`),
  'a long word': (size) => plugin + 'é'.repeat(size),
  'a string without end': (size) => `${plugin}x = """${'{'.repeat(size)}`,
};

const head = 'name: Example\nresource_type: inventory.Collector\nimage: plugin-example\n';

export const worstManifests: Readonly<Record<string, (size: number) => string>> = {
  'an alias bomb': () =>
    `${head}tags:\n${times(9, (level) => `  k${level}: &a${level} [${times(9, () => (level ? `*a${level - 1}, ` : 'lol, '))}]\n`)}`,
  'lists in lists': (size) => `${head}tags: ${'['.repeat(size)}\n`,
  braces: (size) => `${head}tags: {a: "${'{{'.repeat(size / 2)}"}\n`,
  'keys that nobody knows': (size) => head + times(size / 14, (index) => `key${index}: v\n`),
  'many manifests': (size) => `${head}---\n`.repeat(size / 75),
  'slashes in an address': (size) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  token: $a\n  baseUrl: http://h${'/'.repeat(size)}x\n`,
  'names that refer': (size) =>
    times(size / 60, (index) => `plugin_info: {plugin_id: p${index}, version: '1'}\nname: x\n---\n`),
  'broken lines': (size) => head + times(size / 12, (index) => `key${index} v\n`),
};

/** An ignore file with patterns that fit nothing and take long to say so. */
export const worstIgnoreFile = (size: number): string =>
  times(size / 30, (index) => `${'*a'.repeat(12)}b${index}\n**/x/**/y${index}\n`);
