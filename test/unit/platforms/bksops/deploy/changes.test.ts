import { deepEqual, equal } from 'node:assert/strict';
import type { Json } from '../../../../../src/base/json';
import { readDeployState, type DeployState } from '../../../../../src/platforms/bksops/deploy/deploy-state';
import { changeWords } from '../../../../../src/platforms/bksops/deploy/sections';
import { component, found, module, OWN, report } from './found';
import type { LoadedComponent } from '../../../../../src/platforms/bksops/load/loader-event';

function stateWith(...components: readonly LoadedComponent[]): DeployState {
  return found({ loaded: { report: report([module('team.a', { components })]) } }).state;
}

function changes(before: readonly LoadedComponent[], now: readonly LoadedComponent[]): string[] {
  const readiness = found(
    { loaded: { report: report([module('team.a', { components: now })]) } },
    { before: stateWith(...before) },
  );
  return changeWords(readiness).map(({ is, what }) => `${is}: ${what}`);
}

describe('what has changed since sources were ready', () => {
  it('is unknown where they never were', () => {
    equal(found().changes, undefined);
  });

  it('is nothing where all is the same', () => {
    deepEqual(changes([component('a')], [component('a')]), []);
  });

  it('names components that came and went', () => {
    deepEqual(changes([component('a')], [component('b')]), [
      'New: component b 1.0.0 (Team-Of b)',
      'Gone: component a 1.0.0 (Team-Of a)',
    ]);
  });

  it('takes one version that went where one came for the same component', () => {
    deepEqual(changes([component('a')], [component('a', { version: '1.1.0', group: 'Other' })]), [
      'Changed: component a: version 1.0.0 → 1.1.0, Team-Of a → Other-Of a',
    ]);
  });

  it('takes a version beside the one that is there for a new one', () => {
    deepEqual(changes([component('a')], [component('a'), component('a', { version: '2.0.0' })]), [
      'New: component a 2.0.0 (Team-Of a)',
    ]);
  });

  it('names a form that is not embedded any more', () => {
    deepEqual(changes([component('a')], [component('a', { embedded: false })]), [
      'Changed: component a 1.0.0: form embedded → stays blank',
    ]);
  });

  it('names the files and the commits of a source, and of many files how many more', () => {
    const git = { name: 'team_git', type: 'git' };
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`team/m${index}.py`, '1']));
    const before = {
      ...found().state,
      sources: [OWN, { ...git, revision: '0123456789abcdef', files: { 'team/a.py': '1', 'team/b.py': '1' } }],
    };
    const now = [
      { ...git, revision: 'fedcba9876543210', files: { 'team/a.py': '2', ...many } },
      { name: 'bucket', type: 's3', files: {} },
    ];
    deepEqual(
      changeWords(found({}, { before, sources: now })).map(({ is, what }) => `${is}: ${what}`),
      [
        'Changed: source team_git (git): 0123456789 → fedcba9876, added team/m0.py team/m1.py team/m2.py team/m3.py team/m4.py 2 more, changed team/a.py, removed team/b.py',
        'New: source bucket (s3)',
        'Gone: source local (fs)',
      ],
    );
  });
});

describe('a state of an earlier run', () => {
  it('is read from its own JSON, and from that of the whole run', () => {
    const readiness = found();
    const json = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json;
    deepEqual(readDeployState(json(readiness.state)), json(readiness.state));
    deepEqual(readDeployState(json(readiness)), json(readiness.state));
  });

  const AT = '2026-01-02T03:04:05.000Z';
  const words = { code: 'a', version: '1', name: 'A', group: 'G', source: 's', module: 'm' };
  const nested = JSON.parse(`${'{"state":'.repeat(100_000)}1${'}'.repeat(100_000)}`) as Json;
  const refused: readonly [string, Json][] = [
    ['a state in a state in a state, as deep as it may be', nested],
    ['a time that is none, which would stand in a heading', { at: '<img src=//a.b>', components: [], sources: [] }],
    [
      'a component whose form is a name that every object has',
      { at: AT, components: [{ ...words, form: 'constructor' }], sources: [] },
    ],
    ['a text', 'ready'],
    ['a list', []],
    ['JSON of something else', { sources: [] }],
    ['a component without a code', { at: AT, components: [{ name: 'x' }], sources: [] }],
    [
      'a source whose files are no texts',
      { at: AT, components: [], sources: [{ name: 'x', type: 'fs', files: { a: 1 } }] },
    ],
  ];
  for (const [what, json] of refused) {
    it(`is not ${what}`, () => equal(readDeployState(json), undefined));
  }
});
