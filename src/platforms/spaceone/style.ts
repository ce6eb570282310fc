import type { Dockerfile } from './dockerfile';

/**
 * How a plugin declares what it serves, named after the place where it does: the `PROTO` map of `conf/proto_conf.py`
 * (spaceone-core 1.x), a `GRPCServer` in `interface/grpc` or a `PluginServer` in `main.py` (both spaceone-core 2.0).
 */
export type Style = 'PROTO' | 'GRPCServer' | 'PluginServer';

/** The server that a command line of the framework starts. */
export interface ServerCommand {
  readonly style: Style;
  readonly package: string;
  readonly appPath?: string;
  readonly sourceRoot?: string;
  readonly configFile?: string;
  readonly modulePaths: readonly string[];
  readonly worker?: string;
}

/** The line of the framework for which a style is made. */
export function generationOf(style: Style): '1.x' | '2.0' {
  return style === 'PROTO' ? '1.x' : '2.0';
}

/** The file, relative to the package, in which a style declares what it serves. */
export const declarations: Readonly<Record<Style, string>> = {
  PROTO: 'conf/proto_conf.py',
  GRPCServer: 'interface/grpc/__init__.py',
  PluginServer: 'main.py',
};

/** The server that an image starts; undefined when its command does not name one. */
export function serverCommandOf({ commands, variables }: Dockerfile): ServerCommand | undefined {
  const found = commands.flatMap((words) => serverCommand(words) ?? []);
  const server = found.at(-1);
  const worker = server?.worker ?? variables.get('SPACEONE_WORKER');
  const configFile = server?.configFile ?? variables.get('SPACEONE_CONFIG_FILE');
  return server && { ...server, ...(worker && { worker }), ...(configFile && { configFile }) };
}

/**
 * The server that a command line starts: `spaceone …` or `python -m spaceone.core.command …`, whatever wraps it.
 * Options as in `spaceone/core/command.py` of spaceone-core 1.12.39 (`grpc`) and 2.0.144 (`run grpc-server|plugin-server`).
 */
export function serverCommand(words: readonly string[]): ServerCommand | undefined {
  const start = words.findIndex(
    (word, index) =>
      /(^|\/)spaceone$/.test(word) ||
      word === '-mspaceone.core.command' ||
      (word === 'spaceone.core.command' && words[index - 1] === '-m') ||
      word.endsWith('spaceone/core/command.py'),
  );
  if (start < 0) {
    return undefined;
  }
  const { positional, options } = clickArguments(words.slice(start + 1));
  const [verb, second, third] = positional;
  const style = verb === 'grpc' ? 'PROTO' : verb === 'run' && second ? RUN[second] : undefined;
  const name = style === 'PROTO' ? second : third;
  if (!style || !name || !/^[\w.]+$/.test(name)) {
    return undefined;
  }
  const one = (key: string): string | undefined => options.get(key)?.at(-1);
  const [appPath, sourceRoot, configFile, worker] = [
    one('app-path'),
    one('source-root'),
    one('config-file'),
    one('worker'),
  ];
  return {
    style,
    package: name,
    modulePaths: options.get('module-path') ?? [],
    ...(appPath && { appPath }),
    ...(sourceRoot && { sourceRoot }),
    ...(configFile && { configFile }),
    ...(worker && { worker }),
  };
}

const RUN: Readonly<Record<string, Style>> = {
  'grpc-server': 'GRPCServer',
  grpc_server: 'GRPCServer',
  'plugin-server': 'PluginServer',
  plugin_server: 'PluginServer',
};

const SHORT: Readonly<Record<string, string>> = {
  a: 'app-path',
  s: 'source-root',
  p: 'port',
  w: 'worker',
  c: 'config-file',
  m: 'module-path',
};

/** Every option of these commands takes a value: `-p 1`, `-p1`, `--port 1`, `--port=1`. */
function clickArguments(words: readonly string[]): { positional: string[]; options: Map<string, string[]> } {
  const positional: string[] = [];
  const options = new Map<string, string[]>();
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const long = /^--([\w-]+)(?:=(.*))?$/s.exec(word);
    const short = /^-(\w)(.*)$/s.exec(word);
    const name = long?.[1] ?? SHORT[short?.[1] ?? ''];
    if (!long && !short) {
      positional.push(word);
    } else if (name) {
      const attached = long ? long[2] : short?.[2];
      const value = attached === undefined || attached === '' ? words[++index] : attached;
      const values = options.get(name) ?? [];
      options.set(name, values);
      if (value !== undefined) {
        values.push(value);
      }
    }
  }
  return { positional, options };
}
