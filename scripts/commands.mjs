// Running other programs, and saying what is missing. Imports node:* only: these scripts run before `npm ci` has.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The checkout. */
export const root = path.resolve(import.meta.dirname, '..');

/** A failure that one sentence explains: what is wrong and what to do. It is shown without a stack. */
export class Refusal extends Error {}

/** Thrown once a script has answered a question about itself: there is nothing else to do. */
export class Answered extends Error {}

/**
 * The path of a program on the PATH; undefined when there is none.
 * @param {...string} names
 */
export function which(...names) {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', ''] : [''];
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    for (const name of names.flatMap((each) => suffixes.map((suffix) => each + suffix))) {
      const file = path.join(folder, name);
      if (folder !== '' && isExecutable(file)) {
        return file;
      }
    }
  }
  return undefined;
}

/** @param {string} file */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {boolean} [show]
 * @property {number} [timeoutSeconds]
 *
 * @typedef {RunOptions & { attempts?: number, advice?: string }} MustRunOptions
 */

/** How long the output of an ended program is still read: a process that it left behind may hold the other end. */
const lastOutputMilliseconds = 2_000;

/**
 * Runs a program to its end and resolves with `{ code, output }`, output being what it wrote to both streams.
 * With `show` its lines also go to the terminal as they come; after `timeoutSeconds` it is killed.
 * `code` is never 0 when a signal ended it or it could not start.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(program, programArguments, options = {}) {
  const { cwd = root, env = process.env, show = false, timeoutSeconds = 1800 } = options;
  return new Promise((resolve) => {
    const child = spawn(program, programArguments, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      // npm and code are .cmd files on Windows, which only a shell starts; their arguments here are our own words.
      shell: program.endsWith('.cmd'),
    });
    let output = '';
    /** @type {(stream: NodeJS.WriteStream) => (chunk: string) => void} */
    const take = (stream) => (chunk) => {
      output += chunk;
      if (show) {
        stream.write(chunk);
      }
    };
    const timer = setTimeout(() => {
      output += `It was still running after ${timeoutSeconds} seconds.\n`;
      child.kill('SIGKILL');
    }, timeoutSeconds * 1000);
    /** @type {(code: number | null, signal?: NodeJS.Signals | null) => void} */
    const done = (code, signal) => {
      clearTimeout(timer);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code: code ?? 128, output: signal ? `${output}${signal}\n` : output });
    };
    child.stdout.setEncoding('utf8').on('data', take(process.stdout));
    child.stderr.setEncoding('utf8').on('data', take(process.stderr));
    child.once('error', (error) => {
      output += `${error.message}\n`;
      done(127);
    });
    child.once('close', done);
    child.once('exit', (code, signal) => setTimeout(done, lastOutputMilliseconds, code, signal).unref());
  });
}

/**
 * Runs a program that must succeed; with `attempts` 2 it gets a second chance, as a download deserves.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {MustRunOptions} [options]
 */
export async function mustRun(program, programArguments, { attempts = 1, advice = '', ...options } = {}) {
  for (let attempt = 1; ; attempt++) {
    const { code, output } = await run(program, programArguments, options);
    if (code === 0) {
      return output;
    }
    const line = [path.basename(program), ...programArguments].join(' ');
    if (attempt >= attempts) {
      throw new Refusal(`${tail(output)}\n\n"${line}" ended with exit code ${code}. ${advice}`.trim());
    }
    console.log(`  "${line}" ended with exit code ${code}; trying once more`);
  }
}

/**
 * npm as the person has it: under `npm run` the very same one, else the one on the PATH.
 * @param {readonly string[]} npmArguments
 * @param {MustRunOptions} [options]
 */
export function npm(npmArguments, options) {
  const script = process.env['npm_execpath'];
  if (script?.endsWith('npm-cli.js')) {
    return mustRun(process.execPath, [script, ...npmArguments], options);
  }
  const program = which('npm');
  if (!program) {
    throw new Refusal('npm is missing: install Node.js 20 with npm.');
  }
  return mustRun(program, npmArguments, options);
}

/** @type {Promise<unknown>} */
let lastInstallation = Promise.resolve();

/**
 * Installs packages of the system where that needs no question: as root on Debian and its kin.
 * `advice` is the sentence for everyone else. One installation at a time: the system's own tool lets no second one in.
 * @param {readonly string[]} packages
 * @param {string} advice
 */
export async function installSystemPackages(packages, advice) {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !which('apt-get')) {
    throw new Refusal(advice);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { attempts: 2, env, advice };
  const installation = lastInstallation.then(async () => {
    await mustRun('apt-get', ['update', '-qq'], options);
    await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], options);
  });
  lastInstallation = installation.catch(() => undefined);
  await installation;
}

/**
 * The last lines of a program's output: where the cause is.
 * @param {string} output
 */
export function tail(output, lines = 30) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/**
 * Runs a script's main function; a Refusal is one message, anything else a bug with its stack. Both end with exit code 1.
 * @param {() => Promise<number | void> | number | void} body resolves with the exit code, where that is not 0
 */
export async function main(body) {
  try {
    process.exitCode = (await body()) ?? 0;
  } catch (error) {
    if (error instanceof Answered) {
      return;
    }
    console.error(error instanceof Refusal ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * True when node was started with this very script.
 * @param {ImportMeta} meta
 */
export function isMain(meta) {
  return process.argv[1] !== undefined && path.resolve(process.argv[1]) === meta.filename;
}
