// The words behind a script's name: read, or answered with the comment at the top of the script.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Answered, Refusal } from './commands.mjs';

/**
 * Reads the words of a script as `parseArgs` does. `--help` is answered with the comment at its top, and so is a wrong word.
 * @template {import('node:util').ParseArgsConfig} T
 * @param {ImportMeta} meta the script
 * @param {T} config
 * @returns {ReturnType<typeof parseArgs<T>>}
 */
export function wordsOf(meta, config) {
  if (process.argv.slice(2).includes('--help')) {
    console.log(helpOf(meta));
    throw new Answered();
  }
  try {
    return parseArgs(config);
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : error}\n\n${helpOf(meta)}`);
  }
}

/** @param {ImportMeta} meta */
function helpOf(meta) {
  const lines = readFileSync(fileURLToPath(meta.url), 'utf8').split('\n');
  const top = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('//')),
  );
  return top.map((line) => line.replace(/^\/\/ ?/, '')).join('\n');
}
