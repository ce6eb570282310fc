import assert from 'node:assert/strict';
import { placesIn, RunText } from '../../../../../src/platforms/bksops/runs/run-text';

const run = {
  code: 'a',
  version: '1.0',
  result: true,
  inputs: { who: 'team' },
  outputs: { n: 3 },
  schedules: 0,
  log: [],
};

describe('the result of a run', () => {
  it('says what is known while it comes', () => {
    const text = new RunText('a 1.0 of team', ['loaded from the workspace']);
    assert.equal(text.toString(), '# a 1.0 of team\n# loading\n# loaded from the workspace\n');
    text.add('INFO one');
    text.add('two \u001b[1m');
    assert.equal(
      text.toString(),
      '# a 1.0 of team\n# running\n# loaded from the workspace\n---\nlog:\n  - INFO one\n  - two \\u001b[1m\n',
    );
    text.close({ is: 'cancelled', milliseconds: 7 });
    assert.equal(
      text.toString(),
      '# a 1.0 of team\n# cancelled after 7 ms\n# loaded from the workspace\n---\nlog:\n  - INFO one\n  - two \\u001b[1m\n',
    );
  });

  it('has the outputs, the log and the inputs, and says how often it was scheduled', () => {
    const text = new RunText('a 1.0 of team');
    text.add('INFO •••');
    text.close({ is: 'ended', milliseconds: 12, run: { ...run, schedules: 3 } });
    assert.equal(
      text.toString(),
      `# a 1.0 of team
# succeeded in 12 ms, scheduled 3 times
# ••• hides a secret
---
outputs:
  n: 3
log:
  - INFO •••
inputs:
  who: team
`,
    );
  });

  it('begins with the error and its frames, each of which is a place to go to', () => {
    const text = new RunText('a 1.0 of team');
    const frames = [
      { file: '/w/the team/a.py', line: 7, name: 'execute' },
      { file: 'C:/w/b.py', line: 12, name: '<module>' },
      { file: 'https://raw.example.com/c.py', line: 1, name: 'f' },
    ];
    text.close({
      is: 'ended',
      milliseconds: 1,
      run: { ...run, result: false, outputs: {}, error: { message: "KeyError: 'host'", frames } },
    });
    const shown = text.toString();
    assert.equal(
      shown,
      `# a 1.0 of team
# failed in 1 ms
---
error:
  message: "KeyError: 'host'"
  at:
    - /w/the team/a.py:7 in execute
    - C:/w/b.py:12 in <module>
    - https://raw.example.com/c.py:1 in f
outputs: {}
inputs:
  who: team
`,
    );
    assert.deepEqual(
      placesIn(shown).map(({ start, end, file, line }) => [shown.slice(start, end), file, line]),
      [
        ['/w/the team/a.py:7', '/w/the team/a.py', 7],
        ['C:/w/b.py:12', 'C:/w/b.py', 12],
      ],
    );
  });

  it('of what never ran says why', () => {
    const text = new RunText('a of team');
    text.close({ is: 'not run', why: 'There is no component "a".' });
    assert.equal(text.toString(), '# a of team\n# not run\n---\nerror:\n  message: There is no component "a".\n');
  });
});
