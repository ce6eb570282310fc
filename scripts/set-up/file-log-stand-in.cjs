// Takes the place of @vscode/spdlog in the VS Code server that tests run in: the real one is a native module
// without a prebuilt binary, and the server only writes its log files with it. Same exports, plain appending.
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

/** @param {string} file */
function createLogger(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let level = levels.indexOf('info');
  /** @param {string} name */
  const writer = (name) => (/** @type {string} */ message) => {
    if (levels.indexOf(name) >= level) {
      fs.appendFile(file, `${new Date().toISOString()} [${name}] ${message}\n`, () => {});
    }
  };
  return {
    getLevel: () => level,
    /** @param {number} next */
    setLevel(next) {
      level = next;
    },
    clearFormatters() {},
    setPattern() {},
    flush() {},
    drop() {},
    ...Object.fromEntries(levels.map((name) => [name, writer(name)])),
  };
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
/** @type {(name: string, file: string) => Promise<ReturnType<typeof createLogger>>} */
exports.createRotatingLogger = async (_name, file) => createLogger(file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
