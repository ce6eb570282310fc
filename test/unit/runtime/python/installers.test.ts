import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Installers } from '../../../../src/runtime/python/installers';
import type { Run } from '../../../../src/runtime/python/run';

/** The variables by which uv and the workbench find a person's own file. */
const VARIABLES = ['UV_CONFIG_FILE', 'XDG_CONFIG_HOME', 'APPDATA', 'HOME'];

describe('uv, which installs (played by the test)', () => {
  let home: string;
  let file: string;
  let before: Record<string, string | undefined>;

  beforeEach(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'home of a person '));
    file = path.join(home, 'uv/uv.toml');
    before = Object.fromEntries(VARIABLES.map((name) => [name, process.env[name]]));
    delete process.env['UV_CONFIG_FILE'];
    process.env['XDG_CONFIG_HOME'] = home;
    process.env['APPDATA'] = home;
  });
  afterEach(async () => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) {
        Reflect.deleteProperty(process.env, name);
      } else {
        process.env[name] = value;
      }
    }
    await rm(home, { recursive: true });
  });

  /** What uv is told of files with settings. */
  async function told(): Promise<Record<string, string | undefined>> {
    let variables: Readonly<Record<string, string | undefined>> = {};
    const run: Run = (_command, _words, { env = {} }) => {
      variables = env;
      return Promise.resolve({ code: 0, lines: [] });
    };
    const installers = new Installers(run, undefined, undefined);
    const plan = { steps: [], constraints: [], preferences: [], requires: [], notes: [] };
    await installers.uv({ is: 'uv', program: '/uv', settings: [] }, ['pip', 'check'], {}, { folder: home, plan });
    const { UV_NO_CONFIG, UV_CONFIG_FILE } = variables;
    return { UV_NO_CONFIG, UV_CONFIG_FILE };
  }

  async function writeSettings(at: string): Promise<void> {
    await mkdir(path.dirname(at), { recursive: true });
    await writeFile(at, '');
  }

  it('reads no settings when the person has none, so that a file of the plugin does not count', async () => {
    assert.deepEqual(await told(), { UV_NO_CONFIG: '1', UV_CONFIG_FILE: undefined });
  });

  it("reads the person's own", async () => {
    await writeSettings(file);
    assert.deepEqual(await told(), { UV_NO_CONFIG: undefined, UV_CONFIG_FILE: file });
  });

  it('reads those that a variable names before them', async () => {
    await writeSettings(file);
    const named = path.join(home, 'named.toml');
    await writeSettings(named);
    process.env['UV_CONFIG_FILE'] = named;
    assert.deepEqual(await told(), { UV_NO_CONFIG: undefined, UV_CONFIG_FILE: named });
  });

  it('looks for them in .config where nothing says where settings are kept', async function () {
    if (process.platform === 'win32') {
      return; // APPDATA is always there
    }
    delete process.env['XDG_CONFIG_HOME'];
    process.env['HOME'] = home;
    const own = path.join(home, '.config/uv/uv.toml');
    await writeSettings(own);
    assert.deepEqual(await told(), { UV_NO_CONFIG: undefined, UV_CONFIG_FILE: own });
  });
});
