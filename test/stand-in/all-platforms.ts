import { platforms as shipped } from '../../src/platforms/all-platforms';
import type { Platform } from '../../src/platforms/platform';
import { standIn } from './platform';

/** The product's platforms, and that of the tests: what the extension has in the window of its suite. */
export const platforms: readonly Platform[] = [...shipped, standIn];
