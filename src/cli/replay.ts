import type { CliContext, CliOptions } from './command';

/** The option of commands that start a plugin. */
export const replayOption = {
  replay: {
    mayTake: 'NAME',
    about: "answer the plugin's calls to its cloud from its recording NAME, and send none",
  },
} as const satisfies CliOptions;

/**
 * The command's context with the way to the cloud that `--replay` says: a recording, the usual one or the only one
 * without a name. What has a way already, as within `record`, keeps it.
 */
export function replaying(context: CliContext, replay: string | true | undefined): CliContext {
  return replay === undefined || context.cloud
    ? context
    : {
        ...context,
        cloud: (plugin) => context.runtime.recordings.replay(plugin, replay === true ? undefined : replay),
      };
}
