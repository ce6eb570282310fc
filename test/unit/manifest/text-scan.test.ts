import assert from 'node:assert/strict';
import { openFlowIn, scanText } from '../../../src/manifest/parse/text-scan';

describe('a look at the characters', () => {
  const actions = (text: string): string[] => scanText(text).actions.map(({ start, end }) => text.slice(start, end));

  it('takes no block scalar from a comment', () => {
    assert.deepEqual(actions('a: b # such as c: |\n    {{ d }}\n'), ['{{ d }}']);
    assert.deepEqual(actions('a: | # a block scalar\n    {{ d }}\n'), []);
  });

  it('ends an anchor at the bracket behind it', () => {
    assert.equal(openFlowIn('a: [&b]\n'), undefined);
  });

  it('goes on in a quoted string behind an escaped line break', () => {
    for (const lineBreak of ['\n', '\r\n']) {
      assert.deepEqual(actions(`a: "b \\${lineBreak}  c {{ d }}"\n`), []);
    }
  });

  it('finds each action that breaks its string, and none that does not', () => {
    assert.deepEqual(actions(`a: "{{ b }} \\" {{ c "d" }}"\n`), ['{{ c "d" }}']);
    assert.deepEqual(actions(`a: '{{ b }} '' {{ c ''d'' }}'\n`), []);
  });

  it('knows what would close what is open', () => {
    assert.deepEqual(openFlowIn('a: {b: [c, "d'), { start: 3, closers: '"]}' });
    assert.deepEqual(openFlowIn('a: {b: [c], d: {'), { start: 3, closers: '}}' });
    assert.equal(openFlowIn('a: {b: [c]} # {\nd: e{[\nf: "{"\n'), undefined);
  });
});
