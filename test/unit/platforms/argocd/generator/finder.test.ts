import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Catalog } from '../../../../../src/catalog/catalog';
import { generatorFinder, type GeneratorPlugin } from '../../../../../src/platforms/argocd/generator/generator-finder';
import { NodeFiles } from '../../../../../src/runtime/files/node-files';

const python = `
from http.server import BaseHTTPRequestHandler, HTTPServer

class Plugin(BaseHTTPRequestHandler):
    def do_POST(self):
        if self.path == '/api/v1/getparams.execute':
            self.reply()
`;
const connection = `apiVersion: v1
kind: ConfigMap
metadata:
  name: games
data:
  baseUrl: http://games.argocd
  token: $games:token
  requestTimeout: "7"
`;
const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: all-games
spec:
  generators:
    - plugin:
        configMapRef:
          name: games
        input:
          parameters:
            league: first
`;

describe('plugin generators in a workspace', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(path.join(tmpdir(), 'generators-')));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function found(files: Readonly<Record<string, string>>): Promise<GeneratorPlugin[]> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const catalog = new Catalog([generatorFinder], new NodeFiles(() => [folder]));
    catalog.setFolders([folder]);
    return (await catalog.ready()) as GeneratorPlugin[];
  }

  async function told(files: Readonly<Record<string, string>>): Promise<string[]> {
    const all = await found(files);
    return all.map(({ folder: at, name, facts, methods, parts }) =>
      [
        path.relative(folder, at),
        name,
        ...facts,
        ...methods.map((method) => `${method.name} at ${path.relative(folder, method.file)}:${method.line}`),
        ...parts.map((part) => `${part.sort} ${part.name}`),
      ].join(', '),
    );
  }

  it('are found by their code, with the connection and the sets below it', async () => {
    const files = { 'games/server.py': python, 'games/deploy/a.yaml': connection, 'games/deploy/b.yaml': set };
    assert.deepEqual(await told(files), [
      'games, games, Python, used by one ApplicationSet, getparams.execute at games/server.py:6, connection games, ApplicationSet all-games',
    ]);
    const [plugin] = await found(files);
    assert.deepEqual(plugin?.manifests.sets[0]?.inputs, [{ league: 'first' }]);
    assert.equal(plugin.manifests.connections[0]?.seconds, 7);
  });

  it('are found with the manifests of the folder beside it', async () => {
    const files = { 'games/server.py': python, 'manifests/argocd.yaml': `${connection}---\n${set}` };
    assert.deepEqual(await told(files), [
      'games, games, Python, used by one ApplicationSet, getparams.execute at games/server.py:6, connection games, ApplicationSet all-games',
    ]);
  });

  it('are found by code alone, and by manifests alone', async () => {
    assert.deepEqual(await told({ 'code/main.py': python, 'far/away/from/it/games-cm.yaml': connection }), [
      'code, code, Python, no ConfigMap here, getparams.execute at code/main.py:6',
      'far/away/from/it, games, no code here, used by no ApplicationSet here, connection games',
    ]);
  });

  it('have their sources anywhere in a project', async () => {
    const go = 'package server\n\nfunc routes() {\n\thttp.HandleFunc("POST /api/v1/getparams.execute", execute)\n}\n';
    const files = { 'go.mod': 'module games\n', 'cmd/server/main.go': 'package main\n', 'internal/server/http.go': go };
    assert.deepEqual(await told(files), [
      `, ${path.basename(folder)}, Go, no ConfigMap here, getparams.execute at internal/server/http.go:4`,
    ]);
  });

  it('have routers that know the end of the path alone', async () => {
    const text = "const router = express.Router();\nrouter.post('/getparams.execute', answer);\n";
    assert.deepEqual(await told({ 'package.json': '{}', 'src/routes.ts': text }), [
      `, ${path.basename(folder)}, TypeScript, no ConfigMap here, getparams.execute at src/routes.ts:2`,
    ]);
  });

  it('are what their author says that they are, in any language', async () => {
    assert.deepEqual(await told({ 'argocd-generator.json': '{"command": ["./server"]}', 'main.zig': '' }), [
      `, ${path.basename(folder)}, its own command, no ConfigMap here, getparams.execute at argocd-generator.json:1`,
    ]);
  });

  it('are no callers, no tests, and no other servers', async () => {
    const client = "import requests\n\nrequests.post(f'{url}/api/v1/getparams.execute', json=body)\n";
    const other = python.replace('getparams.execute', 'healthz');
    const files = { 'a/main.py': client, 'b/server.py': other, 'c/tests/server.py': python, 'c/go.mod': '' };
    assert.deepEqual(await told(files), []);
  });
});
