import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkText } from '../../src/manifest/check/check-text';
import type { Finding } from '../../src/manifest/finding';
import { LineIndex } from '../../src/manifest/parse/line-index';
import type { Rule } from '../../src/manifest/rule';
import { platforms } from '../../src/platforms/platforms';
import { namesIn } from '../memory-files';

/**
 * `#   ^^^^ error code: message` speaks about the line above; the carets stand under the range. A range that begins in
 * the first column begins at the `#` itself: `#^^^ error …`, or `#< error …` when it is one character long.
 * A message that ends in `…` may go on.
 */
const marker = /^(\s*)#(\s*)(\^+|<)\s+(error|warning|info) (\S+): (.*)$/;

interface Expected {
  readonly at: string;
  readonly head: string;
  readonly message: string;
}

/** A folder of manifests each platform; the findings stand under their lines as comments. The file is a workspace of its own. */
for (const { id, manifestKinds, rules } of platforms) {
  describe(`golden manifests of ${id}`, () => {
    const folder = join(__dirname, id);
    for (const name of readdirSync(folder).filter((file) => /\.ya?ml$/.test(file))) {
      it(name.replace(/\.ya?ml$/, '').replaceAll('-', ' '), async () => {
        const { text, expected } = read(readFileSync(join(folder, name), 'utf8'));
        const { findings, documents } = checkText(text, manifestKinds, rulesFor(name, rules), {
          names: await namesIn({ [`/${name}`]: text }),
        });
        const lines = new LineIndex(text);
        const found = findings.map((finding) => describeFinding(finding, lines));
        assert.equal(name.startsWith('not-ours'), !documents.some(({ kind }) => kind), 'recognized as ours');
        assert.deepEqual(
          found.map(render),
          expected.map((each) => render(complete(each, found))),
        );
      });
    }
  });
}

/** Most files show several manifests; that spacectl refuses such files is the matter of one of them. */
function rulesFor(name: string, rules: readonly Rule[]): readonly Rule[] {
  return name === 'one-document.yaml' ? rules : rules.filter(({ code }) => code !== 'spaceone/one-document');
}

function read(source: string): { text: string; expected: Expected[] } {
  const kept: string[] = [];
  const expected: Expected[] = [];
  for (const line of source.split('\n')) {
    const [, before = '', gap = '', carets = '', severity = '', code = '', message = ''] = marker.exec(line) ?? [];
    if (carets === '') {
      kept.push(line);
      continue;
    }
    const fromHash = gap === '';
    const start = fromHash ? before.length : before.length + 1 + gap.length;
    const end = carets === '<' ? start + 1 : start + carets.length + (fromHash ? 1 : 0);
    expected.push({ at: `${kept.length}:${start}-${end}`, head: `${severity} ${code}`, message });
  }
  const inOrder = expected.sort((a, b) => Number(a.at.split(':')[0]) - Number(b.at.split(':')[0]));
  return { text: kept.join('\n'), expected: inOrder };
}

function describeFinding({ range, severity, code, message }: Finding, lines: LineIndex): Expected {
  const { start, end } = lines.rangeAt(range);
  assert.equal(start.line, end.line, `${code} stays on one line`);
  return { at: `${start.line + 1}:${start.character}-${end.character}`, head: `${severity} ${code}`, message };
}

function complete(expected: Expected, found: readonly Expected[]): Expected {
  const beginning = expected.message.endsWith('…') ? expected.message.slice(0, -1) : undefined;
  const full = found.find(
    ({ at, message }) => at === expected.at && beginning !== undefined && message.startsWith(beginning),
  );
  return full ? { ...expected, message: full.message } : expected;
}

function render({ at, head, message }: Expected): string {
  return `${at} ${head}: ${message}`;
}
