// Runs in the extension host in place of tests: activates both extensions and writes down what that took.
/* global process, performance */
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const ids = ['plugin-workbench-bench.hello-world', 'plugin-workbench.plugin-workbench'];

exports.activate = () => {};

exports.run = async () => {
  const file = process.env.PLUGIN_WORKBENCH_BENCH_RESULTS;
  const windowsBefore = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').length - 1 : 0;
  // Who comes first pays for what the host loads once: that is neither of the two, and their order alternates all the same.
  await vscode.extensions.getExtension('plugin-workbench-bench.measure').activate();
  const inOrder = windowsBefore % 2 === 0 ? ids : ids.toReversed();
  const milliseconds = {};
  for (const id of inOrder) {
    milliseconds[id] = await activate(id);
  }
  const extension = vscode.extensions.getExtension(ids[1]);
  const loaded = Object.keys(require.cache).filter((module) => module.startsWith(extension.extensionPath));
  const line = { vscode: vscode.version, milliseconds, loaded: loaded.map((module) => path.basename(module)) };
  fs.appendFileSync(file, `${JSON.stringify(line)}\n`);
};

async function activate(id) {
  const extension = vscode.extensions.getExtension(id);
  if (extension.isActive) {
    throw new Error(`${id} was active before it was measured.`);
  }
  const start = performance.now();
  await extension.activate();
  return performance.now() - start;
}
