// A reporter for `npm run mutation`: one line for each change that no test notices, as soon as that is known.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './commands.mjs';

/** @typedef {import('@stryker-mutator/api/core').MutantResult} MutantResult */

/** How much of a text stands in a line. */
const longest = 90;

/** How often the state is told, in milliseconds. */
const interval = 30_000;

class Unnoticed {
  #planned = 0;
  #tested = 0;
  #unnoticed = 0;
  #toldAt = Date.now();
  #startedAt = Date.now();

  /** @param {{ mutantPlans: readonly { plan: string }[] }} event */
  onMutationTestingPlanReady({ mutantPlans }) {
    this.#planned = mutantPlans.length;
    this.#startedAt = Date.now();
    this.#toldAt = Date.now();
  }

  /** @param {Readonly<MutantResult>} mutant */
  onMutantTested(mutant) {
    this.#tested += 1;
    if (isUnnoticed(mutant)) {
      this.#unnoticed += 1;
      console.log(lineOf(mutant));
    }
    if (Date.now() - this.#toldAt > interval) {
      this.#toldAt = Date.now();
      const seconds = Math.round((Date.now() - this.#startedAt) / 1000);
      console.log(`… ${this.#tested} of ${this.#planned} changes in ${seconds} s, ${this.#unnoticed} unnoticed`);
    }
  }
}

/** @param {{ status: string }} mutant */
function isUnnoticed({ status }) {
  return status === 'Survived' || status === 'NoCoverage';
}

/** @param {Readonly<Pick<MutantResult, 'fileName' | 'location' | 'replacement' | 'status'>>} mutant */
function lineOf({ fileName, location: { start, end }, replacement, status }) {
  const file = path.resolve(root, fileName);
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .slice(start.line - 1, end.line);
  const last = lines.length - 1;
  const original = lines.map((line, index) =>
    line.slice(index === 0 ? start.column - 1 : 0, index === last ? end.column - 1 : undefined),
  );
  const place = `${path.relative(root, file)}:${start.line}:${start.column}`;
  const change = `${short(original.join('\n'))} → ${short(replacement ?? '')}`;
  return `${place}  ${change}${status === 'NoCoverage' ? '  (no test comes here)' : ''}`;
}

/** @param {string} text */
function short(text) {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}

/** As Stryker takes a plugin. */
export const strykerPlugins = [{ kind: 'Reporter', name: 'unnoticed', injectableClass: Unnoticed }];
