import type { PythonContracts } from '../python-descriptors/installed-descriptors';

/** Variables of a process. */
export type Variables = Readonly<Record<string, string>>;

/** How a test server is started; what differs from run to run (port, secrets) comes later. */
export type LaunchRecipe = CommonRecipe & (PythonModule | Program);

interface CommonRecipe {
  /** The folder in which it runs. */
  readonly cwd: string;
  /** What it speaks. */
  readonly scheme: 'grpc' | 'http';
  readonly ready: ReadyWhen;
  /** Where it reads the token that its callers send; undefined for a server that asks for none. */
  readonly token?: TokenPlace | undefined;
}

/** Where a server reads the token of its callers: what it reads first comes first. */
export interface TokenPlace {
  /** The variable that has it. */
  readonly variable?: string | undefined;
  /** The variable that has the path of a file with it. */
  readonly fileVariable?: string | undefined;
  /** The path of the file that it reads whatever it is told, or unless it is told another. */
  readonly file?: string | undefined;
}

/** A Python module that serves, run as `python -m` would and kept to loopback; debugged by debugpy. */
export interface PythonModule {
  readonly is: 'python-module';
  readonly module: string;
  /** Its arguments for a port; one that speaks HTTP listens there whatever it is told. */
  arguments(port: number, presented?: PresentedFile): readonly string[];
  /** Variables that the platform itself needs; a person's own come on top. */
  readonly environment: Variables;
  /** True where it needs nothing but Python: without an environment of its own, the one on the PATH will do. */
  readonly anyPython?: boolean;
  /** What stands in for the reflection of a server that has none. */
  readonly contracts?: PythonContracts | undefined;
}

/** Any other program. It keeps itself to loopback: one that does not is ended. */
export interface Program {
  readonly is: 'program';
  /** A name on the PATH, or the full path of a file. */
  readonly program: string;
  /** @param presented What the program is to find in place of a file that it reads, where there is one. */
  arguments(port: number, presented?: PresentedFile): readonly string[];
  /** Variables for a port that the platform itself needs; a person's own come on top. */
  variables(port: number): Variables;
  readonly debug: ProgramDebugging;
}

/** A file of this machine that stands for one that is mounted where the server runs in earnest. */
export interface PresentedFile {
  readonly at: string;
  readonly path: string;
}

/** How a program is debugged. */
export type ProgramDebugging =
  /** By a debugger of the editor that attaches to it. */
  | {
      readonly is: 'delegate';
      /** The editor's debug type, such as `node`. */
      readonly type: string;
      /** Variables that make the program wait for a debugger at a loopback port. */
      variables(debugPort: number): Variables;
      /** The program and its arguments under a debugger that is started with it; its own unless given. */
      command?(port: number, debugPort: number): readonly [string, ...string[]];
      /** What the editor's debugger is told to attach to it. */
      attach(debugPort: number): Readonly<Record<string, unknown>>;
    }
  | { readonly is: 'none'; readonly why: string };

/** When a server counts as ready. */
export type ReadyWhen =
  /** When `grpc.health.v1.Health/Check` says that it serves. */
  | { readonly is: 'grpc-health' }
  /** When the answer to a request says so; one that is not there yet, or refuses to serve yet, is asked again. */
  | {
      readonly is: 'http';
      readonly verb: 'GET' | 'POST';
      readonly path: string;
      readonly counts: (status: number) => boolean;
    };
