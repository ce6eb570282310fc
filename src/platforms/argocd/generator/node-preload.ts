import type { PresentedFile } from '../../../runtime/server/launch-recipe';

/**
 * A module that Node imports before a server: what it listens on is 127.0.0.1 and the port, whatever its source says, and
 * a file that is not on this machine is read in another place. An option of Node's, since 18.19: `--import`.
 */
export function nodePreload(port: number, presented: PresentedFile | undefined): string {
  const code = `
import fs from 'node:fs';
import net from 'node:net';
import { syncBuiltinESMExports } from 'node:module';
const listen = net.Server.prototype.listen;
let isFirst = true;
net.Server.prototype.listen = function (...given) {
  const at = isFirst ? ${port} : 0;
  isFirst = false;
  const then = given.filter((each) => typeof each === 'function');
  return listen.call(this, { port: at, host: '127.0.0.1', backlog: given[0]?.backlog }, ...then);
};
const presented = ${JSON.stringify(presented ?? null)};
for (const [owner, names] of [[fs, ['readFile', 'readFileSync', 'open', 'openSync', 'createReadStream', 'existsSync']], [fs.promises, ['readFile', 'open']]]) {
  for (const name of presented ? names : []) {
    const original = owner[name];
    owner[name] = function (file, ...rest) {
      return original.call(this, String(file) === presented.at ? presented.path : file, ...rest);
    };
  }
}
syncBuiltinESMExports();
`;
  return `data:text/javascript,${encodeURIComponent(code)}`;
}
