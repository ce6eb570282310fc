import type { Contract } from '../../../contract/contract';
import type { GeneratorPlugin } from '../generator/generator-finder';
import { answerChecks } from './answer-checks';
import { inputChecks } from './input-checks';
import { reachableInPod } from './pod-checks';
import { steadinessChecks } from './steadiness-checks';
import { tokenChecks } from './token-checks';

/** What the ApplicationSet controller does with the answers of a plugin generator. */
export const contract: Contract<GeneratorPlugin> = {
  checks(plugin) {
    const ofServer = [...answerChecks, ...tokenChecks, ...inputChecks, ...steadinessChecks];
    return plugin === undefined ? ofServer : plugin.code === undefined ? [] : [reachableInPod, ...ofServer];
  },
};
