import assert from 'node:assert/strict';
import { isCauseOf } from '../../../../src/runtime/server/failure-that-goes';

describe('the failure of a server', () => {
  const unmade = {
    what: 'No.',
    next: { title: 'Set Up', intent: { is: 'set up the environment', folder: '/p' } } as const,
  };

  it('goes with a change of what the environment is made of, and with a set-up from elsewhere', () => {
    for (const file of ['Dockerfile', 'pkg/pip_requirements.txt', 'src/setup.py', '.venv/plugin-workbench.json']) {
      assert.ok(isCauseOf(unmade, '/w/a', `/w/a/${file}`), file);
    }
  });

  it('stays when another plugin or another file changes', () => {
    assert.ok(!isCauseOf(unmade, '/w/a', '/w/ab/Dockerfile'));
    assert.ok(!isCauseOf(unmade, '/w/a', '/w/a/README.md'));
    assert.ok(!isCauseOf({ what: 'Broken.' }, '/w/a', '/w/a/Dockerfile'));
  });

  it('goes with a change of the file that it points to', () => {
    const broken = { what: 'Broken.', where: { file: '/w/a/src/main.py', line: 3 } };
    assert.ok(isCauseOf(broken, '/w/a', '/w/a/src/main.py'));
  });
});
