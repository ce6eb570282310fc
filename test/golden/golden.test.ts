import assert from 'node:assert/strict';
import { platforms } from '../../src/platforms/platforms';
import { checkGolden, goldenFilesOf, placeOf, type MarkedFinding } from './golden-file';

/** A folder of manifests each platform, marked as `golden-file.ts` says. A message is held to its last character. */
for (const platform of platforms) {
  describe(`golden manifests of ${platform.id}`, () => {
    for (const file of goldenFilesOf(platform)) {
      it(file.name.replace(/\.ya?ml$/, '').replaceAll('-', ' '), async () => {
        const checked = await checkGolden(file, platform);
        const found = checked.findings.map((finding): MarkedFinding => {
          const { isOnOneLine, ...place } = placeOf(finding, checked);
          assert.ok(isOnOneLine, `${finding.code} stays on one line`);
          return { ...place, ...finding };
        });
        const isOurs = checked.documents.some(({ kind }) => kind);
        assert.equal(file.name.startsWith('not-ours'), !isOurs, 'recognized as ours');
        assert.deepEqual(found.map(render), file.expected.map(render));
        for (const { line, start, end, code } of file.nearMisses) {
          const hit = found.find((each) => each.code === code && each.line === line && each.start < end && each.end > start);
          assert.equal(hit, undefined, `${code} is silent at ${line}:${start}-${end}`);
        }
      });
    }
  });
}

function render({ line, start, end, severity, code, message }: MarkedFinding): string {
  return `${line}:${start}-${end} ${severity} ${code}: ${message}`;
}
