import type { Variables } from '../server/launch-recipe';
import type { CloudCalls } from './cloud-call';
import type { Take } from './recorder';

/** A plugin whose calls are recorded or replayed. */
export interface RecordedPlugin {
  readonly folder: string;
  /** A person's variables for it. */
  readonly variables: Variables;
  /** The Python that runs it, where that is what it runs on. */
  readonly interpreter?: string | undefined;
}

/** Calls that are being recorded. */
export interface RecordingSession extends CloudCalls {
  /** What was recorded by now; after the session has been closed as well. */
  take(): Take;
}

/** How a plugin reaches its cloud, opened when it is started. */
export type WayToCloud = (plugin: RecordedPlugin) => Promise<CloudCalls>;
