import assert from 'node:assert/strict';
import { filledInputs, readRunFile, writeRunFile } from '../../../../../src/platforms/bksops/runs/run-file';
import { Redactor } from '../../../../../src/runtime/secrets/redactor';

const file = '/w/team/requests/hello.yaml';

describe('a file with a run of a component', () => {
  it('is written with what is known of each input, and read again', () => {
    const text = writeRunFile({
      component: 'hello',
      version: '2.0',
      sources: '../sources.yaml',
      source: 'local',
      inputs: {
        who: { value: 'team', comment: 'Who; input, required' },
        hosts: { value: ['a', { b: 1 }], comment: '' },
        'odd: key': { value: '', comment: 'read by the service' },
      },
    });
    assert.equal(
      text,
      `# What Plugin Workbench runs a component with. Keep it with the package; secrets stay out of it:
# \${env:NAME} stands for one, which the editor asks for and keeps, or which the environment has.
component: hello
version: "2.0"
sources: ../sources.yaml
source: local
inputs:
  # Who; input, required
  who: team
  hosts:
    - a
    - b: 1
  # read by the service
  "odd: key": ""
`,
    );
    assert.deepEqual(readRunFile(text, file), {
      component: 'hello',
      version: '2.0',
      sources: '/w/team/sources.yaml',
      source: 'local',
      parent: {},
      inputs: { who: 'team', hosts: ['a', { b: 1 }], 'odd: key': '' },
    });
  });

  it('needs no more than a code and inputs', () => {
    assert.deepEqual(readRunFile('component: a\ninputs: {}\nparent: {executor: admin}\n', file), {
      ...{ component: 'a', version: undefined, sources: undefined, source: undefined },
      parent: { executor: 'admin' },
      inputs: {},
    });
  });

  it('is refused at the line that is wrong', () => {
    const wrong: [string, number, string][] = [
      ['component: a\n', 1, 'A run has the code of a "component", such as demo_hello, and its "inputs".'],
      ['component: a\ninput: {}\ninputs: {}\n', 2, '"input" is not a key of Run of a BlueKing SOPS component.'],
      [
        'component: a\nversion: 2.0\ninputs: {}\n',
        2,
        '"version" must be a string, but the workbench reads "2.0" as the number 2: quote it.',
      ],
      [
        'component: a\ninputs:\n  b: {{ c }}\n',
        3,
        'Nothing renders templates in a request: quote the value that holds "{{".',
      ],
      ['', 1, 'A run has the code of a "component", such as demo_hello, and its "inputs".'],
    ];
    for (const [text, line, why] of wrong) {
      const what = 'The component cannot be run with this file as it stands.';
      assert.throws(() => readRunFile(text, file), { what, why, where: { file, line } });
    }
  });

  it('gets its secrets from elsewhere, wherever they are referred to, and they are hidden from then on', async () => {
    const redactor = new Redactor();
    const inputs = { login: 'a:${env:TOKEN}', hosts: [{ key: '${env:TOKEN}' }], port: 22, off: false, none: null };
    const filled = await filledInputs(inputs, (name) => (name === 'TOKEN' ? 'open-sesame-9' : undefined), redactor);
    assert.deepEqual(filled, { ...inputs, login: 'a:open-sesame-9', hosts: [{ key: 'open-sesame-9' }] });
    assert.equal(redactor.redact('with open-sesame-9'), 'with •••');
    await assert.rejects(
      filledInputs(inputs, () => undefined, redactor),
      { what: 'An input refers to TOKEN, which has no value.' },
    );
  });
});
