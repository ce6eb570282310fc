import assert from 'node:assert/strict';
import { platforms } from '../../src/platforms/all-platforms';
import { applyEdits, editsOf } from '../../src/manifest/edit/fix-edits';
import type { CheckedText } from '../../src/manifest/check/check-text';
import type { Finding } from '../../src/manifest/finding';
import { fixesOf, notesOf } from './finding-notes';
import { checkGolden, checkerOf, goldenFilesOf, namesOf, placeOf, type GoldenFile, type MarkedFinding } from './golden-file';

/** A folder of manifests each platform, marked as `golden-file.ts` says. A message is held to its last character. */
for (const platform of platforms) {
  describe(`golden manifests of ${platform.id}`, () => {
    for (const file of goldenFilesOf(platform)) {
      it(nameOf(file), async () => {
        const checked = await checkGolden(file, platform);
        const found = checked.findings.map((finding): MarkedFinding => {
          const { isOnOneLine, ...place } = placeOf(finding, checked);
          assert.ok(isOnOneLine, `${finding.code} stays on one line`);
          return { ...place, ...finding, notes: notesOf(finding, file, checked.lines) };
        });
        const isOurs = checked.documents.some(({ kind }) => kind);
        // A workspace has files of others beside ours.
        assert.ok(file.name.includes('/') || file.name.startsWith('not-ours') === !isOurs, 'recognized as ours');
        assert.deepEqual(found.map(render), file.expected.map(render));
        for (const { line, start, end, code } of file.nearMisses) {
          const hit = found.find((each) => each.code === code && each.line === line && each.start < end && each.end > start);
          assert.equal(hit, undefined, `${code} is silent at ${line}:${start}-${end}`);
        }
      });
    }

    for (const [written, rewrite] of [
      ['behind a byte order mark', (text: string) => `\uFEFF${text}`],
      ['with the line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ] as const) {
      for (const file of goldenFilesOf(platform)) {
        it(`${nameOf(file)}, the same ${written}`, async () => {
          const checked = await checkGolden({ ...file, text: rewrite(file.text) }, platform);
          const found = checked.findings.map((finding) => wordsOf({ ...finding, ...placeOf(finding, checked) }));
          assert.deepEqual(found.sort(), file.expected.map(wordsOf).sort());
        });
      }
    }

    for (const file of goldenFilesOf(platform).filter(hasFixes)) {
      it(`${nameOf(file)}, whose fixes take their finding away and leave a text that reads as meant`, async () => {
        const check = checkerOf(file, await namesOf(file), platform);
        for (const { text } of (await check(file.text)).documents) {
          const before = await check(text);
          for (const finding of before.findings) {
            for (const fix of fixesOf(finding)) {
              const made = (fix.creates ?? []).map((each) => each.file);
              const checkNow = made.length > 0 ? checkerOf(file, await namesOf(file, made), platform) : check;
              const after = await checkNow(applyEdits(text, editsOf(finding, fix)));
              assertMended(before, after, finding, `"${fix.title}" answers ${finding.message}`);
            }
          }
        }
      });
    }
  });
}

function nameOf({ name }: GoldenFile): string {
  return name.replace(/\.(?:ya?ml|json)$/, '').replaceAll('-', ' ');
}

function hasFixes({ expected }: GoldenFile): boolean {
  return expected.some(({ notes }) => notes.some((note) => note.startsWith('#~')));
}

function assertMended(before: CheckedText, after: CheckedText, { code, message }: Finding, what: string): void {
  const isSame = (each: Finding): boolean => each.code === code && each.message === message;
  assert.equal(count(after, isSame), count(before, isSame) - 1, what);
  assert.ok(count(after, isMisread) <= count(before, isMisread), `${what} It reads as meant.`);
}

function count({ findings }: CheckedText, isCounted: (finding: Finding) => boolean): number {
  return findings.filter(isCounted).length;
}

/** What a replacement that is written wrongly ends in. */
function isMisread({ code }: Finding): boolean {
  return ['manifest/syntax', 'manifest/type', 'manifest/scalar', 'manifest/duplicate-key'].includes(code);
}

function render(finding: MarkedFinding): string {
  return [wordsOf(finding), ...finding.notes].join('\n');
}

function wordsOf({ line, start, end, severity, code, message }: Omit<MarkedFinding, 'notes'>): string {
  return `${line}:${start}-${end} ${severity} ${code}: ${message}`;
}
