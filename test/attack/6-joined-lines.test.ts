import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { jsonProblem } from '../../src/base/json-error';
import { visible, visiblePieces } from '../../src/base/visible';
import { jsonFindings } from '../../src/cli/check/json-syntax';
import { textReport } from '../../src/cli/check/text-report';
import { LineIndex } from '../../src/manifest/parse/line-index';
import { finish } from '../../src/base/steps';
import { LineReader } from '../../src/runtime/processes/lines';
import { writeWhole } from '../../src/runtime/files/whole-file';

describe('attack 6: what becomes dangerous beside its neighbour', () => {
  it('6.20 the name of a file and the message of a finding are no command together, with colours and without', () => {
    const finding = { code: 'a/b', severity: 'error', range: { start: 0, end: 1 }, message: 'No key "::error::k".' };
    const related = [{ file: '/w/::error file=b', at: { start: { line: 0, character: 0 } }, message: 'a::b' }];
    const files = [
      { file: '/w/::error file=a.yaml', findings: [{ ...finding, related }], lines: new LineIndex('a'), manifests: 1 },
    ] as unknown as Parameters<typeof textReport>[0];
    assert.equal(
      textReport(files, '/w', false).split('\n').slice(0, 2).join('\n'),
      '\\u003a:error file=a.yaml:1:1: error a/b: No key "::error::k".\n  \\u003a:error file=b:1:1: a::b',
    );
    assert.match(
      textReport(files, '/w', true),
      // eslint-disable-next-line no-control-regex -- it is ours
      /^\\u003a:error file=a.yaml:1:1: \u001b\[31merror\u001b\[0m \u001b\[2ma\/b/,
    );
  });

  it('6.21 pieces are shown as their line is', () => {
    for (const pieces of [
      [' :', ':a', '::'],
      ['#', '#[a'],
      ['##', 'vso[x', '##[y'],
      [':', ':a\u202e', 'b'],
      ['a', '::b::'],
    ]) {
      assert.equal(visiblePieces(pieces).join(''), visible(pieces.join('')));
    }
  });

  for (const text of ['::error::a', '##[error]a', '##vso[a]', '\u{1f600}']) {
    it(`6.22 a long line is not cut inside of ${JSON.stringify(text)}`, () => {
      for (let before = 16_380; before < 16_386; before++) {
        const lines: string[] = [];
        const reader = new LineReader((line) => lines.push(line));
        finish(reader.push(Buffer.from(`${'x'.repeat(before)}${text}\n`)));
        assert.ok(lines.join('') === `${'x'.repeat(before)}${text}`, 'something is lost');
        assert.ok(lines.every((line) => line.length <= 16_384));
        assert.doesNotMatch(lines.join('|'), /:\|:|#\|#|#\|\[|[\ud800-\udbff]\|/);
      }
    });
  }

  it('6.23 what is told of a text that is no JSON quotes nothing of it, and is told where it is', () => {
    const secret = 'Canary9';
    for (const text of [
      `{"password": ${secret}, "a": 1}`,
      `{"password": "${secret}" ${secret}}`,
      `["${secret}\n"]`,
      `{${secret}: 1}`,
      `["\\${secret}"]`,
      `[1 /* ${secret} */]`,
      secret,
      `{"a": 1} ${secret}`,
    ]) {
      const [finding] = jsonFindings(text);
      assert.ok(finding);
      assert.doesNotMatch(finding.message, /anary|assword/);
    }
    assert.deepEqual(jsonProblem(`{"password": ${secret}}`), {
      offset: 13,
      words: 'a letter, where a value must stand',
    });
  });

  it('6.24 a text is JSON for the search for problems when it is for JSON.parse, however deep', () => {
    const signs = ['{', '}', '[', ']', ',', ':', '"a"', '1'];
    const short = textsOf(signs, 5);
    const pieces = [...signs, '"\\u00e', '-', '0', '.5', 'e3', 'true', 'nul', ' ', '\n', '"'];
    let seed = 1;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    const long = Array.from({ length: 20_000 }, () =>
      Array.from({ length: 1 + (next() % 7) }, () => pieces[next() % pieces.length]).join(''),
    );
    for (const text of [...short, ...long, '{"a":[1,{"b":null}],"c":"\\u00e9"}', '{"a":1,}', '[[],{}]']) {
      assert.equal(jsonProblem(text) === undefined, isJson(text), JSON.stringify(text));
    }
    assert.equal(jsonProblem('['.repeat(1_000_000))?.offset, 1_000_000);
  });
});

/** Every text of so many pieces at most, the empty one too. */
function textsOf(pieces: readonly string[], most: number): string[] {
  return most === 0 ? [''] : ['', ...textsOf(pieces, most - 1).flatMap((text) => pieces.map((piece) => piece + text))];
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('attack 6: writing over what is no file', () => {
  let folder: string;

  beforeEach(async () => (folder = await mkdtemp(path.join(tmpdir(), 'whole attack '))));
  afterEach(() => rm(folder, { recursive: true }));

  async function refusal(file: string): Promise<string | undefined> {
    return writeWhole(file, 'x').then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
  }

  it('6.25 a folder is not replaced, and a file is', async () => {
    await mkdir(path.join(folder, 'a'));
    await writeFile(path.join(folder, 'b'), 'before');
    assert.match((await refusal(path.join(folder, 'a'))) ?? '', /It is a folder, not a file\.$/);
    assert.equal(await refusal(path.join(folder, 'b')), undefined);
    assert.equal(await readFile(path.join(folder, 'b'), 'utf8'), 'x');
  });

  if (process.platform !== 'win32') {
    it('6.26 a socket and a link, to a file or a device, are not replaced, and nothing lies beside them', async () => {
      const [file, link, toDevice, socket] = ['file', 'link', 'to device', 'socket'].map((name) =>
        path.join(folder, name),
      );
      await writeFile(file!, 'before');
      await symlink(file!, link!);
      await symlink('/dev/null', toDevice!);
      const server = net.createServer().listen(socket);
      await new Promise((resolve) => server.once('listening', resolve));
      const names = await readdir(folder);
      const why = [await refusal(link!), await refusal(toDevice!), await refusal(socket!)];
      const left = await readdir(folder);
      server.close();
      assert.deepEqual(
        why.map((each) => /It is (.*), not a file\.$/.exec(each ?? '')?.[1]),
        ['a link', 'a link', 'a socket'],
      );
      assert.deepEqual([left, await readFile(file!, 'utf8')], [names, 'before']);
    });
  }
});
