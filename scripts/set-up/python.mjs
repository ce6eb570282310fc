// The Python environments that tests run real plugins in, with the platforms' own packages.
import { existsSync } from 'node:fs';
import { rm, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Refusal, installSystemPackages, mustRun, root, run, which } from '../commands.mjs';

const advice =
  'Python 3.9 to 3.12 with its venv module is missing: install it (on Debian "sudo apt-get install python3 python3-venv"), or put it first on the PATH.';

/**
 * @typedef {{ on?: string, pip?: string, python?: string, packages?: string[], withoutDependencies?: string[] }} PythonEnvironment
 */

/**
 * An environment a kind of plugin. `withoutDependencies` are packages whose own requirements contradict the others, and
 * all packages of an environment that stands `on` another, whose packages it sees beside its own. `pip` is the version
 * that installs it, where another would not, and `python` the one version of Python on which it runs.
 * @type {Record<string, PythonEnvironment>}
 */
const environments = {
  collector: {
    packages: [
      'spaceone-core>=2,<3',
      'spaceone-api>=2,<3',
      // The service's newest line has pre-releases only; the bound with ".dev0" lets pip take them.
      'spaceone-inventory>=2.0.dev0,<3',
      'debugpy',
    ],
    withoutDependencies: ['spaceone-tester==1.11.0'],
  },
  // The plugin servers of the other services, whose own requirements the servers themselves do not import.
  'plugin-servers': {
    on: 'collector',
    withoutDependencies: [
      'spaceone-monitoring==2.0.dev73',
      'spaceone-notification==2.0.dev35',
      'spaceone-identity==2.0.227',
      // What collectors in the way of Google Cloud's make their answers of.
      'schematics==2.1.1',
    ],
  },
  // The libraries with which plugins call their clouds, beside those that come with spaceone-core.
  clouds: {
    on: 'collector',
    withoutDependencies: [
      ...['httplib2', 'pyparsing', 'PySocks==1.7.1', 'google-auth-httplib2', 'google-api-python-client', 'uritemplate'],
      ...['httpx==0.28.1', 'httpcore', 'h11', 'anyio', 'sniffio', 'idna', 'certifi'],
      ...['aiohttp', 'aiohappyeyeballs', 'aiosignal', 'attrs', 'frozenlist', 'multidict', 'propcache', 'yarl'],
    ],
  },
  // The platform's own command line, with what it imports beyond spaceone-core.
  spacectl: {
    on: 'collector',
    withoutDependencies: [
      'spacectl==2.0.10',
      'setuptools<81',
      'tabulate',
      'PyMySQL',
      ...['gspread', 'google-api-python-client', 'google-auth-httplib2', 'google-auth-oauthlib'],
      ...['oauth2client', 'oauthlib', 'requests-oauthlib', 'httplib2', 'pyparsing', 'rsa', 'uritemplate'],
    ],
  },
  // The same as a person gets it: what pip makes of "pip install spacectl==2.0.10 spaceone-api" is an old client on a new
  // protobuf. Later versions of pip refuse celery 4.4.7, on which it stands.
  'spacectl-by-pip': {
    pip: '23.2.1',
    packages: ['spacectl==2.0.10', 'spaceone-core==1.9.7', 'spaceone-api==2.0.435'],
  },
  // The loader of SOPS 3.34. Its import hook needs `imp`, which left Python with 3.12; its wheel asks for 3.11.
  sops: {
    python: '3.11',
    packages: ['bamboo-pipeline==4.0.4', 'mock', 'debugpy'],
  },
};

const uv = 'uv==0.13.9';

/** The interpreter of a test environment. */
export function testPython(name = 'collector') {
  return interpreterIn(path.join(root, '.test-env', name));
}

/**
 * The interpreter of a virtual environment.
 * @param {string} folder
 */
export function interpreterIn(folder) {
  return path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}

export async function installPythonEnvironments() {
  /** @type {Map<string, Promise<void>>} */
  const begun = new Map();
  for (const [name, environment] of Object.entries(environments)) {
    const below = environment.on === undefined ? undefined : begun.get(environment.on);
    const folder = path.join(root, '.test-env', name);
    begun.set(
      name,
      installAfter(below, () => installPythonEnvironment(folder, testPython(name), environment)),
    );
  }
  begun.set('uv', installAfter(begun.get('collector'), installUv));
  // All of them end before the first failure is told: none is left half made by the end of this process.
  const failed = (await Promise.allSettled(begun.values())).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    throw failed.reason;
  }
}

/**
 * @param {Promise<void> | undefined} below
 * @param {() => Promise<void>} install
 */
async function installAfter(below, install) {
  await below;
  await install();
}

/** The uv of tests, where a workbench whose tools are in `.test-env/tools` looks for its own. */
async function installUv() {
  const folder = path.join(root, '.test-env/tools/uv');
  const stamp = path.join(folder, 'installed.txt');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === uv) {
    return;
  }
  console.log(`Installing uv in ${path.relative(root, folder)}`);
  await rm(folder, { recursive: true, force: true });
  const words = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--target', folder, uv];
  await mustRun(testPython(), words, { attempts: 2 });
  await writeFile(stamp, uv);
}

/**
 * @param {string} folder
 * @param {string} python its interpreter
 * @param {PythonEnvironment} environment
 */
async function installPythonEnvironment(folder, python, environment) {
  const stamp = path.join(folder, 'installed.json');
  const wanted = JSON.stringify(environment, undefined, 2);
  if (existsSync(python) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) {
    return;
  }
  const base = environment.on ? testPython(environment.on) : await pythonWithVenv(environment.python);
  console.log(`Installing Python packages in ${path.relative(root, folder)}`);
  await rm(folder, { recursive: true, force: true });
  await mustRun(base, ['-m', 'venv', folder], { advice });
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  if (environment.pip) {
    await mustRun(python, [...install, `pip==${environment.pip}`], { attempts: 2 });
  }
  if (environment.packages) {
    await mustRun(python, [...install, ...environment.packages], { attempts: 2 });
  }
  if (environment.withoutDependencies) {
    await mustRun(python, [...install, '--no-deps', ...environment.withoutDependencies], { attempts: 2 });
  }
  if (environment.on) {
    await writeFile(path.join(await packagesOf(python), 'below.pth'), `${await packagesOf(base)}\n`);
  }
  await writeFile(stamp, wanted);
}

/**
 * The folder of an interpreter's packages.
 * @param {string} python
 */
async function packagesOf(python) {
  return (await mustRun(python, ['-c', 'import sysconfig; print(sysconfig.get_path("purelib"))'])).trim();
}

/**
 * A Python that makes virtual environments, installed where the system can.
 * @param {string} [version] the only one that will do
 * @throws Refusal when there is none
 */
export async function pythonWithVenv(version) {
  const found = await usablePython(version);
  if (found) {
    return found;
  }
  const python = `python${version ?? 3}`;
  const missing = version
    ? `Python ${version} with its venv module is missing: install it (on Debian "sudo apt-get install ${python} ${python}-venv"), or put it on the PATH.`
    : advice;
  await installSystemPackages([python, `${python}-venv`], missing);
  const installed = await usablePython(version);
  if (!installed) {
    throw new Refusal(missing);
  }
  return installed;
}

/**
 * Debian splits venv from Python: `ensurepip` is the part that is missing then.
 * @param {string} [version]
 */
async function usablePython(version) {
  const fits = version
    ? `sys.version_info[:2] == (${version.replace('.', ', ')})`
    : '(3, 9) <= sys.version_info[:2] <= (3, 12)';
  const check = `import sys, venv, ensurepip; sys.exit(not ${fits})`;
  for (const name of ['python3', 'python3.12', 'python3.11', 'python3.10', 'python3.9', 'python']) {
    const python = which(name);
    if (python && (await run(python, ['-c', check])).code === 0) {
      return python;
    }
  }
  return undefined;
}
