import type { Plugin } from '../../catalog/plugin';
import type { Platform } from '../../platforms/platform';
import { isServed, scaffoldsInto } from '../../platforms/platforms';

/** What can be done with a plugin, as its platform says: what is not in it is not shown. */
export interface Abilities {
  /** A test server runs it, and its methods can be called. */
  readonly served: boolean;
  /** An environment can be set up for it. */
  readonly environment: boolean;
  /** It can be registered by a manifest. */
  readonly registrable: boolean;
  /** Its platform relies on what can be checked. */
  readonly contract: boolean;
  /** Something can be added to it by a scaffold. */
  readonly extendable: boolean;
  /** Each of its parts can be run by itself. */
  readonly runnable: boolean;
  /** What it answers describes pages of the platform's console, which can be previewed. */
  readonly views: boolean;
}

export function abilitiesOf(plugin: Plugin, platform: Platform): Abilities {
  return {
    served: isServed(plugin, platform),
    environment: platform.environment !== undefined && platform.needsEnvironment?.(plugin) !== false,
    registrable: platform.registerKind !== undefined,
    contract: platform.contract !== undefined,
    extendable: scaffoldsInto(plugin, platform).length > 0,
    runnable: platform.runsParts === true,
    views: platform.describesPages?.(plugin) === true,
  };
}
