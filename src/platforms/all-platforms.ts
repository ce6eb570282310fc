import { argocd } from './argocd/argocd';
import { bksops } from './bksops/bksops';
import type { Platform } from './platform';
import { spaceone } from './spaceone/spaceone';

/** A platform joins here. */
export const platforms: readonly Platform[] = [spaceone, bksops, argocd];
