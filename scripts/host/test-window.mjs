// VS Code's own hooks for extension tests, as the workbench of a server takes them from its URL. They are no public API,
// so the versions of VS Code are pinned; they work in servers that were started with `forTests` only.
import path from 'node:path';
import { tail } from '../commands.mjs';

/**
 * What a window is opened with: those flags of a desktop VS Code that the workbench of a server knows.
 * @typedef {object} WindowFlags
 * @property {string[]} extensionDevelopmentPath
 * @property {string | undefined} [extensionTestsPath]
 * @property {string | undefined} [enable-proposed-api]
 */

/**
 * The URL's query for a window that loads the first extension under development and runs the tests, where there are any,
 * in its extension host, as the flags of a desktop VS Code say it, with the folder or workspace `opened` and a `file` in
 * an editor. With tests the page calls `codeAutomationExit(code)` in the end, and `codeAutomationLog(type, values)` for
 * each line of its console.
 * @param {WindowFlags} flags
 * @param {string} [opened]
 * @param {string} [file]
 * @returns {Record<string, string>}
 */
export function testQuery(flags, opened, file) {
  const [developed] = flags.extensionDevelopmentPath;
  // A list of pairs becomes a map there: there can be one developed extension only.
  const payload = [
    ...(developed === undefined ? [] : [['extensionDevelopmentPath', remoteUri(developed)]]),
    ...(flags.extensionTestsPath === undefined ? [] : [['extensionTestsPath', remoteUri(flags.extensionTestsPath)]]),
    ['skipWelcome', 'true'],
    // For whichever extension asks: there is no word for one alone.
    ...(flags['enable-proposed-api'] === undefined ? [] : [['enableProposedApi', '']]),
    ...(file ? [['openFile', remoteUri(file)]] : []),
  ];
  return { payload: JSON.stringify(payload), ...(opened ? openedIn(opened) : { ew: 'true' }) };
}

/**
 * @param {string} opened
 * @returns {Record<string, string>}
 */
function openedIn(opened) {
  return { [opened.endsWith('.code-workspace') ? 'workspace' : 'folder']: path.resolve(opened) };
}

/**
 * How the workbench in the browser names a file of the server: the authority is this very word.
 * @param {string} file
 */
function remoteUri(file) {
  return `vscode-remote://remote${encodeURI(path.resolve(file))}`;
}

/**
 * The end of what a window logged, without VS Code's own stack traces and small talk.
 * @param {string} output
 */
export function lastWords(output) {
  /** @param {string} line */
  const isNoise = (line) => /^\s+at .*(workbench|extensionHostProcess)\.js|^(\[info\] )?Ignoring fetching/.test(line);
  const lines = output.split('\n').filter((line) => !isNoise(line));
  return tail(lines.join('\n'));
}
