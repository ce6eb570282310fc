import assert from 'node:assert/strict';
import { checkText } from '../../../../../src/manifest/check/check-text';
import { completeAt } from '../../../../../src/manifest/edit/completion';
import { noNames } from '../../../../../src/manifest/names/names';
import { ParseCache } from '../../../../../src/manifest/parse/parse-cache';
import type { JsonSchema } from '../../../../../src/manifest/schema/json-schema';
import { runKind } from '../../../../../src/platforms/bksops/runs/run-kind';
import { manifestKinds } from '../../../../../src/platforms/bksops/manifest-kinds';

const inputs: JsonSchema = { properties: { env: { description: 'Environment', examples: ['prod', 'test'] } } };
const kind = runKind(
  (code) => (code === 'hello' ? inputs : undefined),
  () => [
    { code: 'hello', version: '1.0' },
    { code: 'hello', version: 'legacy' },
    { code: 'bye', version: '3' },
  ],
);

function kindOf(text: string): string | undefined {
  return checkText(text, manifestKinds, []).documents[0]?.kind?.id;
}

/** What is offered where `|` stands. */
function offered(written: string): string[] {
  const offset = written.indexOf('|');
  const text = written.replace('|', '');
  const before = checkText(text, [kind], []).documents;
  const open = { text, before, cache: new ParseCache(), names: noNames };
  return completeAt(open, offset, [kind]).map(({ label }) => label);
}

describe('the kind of runs of components', () => {
  it('is known by a component and inputs, and nothing else beside them', () => {
    for (const text of [
      'component: a\ninputs: {}\n',
      'component: a\ninputs:\n',
      'sources: ../s.yaml\ninputs: {a: 1}\ncomponent: a\n',
    ]) {
      assert.equal(kindOf(text), 'bksops.run', text);
    }
    for (const text of [
      'component: a\ninputs: {}\nstages: []\n',
      'component: a\n',
      'component: {a: 1}\ninputs: {}\n',
      'component: a\ninputs: [a]\n',
      'include:\n  - component: a\n    inputs: {}\n',
    ]) {
      assert.equal(kindOf(text), undefined, text);
    }
  });

  it('offers the components that there are, and the versions of the one that is named', () => {
    assert.deepEqual(offered('component: |\ninputs: {}\n'), ['hello', 'bye']);
    assert.deepEqual(offered('component: hello\nversion: |\ninputs: {}\n'), ['1.0', 'legacy']);
  });

  it('offers the inputs of the component, and what its form lets choose from', () => {
    assert.deepEqual(offered('component: hello\ninputs:\n  |\n'), ['env']);
    assert.deepEqual(offered('component: hello\ninputs:\n  env: |\n'), ['prod', 'test']);
    assert.deepEqual(offered('component: bye\ninputs:\n  |\n'), []);
  });
});
