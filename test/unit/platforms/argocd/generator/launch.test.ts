import assert from 'node:assert/strict';
import type { Files } from '../../../../../src/base/files';
import { readGenerator } from '../../../../../src/platforms/argocd/generator/generator-finder';
import { launchGenerator } from '../../../../../src/platforms/argocd/generator/launch-generator';
import { variablesReadIn } from '../../../../../src/platforms/argocd/generator/read-variables';
import type { LaunchRecipe } from '../../../../../src/runtime/server/launch-recipe';
import { MemoryFiles } from '../../../../memory-files';

const route = `"/api/v1/getparams.execute"`;

async function recipeOf(texts: Readonly<Record<string, string>>): Promise<LaunchRecipe> {
  const files: Files = new MemoryFiles(
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/g/${name}`, text])),
  );
  const plugin = await readGenerator('/g', files);
  assert.ok(plugin, 'there is a generator');
  return launchGenerator(plugin, files);
}

describe('the start of a plugin generator', () => {
  it('runs a file of Python with whatever Python there is, where it needs no package', async () => {
    const text = `def do_POST(self): ${route}\nif __name__ == "__main__":\n    HTTPServer(("", 4355), P).serve_forever()\n`;
    const recipe = await recipeOf({ 'server.py': text });
    assert.ok(recipe.is === 'python-module');
    assert.deepEqual([recipe.module, recipe.cwd, recipe.anyPython], ['server', '/g', true]);
    const needing = await recipeOf({ 'server.py': text, 'requirements.txt': 'requests\n' });
    assert.ok(needing.is === 'python-module');
    assert.equal(needing.anyPython, false);
  });

  it('runs an application of FastAPI and of Flask by what serves them', async () => {
    const fast = await recipeOf({ 'requirements.txt': '', 'app/main.py': `api = FastAPI()\n\n@api.post(${route})\n` });
    assert.ok(fast.is === 'python-module');
    assert.deepEqual(
      [fast.module, fast.cwd, fast.arguments(7)],
      ['uvicorn', '/g/app', ['main:api', '--host', '127.0.0.1', '--port', '7']],
    );
    const flask = await recipeOf({ 'app.py': `app = Flask(__name__)\n\n@app.route(${route})\n` });
    assert.ok(flask.is === 'python-module');
    assert.deepEqual([flask.module, flask.arguments(7).slice(0, 3)], ['flask', ['--app', 'app:app', 'run']]);
  });

  it('runs what a package of Node starts, debugged by the editor', async () => {
    const recipe = await recipeOf({
      'package.json': '{"scripts": {"start": "node ./bin/start.mjs"}}',
      'bin/start.mjs': 'import "../src/routes.mjs"',
      'src/routes.mjs': `app.post(${route}, answer); const { PORT, HOST } = process.env;`,
    });
    assert.ok(recipe.is === 'program' && recipe.debug.is === 'delegate');
    assert.deepEqual(
      [recipe.program, recipe.arguments(7).at(-1), recipe.debug.type],
      ['node', '/g/bin/start.mjs', 'node'],
    );
    assert.deepEqual(recipe.variables(7), { PORT: '7', HOST: '127.0.0.1' });
  });

  it('runs the main package of Go with its port and the file of its token', async () => {
    const recipe = await recipeOf({
      'go.mod': 'module g',
      'cmd/server/main.go':
        'package main\n\nfunc main() { listen(os.Getenv("LISTEN_ADDR"), os.Getenv("TOKEN_PATH")) }\n',
      'internal/http.go': `package internal\n\nvar _ = http.HandleFunc(${route}, execute)\n`,
    });
    assert.ok(recipe.is === 'program');
    assert.deepEqual([recipe.program, ...recipe.arguments(7)], ['go', 'run', './cmd/server']);
    assert.deepEqual(recipe.variables(7), { LISTEN_ADDR: '127.0.0.1:7' });
    assert.equal(recipe.token?.fileVariable, 'TOKEN_PATH');
  });

  it('says what is missing where a program cannot be told its port', async () => {
    const text = `package main\n\nfunc main() { http.HandleFunc(${route}, e); http.ListenAndServe(":4355", nil) }\n`;
    const recipe = await recipeOf({ 'go.mod': 'module g', 'main.go': text });
    assert.ok(recipe.is === 'program');
    assert.throws(() => recipe.variables(7), { what: 'Nothing shows how g is told its port.' });
  });

  it('runs the command of its author, under the debugger that the author names', async () => {
    const settings = {
      command: ['cargo', 'run', '--', '--port', '${port}'],
      variables: { token: 'SECRET' },
      debug: { type: 'lldb', command: ['dbg', '${debugPort}', '${port}'], attach: { port: '${debugPort}' } },
    };
    const recipe = await recipeOf({ 'argocd-generator.json': JSON.stringify(settings) });
    assert.ok(recipe.is === 'program' && recipe.debug.is === 'delegate');
    assert.deepEqual([recipe.program, recipe.arguments(7)], ['cargo', ['run', '--', '--port', '7']]);
    assert.deepEqual([recipe.debug.command?.(7, 8), recipe.debug.attach(8)], [['dbg', '8', '7'], { port: 8 }]);
    assert.equal(recipe.token?.variable, 'SECRET');
  });

  it('says at which line the words of the author are no JSON, and what they lack', async () => {
    await assert.rejects(recipeOf({ 'argocd-generator.json': '{\n  "command": [}' }), {
      what: 'argocd-generator.json is not JSON.',
      where: { file: '/g/argocd-generator.json', line: 2 },
    });
    await assert.rejects(recipeOf({ 'argocd-generator.json': '{"command": "go run ."}' }), {
      what: 'argocd-generator.json cannot be used: "command" is a list of texts, the program first.',
    });
  });

  it('names how another language is started where nobody has said it', async () => {
    const text = `Router::new().route(${route}, post(execute))`;
    await assert.rejects(recipeOf({ 'Cargo.toml': '', 'src/main.rs': text }), {
      what: 'Nothing shows how g is started.',
      why: 'A server in Rust is started by the command that its author names.',
    });
  });
});

describe('the variables that a server reads', () => {
  it('are told by their names, wherever they are read', () => {
    const texts = [
      'port = int(os.environ.get("APP_PORT", "8080")); open(os.getenv("PLUGIN_TOKEN_FILE", "/var/run/argo/token"))',
      'const { BIND_HOST: host } = process.env;',
    ];
    assert.deepEqual(variablesReadIn(texts), {
      port: 'APP_PORT',
      host: 'BIND_HOST',
      address: undefined,
      token: { fileVariable: 'PLUGIN_TOKEN_FILE', variable: undefined, file: '/var/run/argo/token' },
    });
  });

  it('are not names that stand beside no environment', () => {
    assert.deepEqual(variablesReadIn(['PORT = 4355\nprint("HOST")']).port, undefined);
  });
});
