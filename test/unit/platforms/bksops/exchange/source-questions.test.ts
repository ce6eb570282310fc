import assert from 'node:assert/strict';
import { completeAnswers } from '../../../../../src/base/questions';
import {
  sourceOfAnswers,
  sourceQuestions,
  variablesOf,
} from '../../../../../src/platforms/bksops/exchange/source-questions';

const git = {
  type: 'git',
  name: 'team',
  repo_address: 'https://git.example.com/team.git',
  repo_raw_address: 'https://raw.example.com/team',
};
const s3 = { type: 's3', name: 'team', service_address: 'https://s3.example.com', bucket: 'plugins' };
const answered = (given: Readonly<Record<string, string>>, taken: readonly string[] = []) =>
  completeAnswers(sourceQuestions, given, (name) => taken.includes(name));

describe('the questions of a new source', () => {
  it('are those of its type alone, and make its details', () => {
    const { name, type, details } = sourceOfAnswers(answered(git));
    assert.deepEqual([name, type], ['team', 'git']);
    assert.deepEqual(Object.fromEntries(details), {
      repo_address: 'https://git.example.com/team.git',
      repo_raw_address: 'https://raw.example.com/team',
      branch: 'master',
    });
    assert.throws(() => answered({ ...git, path: '/a' }), /not asked beside the other answers/);
  });

  it('ask for the names of credentials and never for these, and leave out what is empty', () => {
    const source = sourceOfAnswers(answered(s3));
    assert.deepEqual(Object.fromEntries(source.details), {
      service_address: 'https://s3.example.com',
      bucket: 'plugins',
      access_key: '${env:TEAM_ACCESS_KEY}',
      secret_key: '${env:TEAM_SECRET_KEY}',
    });
    assert.deepEqual(variablesOf(source), ['TEAM_ACCESS_KEY', 'TEAM_SECRET_KEY']);
  });

  for (const [title, given, why] of [
    ['a name that is taken, whatever its case', { ...git, name: 'TEAM' }, /A source is called TEAM already\./],
    ['a name that begins with a digit', { ...git, name: '1team' }, /not a digit first/],
    ['a password in a repository', { ...git, repo_address: 'https://a:b@git.example.com/a.git' }, /must not hold it/],
    ['a repository that SOPS refuses', { ...git, repo_address: 'file:///a' }, /SOPS refuses this: it takes addresses/],
    ['a raw address with a login', { ...git, repo_raw_address: 'https://a@raw.example.com' }, /holds no password/],
    ['a branch that git would take for an option', { ...git, branch: '-x' }, /no "-" or "\/" first/],
    ['a service without a scheme', { ...s3, service_address: 's3.example.com' }, /begins with https/],
    ['a variable that is none', { ...s3, secret_key: 'A-B' }, /letters, digits and underscores/],
    ['no folder', { type: 'fs', name: 'team', path: ' ' }, /must not be empty/],
  ] as const) {
    it(`refuse ${title}`, () => {
      const taken = given.name === 'TEAM' ? ['team'] : [];
      assert.throws(() => answered(given, taken), why);
    });
  }

  it('take a reference in the place of a password', () => {
    const address = 'https://bot:${env:TOKEN}@git.example.com/a.git';
    assert.deepEqual(variablesOf(sourceOfAnswers(answered({ ...git, repo_address: address }))), ['TOKEN']);
  });
});
