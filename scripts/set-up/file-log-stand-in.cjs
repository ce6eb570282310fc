// Takes the place of @vscode/spdlog in the VS Code server that tests run in: the real one is a native module
// without a prebuilt binary, and the server only writes its log files with it. Same exports, plain appending.
const fs = require('node:fs');
const path = require('node:path');

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];

function createLogger(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let level = levels.indexOf('info');
  const logger = {
    getLevel: () => level,
    setLevel(next) {
      level = next;
    },
    clearFormatters() {},
    setPattern() {},
    flush() {},
    drop() {},
  };
  levels.forEach((name, index) => {
    logger[name] = (message) => {
      if (index >= level) {
        fs.appendFile(file, `${new Date().toISOString()} [${name}] ${message}\n`, () => {});
      }
    };
  });
  return logger;
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = async (_name, file) => createLogger(file);
exports.createAsyncRotatingLogger = async (_name, file) => createLogger(file);
