import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkTextInSteps } from '../../../src/manifest/check/check-in-steps';
import { checkText, type CheckedText } from '../../../src/manifest/check/check-text';
import { ParseCache } from '../../../src/manifest/parse/parse-cache';
import { rule } from '../../../src/manifest/rule';
import { finish } from '../../../src/base/steps';
import { manifestKinds, manifestRules } from '../../../src/platforms/spaceone/manifest-kinds';
import { registerManifest } from '../../../src/platforms/spaceone/register-manifest';

const good = 'name: Example\nresource_type: inventory.Collector\nimage: plugin-example\n';
const golden = join(__dirname, '../../golden/spaceone');

describe('checking a text in parts', () => {
  it('finds what a check at once finds', () => {
    for (const file of readdirSync(golden).filter((each) => each.endsWith('.yaml'))) {
      const text = readFileSync(join(golden, file), 'utf8');
      const parted = finish(checkTextInSteps(text, manifestKinds, manifestRules));
      assert.deepEqual(parted.findings, checkText(text, manifestKinds, manifestRules).findings, file);
    }
  });

  it('goes on in parts through all of its work', () => {
    const entries = Array.from({ length: 4000 }, (_, index) => `  - {name: n${index}, value: [a, b]}\n`);
    const steps = checkTextInSteps(`${good}labels:\n${entries.join('')}`, manifestKinds, manifestRules);
    let parts = 1;
    let last = steps.next();
    while (last.done !== true) {
      parts += 1;
      last = steps.next();
    }
    assert.ok(last.value.findings.length > 0);
    assert.ok(parts > 50, `${parts} parts`);
  });

  it('leaves nothing behind when it is dropped', () => {
    const cache = new ParseCache();
    const dropped = checkTextInSteps(good, manifestKinds, manifestRules, { cache });
    dropped.next();
    dropped.next();
    dropped.return(undefined as never);
    assert.deepEqual(
      finish(checkTextInSteps(`${good}x: 1\n`, manifestKinds, manifestRules, { cache })).findings.length,
      1,
    );
  });
});

describe('a rule, when its file is checked again,', () => {
  /** How often a rule looks at documents when the third of three is edited and all else stays. */
  function looks(asks: 'names' | 'the document'): number {
    let count = 0;
    const counting = rule({
      code: 'test/counting',
      kinds: [registerManifest.id],
      severity: 'error',
      *check(context) {
        count += 1;
        if (asks === 'names' && context.names.isComplete) {
          yield { range: context.document.head, message: 'never' };
        }
      },
    });
    const cache = new ParseCache();
    let previous: CheckedText | undefined;
    for (const last of ['a', 'b']) {
      const text = ['x', 'y', last].map((name) => `---\n${good}provider: ${name}\n`).join('');
      count = 0;
      previous = finish(checkTextInSteps(text, manifestKinds, [counting], { cache, previous }));
    }
    return count;
  }

  it('looks at the edited document alone', () => {
    assert.equal(looks('the document'), 1);
  });

  it('looks at every document when it asks what others define', () => {
    assert.equal(looks('names'), 3);
  });
});
