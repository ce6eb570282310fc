import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Processes } from '../../../../src/runtime/processes/processes';

const program = path.resolve('dist/cli.js');

/** Servers whose sources name a port and a file of their container, and that let the parameters follow a 403. */
const servers = {
  'server.py': `
import json
from http.server import BaseHTTPRequestHandler, HTTPServer

with open("/var/run/argo/token") as file:
    token = file.read().strip()

class Generator(BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/api/v1/getparams.execute":
            self.send_response(404)
            self.end_headers()
            return
        if self.headers["Authorization"] != "Bearer " + token:
            self.send_response(403)
            self.end_headers()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"output": {"parameters": [{"game": "go"}]}}).encode())

if __name__ == "__main__":
    HTTPServer(("", 4355), Generator).serve_forever()
`,
  'index.js': `
const http = require('http');
const { readFileSync } = require('fs');
const token = readFileSync('/var/run/argo/token', 'utf8').trim();
http.createServer((request, response) => {
  if (request.url !== '/api/v1/getparams.execute') {
    response.writeHead(404).end();
    return;
  }
  if (request.headers.authorization !== 'Bearer ' + token) {
    response.writeHead(403).write('{"message": "no"}');
  }
  response.end('{"output": {"parameters": [{"game": "go"}]}}');
}).listen(4355);
`,
};

describe('a plugin generator that is made for its container', function () {
  this.timeout(120_000);
  const processes = new Processes();
  after(() => processes[Symbol.asyncDispose]());

  for (const [file, text] of Object.entries(servers)) {
    it(`is served and held to its contract as ${file} stands, with a token of the start`, async () => {
      const folder = await realpath(await mkdtemp(path.join(tmpdir(), 'generator-as-it-stands-')));
      try {
        await writeFile(path.join(folder, file), text);
        const lines: string[] = [];
        const started = await processes.start(process.execPath, [program, 'contract', folder], {
          env: { PLUGIN_WORKBENCH_PYTHON: undefined },
          onLine: (line, stream) => (stream === 'stdout' ? lines.push(line) : undefined),
        });
        const { code } = await started.exited;
        assert.equal(code, 1);
        const failed = lines.filter((line) => line.startsWith('failed')).map((line) => line.split(': ')[1]);
        assert.deepEqual(
          failed,
          [
            'It answers a caller without a token with 403, and the parameters follow in the same answer. Whoever reaches it in the cluster reads them, and the controller shows them in its error. Return once the refusal is sent. (' +
              path.join(folder, file),
            'It answers another token with 403, and the parameters follow in the same answer. Whoever reaches it in the cluster reads them, and the controller shows them in its error. Return once the refusal is sent. (' +
              path.join(folder, file),
          ].map((words) => `${words}:${file === 'index.js' ? 6 : 11})`),
        );
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});
