/**
 * Runs a command to its end. Variables come on top of the workbench's own, undefined takes one away;
 * `onLine` hears standard output and standard error. An abort ends the command with all it started and rejects.
 */
export type Run = (
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string | undefined;
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly signal?: AbortSignal | undefined;
    readonly onLine?: ((line: string) => void) | undefined;
    /** True for an answer that the workbench reads itself: its lines come as they are, with what may be a secret. */
    readonly isForProgram?: boolean;
  },
) => Promise<{ readonly code: number; readonly lines: readonly string[] }>;
