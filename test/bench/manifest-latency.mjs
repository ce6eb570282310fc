// node test/bench/manifest-latency.mjs
// From an edit in a manifest until its findings are there: ours as the editor does it, pause and turns of the event loop
// included, beside yaml-language-server over stdio from didChange to publishDiagnostics; the same text, edit and schema,
// in turns. Each edit makes a mistake or takes it back, and both must say so.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers';
import { pathToFileURL } from 'node:url';
import rpc from 'vscode-jsonrpc/node.js';
import { loadEngine, longestBlock, median, packageSources, quantile, root } from './manifest-engine.mjs';

/** As in src/editor/language/manifest-language.ts. */
const READ_AHEAD = 5;
/** Milliseconds between the letters of somebody who types slowly, at which the peer checks half-words, and fast. */
const PACES = [250, 120];
const KEY = 'packages';
const GOAL_BLOCK = 50;
const GOAL_WORK = 5;
const ROUNDS = 20;
/** Rounds in which both compile what they run often. */
const WARM_UPS = 4;
const schema = path.join(root, 'schemas/bksops-sources.schema.json');

const files = [
  ...[50, 500, 2000, 10_000].map((lines) => ({
    name: `${lines.toLocaleString('en')} lines`,
    text: (edited) => packageSources(lines, edited),
  })),
  {
    name: '100 documents of 50 lines',
    text: (edited) =>
      Array.from({ length: 100 }, (_, at) => `---\n${packageSources(49, at === 50 ? edited : undefined)}`).join(''),
  },
];

class Peer {
  #waiting = new Map();
  #watching = new Map();

  static async start(folder) {
    const program = path.join(root, 'node_modules/yaml-language-server/bin/yaml-language-server');
    const child = spawn(process.execPath, [program, '--stdio'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const peer = new Peer();
    peer.child = child;
    peer.connection = rpc.createMessageConnection(
      new rpc.StreamMessageReader(child.stdout),
      new rpc.StreamMessageWriter(child.stdin),
    );
    peer.connection.onRequest('client/registerCapability', () => null);
    peer.connection.onRequest('workspace/configuration', ({ items }) =>
      items.map(({ section }) => (section === 'yaml' ? settings.yaml : {})),
    );
    peer.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      peer.#waiting.get(uri)?.(diagnostics);
      peer.#watching.get(uri)?.(diagnostics);
    });
    peer.connection.listen();
    const settings = {
      yaml: {
        validate: true,
        schemaStore: { enable: false },
        schemas: { [pathToFileURL(schema).href]: `${folder}/*.yaml` },
      },
    };
    await peer.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
      capabilities: { workspace: { configuration: true }, textDocument: { publishDiagnostics: {} } },
    });
    await peer.connection.sendNotification('initialized', {});
    await peer.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    return peer;
  }

  /** Resolves with the next diagnostics of a document that number so many. */
  #published(uri, count) {
    return new Promise((resolve) => {
      this.#waiting.set(uri, (diagnostics) => {
        if (diagnostics.length === count) {
          resolve();
        }
      });
    });
  }

  /** Hears whatever is published of a document. */
  watch(uri, hear) {
    this.#watching.set(uri, hear);
  }

  async open(uri, text) {
    const published = this.#published(uri, 0);
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    await published;
  }

  async change(uri, version, change, count) {
    const published = this.#published(uri, count);
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [change],
    });
    await published;
  }

  async close() {
    await this.connection.sendRequest('shutdown');
    this.child.stdin.end();
    this.child.kill();
  }
}

/** The change that makes one text of another, as an editor tells it. */
function changeOf(before, after) {
  let start = 0;
  while (before[start] === after[start]) {
    start += 1;
  }
  let tail = 0;
  while (before[before.length - 1 - tail] === after[after.length - 1 - tail] && before.length - tail > start) {
    tail += 1;
  }
  const position = (offset) => {
    const lines = before.slice(0, offset).split('\n');
    return { line: lines.length - 1, character: lines.at(-1).length };
  };
  const range = { start: position(start), end: position(before.length - tail) };
  return { range, text: after.slice(start, after.length - tail) };
}

async function measure(engine, peer, folder, { name, text }) {
  const { checkTextInSteps, finishInTurns, manifestKinds, manifestRules, timed } = engine;
  const manifests = new engine.Manifests(engine.manifestReader(), new engine.NodeFiles(() => [folder]));
  const cache = new engine.ParseCache();
  /** As in src/editor/language/checked-documents.ts. */
  const check = function* (after, previous) {
    const names = yield* manifests.namesWith(path.join(folder, 'sources.yaml'), after, cache);
    return yield* checkTextInSteps(after, manifestKinds, manifestRules, { previous, cache, names });
  };
  const readAhead = function* (after) {
    for (const cut of engine.cutDocuments(after)) {
      yield* cache.parseInSteps(cut.text);
    }
  };
  const uri = pathToFileURL(path.join(folder, `${name.replaceAll(/\W/g, '-')}.yaml`)).href;
  let before = text({ type: 'git', branch: 'main' });
  await peer.open(uri, before);
  let previous;
  let lastWork = 0;
  const ours = [];
  const works = [];
  const blocks = [];
  const theirs = [];
  for (let round = 0; round < ROUNDS + WARM_UPS; round += 1) {
    const mistakes = (round + 1) % 2;
    // No round has the text of an earlier one, so that no cache helps with what is edited.
    const after = text({ type: mistakes ? 'gti' : 'git', branch: `round_${round}` });
    const began = performance.now();
    let work = 0;
    const { result, longest } = await longestBlock(async () => {
      const wait = engine.pauseAfter(lastWork);
      const pause = new Promise((resolve) => setTimeout(resolve, wait));
      await new Promise((resolve) => setTimeout(resolve, READ_AHEAD));
      const ahead = finishInTurns(timed(readAhead(after), (time) => (work += time)));
      await pause;
      await ahead;
      return finishInTurns(timed(check(after, previous), (time) => (work += time)));
    });
    const ourTime = performance.now() - began;
    previous = result;
    lastWork = work;
    if (result.findings.length !== mistakes) {
      throw new Error(`${name}: ${result.findings.length} findings of ours, not ${mistakes}`);
    }
    const change = changeOf(before, after);
    const theirBegin = performance.now();
    await peer.change(uri, round + 2, change, mistakes);
    const theirTime = performance.now() - theirBegin;
    before = after;
    if (round >= WARM_UPS) {
      ours.push(ourTime);
      works.push(work);
      blocks.push(longest);
      theirs.push(theirTime);
    }
  }
  return { name, ours, works, blocks, theirs };
}

/**
 * How often a mark comes or goes while a key is typed letter by letter in the middle of a manifest: ours as the editor
 * marks them, which looks at every letter, beside what the peer publishes.
 */
async function blinks(engine, peer, folder, pace) {
  const at = '      package_20:\n';
  const [head, tail] = packageSources(500).split(at);
  const textWith = (typed) => `${head}${at}        ${typed}\n${tail}`;
  const uri = pathToFileURL(path.join(folder, `typed-${pace}.yaml`)).href;
  const counted = () => {
    let before = '';
    let count = -1;
    return { see: (marks) => (marks !== before ? ((before = marks), (count += 1)) : undefined), count: () => count };
  };
  const theirs = counted();
  const ours = counted();
  peer.watch(uri, (diagnostics) =>
    theirs.see(diagnostics.map(({ range, message }) => `${range.start.line} ${message}`).join()),
  );
  let text = textWith('');
  await peer.open(uri, text);
  theirs.see('');
  let marked = [];
  ours.see('');
  const line = head.split('\n').length;
  for (let length = 1; length <= KEY.length; length += 1) {
    const after = textWith(KEY.slice(0, length));
    const change = changeOf(text, after);
    await peer.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: length + 1 },
      contentChanges: [change],
    });
    text = after;
    const { findings, lines } = engine.finish(
      engine.checkTextInSteps(after, engine.manifestKinds, engine.manifestRules, {}),
    );
    const now = findings.map(({ code, range, message }) => ({
      code,
      line: lines.positionAt(range.start).line,
      message,
    }));
    marked = pace < engine.REST ? engine.markedWhileTyping(marked, now, line) : now;
    ours.see(marked.map((mark) => `${mark.line} ${mark.message}`).join());
    await new Promise((resolve) => setTimeout(resolve, pace));
  }
  return { ours: Math.max(ours.count(), 0), theirs: Math.max(theirs.count(), 0) };
}

const engine = await loadEngine();
const folder = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-bench-'));
const peer = await Peer.start(folder);
const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/yaml-language-server/package.json'), 'utf8'));
console.log(`edit to findings, ${ROUNDS} edits, ms: median and p95; the peer is yaml-language-server ${version}`);
console.log(
  'a block is how long the event loop had no turn; on a busy machine all of it counts the work of others too',
);
const columns = ['', 'ours', 'p95', 'peer', 'p95', 'ratio', 'our work', 'least', 'block', 'p95'];
const widths = [28, 7, 7, 8, 7, 8, 10, 7, 8, 7];
const row = (cells) =>
  console.log(cells.map((cell, at) => (at ? cell.padStart(widths[at]) : cell.padEnd(widths[0]))).join(''));
row(columns);
for (const file of files) {
  const { name, ours, works, blocks, theirs } = await measure(engine, peer, folder, file);
  const pair = (values, digits) => [median(values), quantile(values, 0.95)].map((value) => value.toFixed(digits));
  const least = (values) => [median(values), Math.min(...values)].map((value) => value.toFixed(1));
  const ratio = (median(ours) / median(theirs)).toFixed(2);
  row([name, ...pair(ours, 0), ...pair(theirs, 0), ratio, ...least(works), ...pair(blocks, 1)]);
}
console.log(
  `Goals: a ratio below 1, no block over ${GOAL_BLOCK} ms, ${GOAL_WORK} ms of work for one of 100 documents.`,
);
for (const pace of PACES) {
  const { ours, theirs } = await blinks(engine, peer, folder, pace);
  console.log(`"${KEY}" typed, a letter every ${pace} ms: marks change ${ours} times, the peer's ${theirs} times`);
}
console.log('Goals: 50 ms at 50 and 500 lines, 80 at 2,000, 170 at 10,000; no change while a key is typed.');
await peer.close();
await rm(folder, { recursive: true });
