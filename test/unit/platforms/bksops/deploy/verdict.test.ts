import { deepEqual, equal } from 'node:assert/strict';
import { isReady } from '../../../../../src/platforms/bksops/deploy/readiness';
import { sectionsOf } from '../../../../../src/platforms/bksops/deploy/sections';
import type { Readiness } from '../../../../../src/platforms/bksops/deploy/readiness';
import { checked, component, found, MANIFEST, module, report, source, synced } from './found';

const loaded = module('team.a', { components: [component('a')] });
const where = { file: '/w/team/b.py', line: 2 };

/** The verdict and, under their headings, what the problems are about. */
function told(readiness: Readiness): unknown[] {
  const sections = sectionsOf(readiness).map(({ title, problems }) => [
    title,
    ...problems.map(({ subject, message }) => `${subject}: ${message}`),
  ]);
  return [readiness.verdict.words, ...sections];
}

describe('the verdict on sources', () => {
  it('is ready where all is loaded and nothing is to be said', () => {
    const readiness = found();
    deepEqual(told(readiness), ['Ready.']);
    equal(isReady(readiness), true);
  });

  it('is ready with warnings, which are counted', () => {
    const readiness = found({
      sync: { sources: [synced({ notes: ['SOPS cannot sync it.'] })] },
      checks: [checked({ is: 'warned', failure: { what: 'It nearly holds.' } })],
    });
    deepEqual(told(readiness), [
      'Ready, with 2 warnings.',
      ['What the sync of SOPS makes of it', 'local: SOPS cannot sync it.'],
      ['Warnings', 'It holds (local): It nearly holds.'],
    ]);
    equal(isReady(readiness), true);
  });

  it('is not ready for modules that fail, and those that SOPS skips after them', () => {
    const modules = [
      module('team.b', { fate: 'failed', message: 'No disk.', python: where }),
      module('team.c', { fate: 'skipped', message: 'Skipped.' }),
    ];
    const readiness = found({ loaded: { report: report([loaded, ...modules]) } });
    deepEqual(told(readiness), [
      'Not ready: 2 modules would not be loaded.',
      ['What SOPS will not load', 'team.b: No disk.', 'team.c: Skipped.'],
    ]);
    equal(isReady(readiness), false);
  });

  it('names the module with which SOPS does not start, and then shows nothing', () => {
    const ending = module('team.b', { fate: 'failed', message: 'It ends the process.', stopsSops: true });
    const readiness = found({ loaded: { report: report([loaded, ending]) } });
    equal(readiness.verdict.words, 'Not ready: SOPS would not start because of team.b.');
    deepEqual(readiness.state.components, []);
  });

  it('is not ready for a check that failed though all is loaded', () => {
    const failure = { what: 'It does not hold.', where };
    const readiness = found({ checks: [checked({ is: 'failed', failure })] });
    deepEqual(told(readiness), [
      'Not ready: 1 check failed.',
      ['What will not work once it is loaded', 'It holds (local): It does not hold.'],
    ]);
  });

  it('says once what a check and the load say of one line', () => {
    const failing = module('team.b', { fate: 'failed', message: 'No disk.', python: where });
    const checks = [checked({ is: 'failed', failure: { what: 'The same.', where } })];
    deepEqual(told(found({ loaded: { report: report([failing]) }, checks })), [
      'Not ready: 1 module would not be loaded.',
      ['What SOPS will not load', 'team.b: No disk.'],
    ]);
  });

  it('says once what a check and the load say of one line of the manifest', () => {
    const missing = module('team.b', { fate: 'failed', message: 'It is not there.' });
    const failure = { what: 'The same.', where: { file: MANIFEST, line: 7 } };
    const checks = [checked({ is: 'failed', failure })];
    deepEqual(told(found({ loaded: { report: report([missing]) }, checks })), [
      'Not ready: 1 module would not be loaded.',
      ['What SOPS will not load', 'team.b: It is not there.'],
    ]);
  });

  it('is not ready for a source that cannot be synced into the cache from which SOPS loads, which is one failure though the cache stays as it is', () => {
    const failure = { what: 'Gone.', where: { file: MANIFEST, line: 3 } };
    const cache = source({ name: 'kept', isCache: true });
    const sync = {
      sources: [synced({ outcome: 'failed', failure })],
      cache: synced({ source: cache, outcome: 'skipped', failure: { what: 'The cache stays.' } }),
    };
    deepEqual(told(found({ sync })), [
      'Not ready: 1 sync failed.',
      ['What could not be synced', 'local: Gone.', 'kept: The cache stays.'],
    ]);
  });

  it('is not known where a source cannot be copied from which SOPS loads itself', () => {
    const sync = { sources: [synced({ outcome: 'failed', failure: { what: 'Gone.' } })] };
    const readiness = found({ sync });
    deepEqual(told(readiness), [
      'Not known to be ready: the packages of 1 source could not be checked.',
      ['What was not tried', 'local: Gone. Without a copy its packages were not checked.'],
    ]);
    equal(isReady(readiness), false);
  });

  it('is not known for a module of which nothing can be told, a package that cannot be read, and a check that is skipped', () => {
    const untried = module('team.b', { fate: 'not-tried', message: 'It is a part of SOPS.' });
    const unread = { source: 'local', rootPackage: 'team', results: [], failure: { what: 'No permission.' } };
    const checks = [unread, checked({ is: 'skipped', why: 'Not now.' })];
    deepEqual(told(found({ loaded: { report: report([loaded, untried]) }, checks })), [
      'Not known to be ready: 1 module could not be tried and 2 checks could not be made.',
      [
        'What was not tried',
        'team.b: It is a part of SOPS.',
        'Package team of local: No permission.',
        'It holds (local): Not now.',
      ],
    ]);
  });

  it('is that nothing was loaded where no Python can load, whatever the checks say', () => {
    const failure = { what: 'Nothing was loaded. There is no Python 3.11.', next: { title: 'Install it' } };
    const readiness = found({ loaded: { failure } });
    equal(readiness.verdict.words, 'Nothing was loaded: There is no Python 3.11. Install it.');
    equal(isReady(readiness), false);
  });

  it('is that nothing was loaded where the only source cannot be told to the loader', () => {
    const failure = { what: '"secret_key" refers to KEY, which has no value.' };
    const untried = module('team.a', { fate: 'not-tried', message: failure.what });
    deepEqual(told(found({ loaded: { report: report([untried], { failure }) } })), [
      'Nothing was loaded: "secret_key" refers to KEY, which has no value. This concerns team.a.',
      ['What was not tried', 'local: "secret_key" refers to KEY, which has no value. This concerns team.a.'],
    ]);
  });

  it('is that nothing was loaded where no module is listed', () => {
    equal(found({ loaded: { report: report([]) } }).verdict.words, 'Nothing was loaded: no source lists a module.');
  });

  it('is not ready for a source that the importer itself refuses', () => {
    const failure = { what: 'Only accept https.' };
    const refused = module('team.a', { fate: 'failed', message: failure.what });
    deepEqual(told(found({ loaded: { report: report([refused], { failure }) } })), [
      'Not ready: 1 module would not be loaded.',
      ['What SOPS will not load', 'local: Only accept https. This concerns team.a.'],
    ]);
  });
});

describe('what SOPS will show', () => {
  it('is of two components with one code and version the one that is registered last', () => {
    const modules = [
      module('team.a', { components: [component('a', { name: 'First' })] }),
      module('team.b', { components: [component('a', { name: 'Second' }), component('a', { version: '2' })] }),
    ];
    const { state } = found({ loaded: { report: report(modules) } });
    deepEqual(
      state.components.map(({ name, version, module: from }) => [name, version, from]),
      [
        ['Of a', '2', 'team.b'],
        ['Second', '1.0.0', 'team.b'],
      ],
    );
  });

  it('is none of a module that it skips, though that would load', () => {
    const skipped = module('team.b', { fate: 'skipped', components: [component('b')] });
    const { state } = found({ loaded: { report: report([loaded, skipped]) } });
    deepEqual(
      state.components.map(({ code }) => code),
      ['a'],
    );
  });

  it('tells of a form whether it is embedded, stays blank or is not there', () => {
    const components = [
      component('a'),
      component('b', { embedded: false }),
      component('c', { hasForm: false, embedded: false }),
    ];
    const { state } = found({ loaded: { report: report([module('team.a', { components })]) } });
    deepEqual(
      state.components.map(({ form }) => form),
      ['embedded', 'blank', 'none'],
    );
  });
});
