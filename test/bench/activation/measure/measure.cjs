// Runs in the extension host in place of tests: activates both extensions and writes down what that took.
/* global process, performance */
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vscode = require('vscode');

const ids = ['plugin-workbench-bench.hello-world', 'plugin-workbench.plugin-workbench'];

/** This extension's own: activated first, so that neither of the two pays for what the host does only once. */
exports.activate = () => {};

exports.run = async () => {
  const file = process.env.PLUGIN_WORKBENCH_BENCH_RESULTS;
  const windowsBefore = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').length - 1 : 0;
  await vscode.extensions.getExtension('plugin-workbench-bench.measure').activate();
  const inOrder = windowsBefore % 2 === 0 ? ids : ids.toReversed();
  const milliseconds = {};
  for (const id of inOrder) {
    milliseconds[id] = await measureActivation(vscode.extensions.getExtension(id));
  }
  const extension = vscode.extensions.getExtension(ids[1]);
  const loaded = Object.keys(require.cache).filter((module) => module.startsWith(extension.extensionPath));
  const line = { vscode: vscode.version, milliseconds, loaded: loaded.map((module) => path.basename(module)) };
  fs.appendFileSync(file, `${JSON.stringify(line)}\n`);
};

/**
 * Activates an extension and resolves with the milliseconds for loading its code and for its `activate()`, `{ load, activate }`.
 * What the host does in between is left out: it waits for the window, which is busy while it opens.
 */
async function measureActivation(extension) {
  if (extension.isActive) {
    throw new Error(`${extension.id} was active before it was measured.`);
  }
  const main = path.join(extension.extensionPath, extension.packageJSON.main);
  const originalLoad = Module._load;
  const times = {};
  Module._load = function (request, ...others) {
    if (path.resolve(request) !== main) {
      return originalLoad.call(this, request, ...others);
    }
    const start = performance.now();
    const exported = originalLoad.call(this, request, ...others);
    times.load = performance.now() - start;
    return { ...exported, activate: timed(exported.activate, times) };
  };
  try {
    await extension.activate();
  } finally {
    Module._load = originalLoad;
  }
  if (times.load === undefined || times.activate === undefined) {
    throw new Error(`The host did not load ${main} as expected.`);
  }
  return times;
}

function timed(activate, times) {
  return async (context) => {
    const start = performance.now();
    const api = await activate(context);
    times.activate = performance.now() - start;
    return api;
  };
}
