import type { Files } from '../../../base/files';
import { join } from '../../../base/paths';
import { WorkbenchError } from '../../../base/workbench-error';
import { endpointPath } from '../plugin-connection';
import type {
  LaunchRecipe,
  ProgramDebugging,
  ReadyWhen,
  TokenPlace,
  Variables,
} from '../../../runtime/server/launch-recipe';
import { goEntry, nodeEntry, pythonEntry, sourcesOf, type EntryPoint, type SourceText } from './entry-point';
import type { GeneratorPlugin } from './generator-finder';
import { generatorSettings, SETTINGS_FILE, type DebugSettings, type GeneratorSettings } from './generator-settings';
import { nodePreload } from './node-preload';
import { needsPythonAlone } from './python-environment';
import { variablesReadIn, type ServerVariables } from './read-variables';

/** Whatever the server answers to a caller without a token, it answers. */
const ready: ReadyWhen = { is: 'http', verb: 'GET', path: `/${endpointPath}`, counts: (status) => status > 0 };

/**
 * How a generator's server is started: by the command that its author names, or else as its language runs it.
 * @throws WorkbenchError where neither shows how
 */
export async function launchGenerator(plugin: GeneratorPlugin, files: Files): Promise<LaunchRecipe> {
  const { folder } = plugin;
  const settings = await generatorSettings(folder, files);
  const sources = await sourcesOf(plugin, files);
  const told = variablesOf(settings, sources);
  const common = { scheme: 'http', ready, token: tokenPlace(told) } as const;
  if (settings.command) {
    return { ...common, cwd: folder, ...ownCommand(settings.command, folder, settings.debug, told) };
  }
  const entry = await entryOf(plugin, sources, files);
  switch (entry.is) {
    case 'module':
      return {
        ...common,
        cwd: entry.cwd,
        is: 'python-module',
        module: entry.module,
        anyPython: await needsPythonAlone(folder, files),
        arguments: () => [],
        environment: pythonVariables(told),
      };
    case 'application':
      return {
        ...common,
        cwd: entry.cwd,
        is: 'python-module',
        environment: pythonVariables(told),
        ...applicationServer(entry),
      };
    case 'file':
      return {
        ...common,
        cwd: entry.cwd,
        is: 'program',
        program: 'node',
        arguments: (port, presented) => ['--import', nodePreload(port, presented), ...entry.options, entry.file],
        variables: (port) => listenVariables(told, port),
        debug: nodeDebugging,
      };
    case 'package':
      return {
        ...common,
        token: heldInVariable(told, plugin),
        cwd: entry.cwd,
        is: 'program',
        program: 'go',
        arguments: () => ['run', entry.path],
        variables: (port) => listenVariables(mustBeToldPort(told, plugin), port),
        debug: settings.debug ? ownDebugging(settings.debug) : noDebugging('Go'),
      };
  }
}

async function entryOf(plugin: GeneratorPlugin, sources: readonly SourceText[], files: Files): Promise<EntryPoint> {
  const { code, folder, entry } = plugin;
  const found =
    code?.runs === 'python'
      ? pythonEntry(sources, folder)
      : code?.runs === 'node'
        ? await nodeEntry(sources, folder, files)
        : code?.runs === 'go'
          ? goEntry(sources, folder)
          : undefined;
  if (!found) {
    throw new WorkbenchError({
      what: `Nothing shows how ${plugin.name} is started.`,
      why:
        code?.runs === undefined
          ? `A server in ${code?.language ?? 'no language that is known'} is started by the command that its author names.`
          : 'None of its sources starts a server when it is run.',
      where: entry,
      next: { title: `Name its "command" in ${SETTINGS_FILE}` },
    });
  }
  return found;
}

function applicationServer({ server, module, name }: Extract<EntryPoint, { is: 'application' }>): {
  readonly module: string;
  arguments(port: number): readonly string[];
} {
  return server === 'flask'
    ? {
        module: 'flask',
        arguments: (port) => ['--app', `${module}:${name}`, 'run', '--host', '127.0.0.1', '--port', String(port)],
      }
    : { module: 'uvicorn', arguments: (port) => [`${module}:${name}`, '--host', '127.0.0.1', '--port', String(port)] };
}

function ownCommand(
  [program = '', ...words]: readonly string[],
  folder: string,
  debug: DebugSettings | undefined,
  told: ServerVariables,
): {
  readonly is: 'program';
  readonly program: string;
  arguments(port: number): readonly string[];
  variables(port: number): Variables;
  readonly debug: ProgramDebugging;
} {
  return {
    is: 'program',
    program: /^\.{0,2}[\w-]*\//.test(program) && !program.startsWith('/') ? join(folder, program) : program,
    arguments: (port) => words.map((word) => withPorts(word, port)),
    variables: (port) => listenVariables(told, port),
    debug: debug ? ownDebugging(debug) : noDebugging(program),
  };
}

function ownDebugging({ type, command, variables = {}, attach }: DebugSettings): ProgramDebugging {
  const filled = <T>(value: T, port: number, debugPort: number): T =>
    JSON.parse(JSON.stringify(value), (_key, each: unknown) =>
      each === '${debugPort}' ? debugPort : typeof each === 'string' ? withPorts(each, port, debugPort) : each,
    ) as T;
  return {
    is: 'delegate',
    type,
    variables: (debugPort) =>
      Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, withPorts(value, 0, debugPort)])),
    attach: (debugPort) => filled(attach, 0, debugPort),
    ...(command && {
      command: (port: number, debugPort: number) => {
        const [program = '', ...words] = command.map((word) => withPorts(word, port, debugPort));
        return [program, ...words] as const;
      },
    }),
  };
}

function withPorts(word: string, port: number, debugPort = 0): string {
  return word.replaceAll('${port}', String(port)).replaceAll('${debugPort}', String(debugPort));
}

const nodeDebugging: ProgramDebugging = {
  is: 'delegate',
  type: 'node',
  variables: (debugPort) => ({ NODE_OPTIONS: `--inspect=127.0.0.1:${debugPort}` }),
  // Where no address is said, the debugger asks ::1 first and fails there.
  attach: (debugPort) => ({ address: '127.0.0.1', port: debugPort }),
};

function noDebugging(what: string): ProgramDebugging {
  return { is: 'none', why: `For ${what}, ${SETTINGS_FILE} names the editor's debug type under "debug".` };
}

function variablesOf({ variables }: GeneratorSettings, sources: readonly SourceText[]): ServerVariables {
  const read = variablesReadIn(sources.map(({ text }) => text));
  return {
    port: variables?.port ?? read.port,
    host: variables?.host ?? read.host,
    address: variables?.address ?? read.address,
    token:
      variables?.token !== undefined || variables?.tokenFile !== undefined
        ? { variable: variables.token, fileVariable: variables.tokenFile }
        : read.token,
  };
}

function tokenPlace({ token }: ServerVariables): TokenPlace | undefined {
  return [token.variable, token.fileVariable, token.file].some((each) => each !== undefined) ? token : undefined;
}

/** A program that nothing can be put in front of reads its token where a variable says. */
function heldInVariable(told: ServerVariables, { entry, name }: GeneratorPlugin): TokenPlace | undefined {
  const place = tokenPlace(told);
  if (place && place.variable === undefined && place.fileVariable === undefined) {
    throw new WorkbenchError({
      what: `${name} reads its token from ${place.file}, which is not on this machine.`,
      where: entry,
      next: { title: `Let a variable such as TOKEN_FILE name the file, or name the variable in ${SETTINGS_FILE}` },
    });
  }
  return place;
}

function mustBeToldPort(told: ServerVariables, { entry, name }: GeneratorPlugin): ServerVariables {
  if (told.port === undefined && told.address === undefined) {
    throw new WorkbenchError({
      what: `Nothing shows how ${name} is told its port.`,
      why: 'Its source reads no variable that is called so.',
      where: entry,
      next: { title: `Read it from a variable such as PORT, or name a "command" with \${port} in ${SETTINGS_FILE}` },
    });
  }
  return told;
}

/** It listens where it has to whatever it is told, so that any port will do for one that wants to be told. */
function pythonVariables(told: ServerVariables): Variables {
  return listenVariables(told, 8080);
}

function listenVariables({ port, host, address }: ServerVariables, number: number): Variables {
  return {
    ...(port !== undefined && { [port]: String(number) }),
    ...(host !== undefined && { [host]: '127.0.0.1' }),
    ...(address !== undefined && { [address]: `127.0.0.1:${number}` }),
  };
}
