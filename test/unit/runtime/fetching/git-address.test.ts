import assert from 'node:assert/strict';
import { toFailure } from '../../../../src/base/workbench-error';
import { gitAddress } from '../../../../src/runtime/fetching/git-address';

describe('the address of a repository', () => {
  it('gives its login away to be told apart, in its own letters', () => {
    assert.deepEqual(gitAddress('https://an%40author:pass%2Fw%C3%B6rd@git.example.com/team.git', 'main'), {
      address: 'https://git.example.com/team.git',
      login: { user: 'an@author', password: 'pass/wörd' },
      branch: 'main',
    });
  });

  it('keeps a "%" of a password that stands for itself', () => {
    const { login } = gitAddress('https://author:100%sure@git.example.com/team.git', 'main');
    assert.deepEqual(login, { user: 'author', password: '100%sure' });
  });

  it('stays as it is without a password', () => {
    const address = 'https://author@git.example.com/team.git';
    assert.deepEqual(gitAddress(address, 'main'), { address, branch: 'main' });
  });

  const refused: readonly (readonly [address: string, why: string])[] = [
    ['--upload-pack=touch', 'Its address begins with "-", as options do.'],
    ['ext::sh -c touch', 'Its address has "::", by which git knows programs to run.'],
    ['https://git.example.com/a b', 'Its address has a blank or a character that is not seen.'],
  ];
  for (const [address, why] of refused) {
    it(`is refused as ${address}`, () => {
      const failure = toFailure(thrownBy(() => gitAddress(address, 'main')));
      assert.deepEqual([failure.what, failure.why], ['This repository is not asked.', why]);
    });
  }

  for (const branch of ['', '-b', 'a b', 'a..b']) {
    it(`is refused with ${JSON.stringify(branch)} for a branch`, () => {
      const failure = toFailure(thrownBy(() => gitAddress('https://git.example.com/team.git', branch)));
      assert.deepEqual(
        [failure.what, failure.next?.title],
        [`"${branch}" is no name of a branch.`, 'Correct the branch'],
      );
    });
  }
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return assert.fail('It was taken.');
}
