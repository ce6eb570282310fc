import assert from 'node:assert/strict';
import { Emitter } from '../../../../src/base/emitter';
import type { Source } from '../../../../src/catalog/sources';
import type * as marksModule from '../../../../src/editor/platforms/bksops/sources/load-marks';
import type * as memoryModule from '../../../../src/editor/platforms/bksops/sources/load-memory';
import type * as summaryModule from '../../../../src/editor/platforms/bksops/sources/load-summary';
import type { LoadBasis } from '../../../../src/platforms/bksops/load/load-basis';
import type { ModuleLoad, SourceLoad } from '../../../../src/platforms/bksops/load/load-report';
import type { UnmetRequirement } from '../../../../src/platforms/bksops/load/requirements';
import { standInForEditor } from '../../../editor-stand-in';

const MANIFEST = '/w/sources.yaml';

function sourceOf(name: string, line: number, modules: readonly string[]): Source {
  const listed = modules.map((module, index) => ({ name: module, file: MANIFEST, line: line + 3 + index }));
  return {
    ...{ platform: 'bksops', name, type: 'fs', isCache: false, details: { path: '.' }, file: MANIFEST, line },
    sets: [{ file: MANIFEST, line: line + 1, rootPackage: 'team', modules: listed }],
  };
}

function fate(is: ModuleLoad['fate'], module: string, line: number, more: Partial<ModuleLoad> = {}): ModuleLoad {
  return {
    ...{ module, fate: is, manifest: { file: MANIFEST, line } },
    ...{ frames: [], components: [], replacements: [], notes: [], printed: [] },
    ...more,
  };
}

const source = sourceOf('local', 3, ['team.a', 'team.b', 'team.c']);
const failed = fate('failed', 'team.b', 7, {
  message: 'SOPS logs "OSError". Mend it in the module.',
  python: { file: '/w/team/b.py', line: 2 },
});
const skipped = fate('skipped', 'team.c', 8, {
  message: 'Skipped by SOPS. It would load.',
  python: { file: '/w/team/c.py' },
});
const whole: SourceLoad = { source, from: 'origin', modules: [fate('loaded', 'team.a', 6), failed, skipped] };
const basis = (of: Source, held = 'as it was', written = 'as it was'): LoadBasis => ({
  ...{ source: of, written, held, folder: '/w' },
});

describe('what loads have told (with a stand-in for the editor)', () => {
  const loaded = standInForEditor({
    EventEmitter: Emitter,
    l10n: {
      t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_all, at: string) => String(given[+at])),
    },
  });
  const part = (name: string): unknown => loaded(`platforms/bksops/sources/${name}`);

  describe('of modules', () => {
    const a = { name: 'team.a' };
    const b = { name: 'team.b' };
    let memory: memoryModule.LoadMemory;

    beforeEach(() => {
      const { LoadMemory } = part('load-memory') as typeof memoryModule;
      memory = new LoadMemory();
    });
    const load = (report: SourceLoad = whole, from: LoadBasis = basis(report.source)): void => {
      memory.begin(MANIFEST, undefined, 'origin');
      memory.keep(MANIFEST, { sources: [report] }, [from]);
      memory.end(MANIFEST);
    };

    it('is nothing before a load, and each fate after it', () => {
      assert.deepEqual(memory.of(source, a), { is: 'not loaded' });
      load();
      assert.deepEqual(memory.of(source, b), { is: 'tried', load: failed, from: 'origin' });
      assert.deepEqual(memory.of(source, { name: 'team.new' }), { is: 'not loaded' });
    });

    it('is told of each as soon as it was tried, and of the others that they are being loaded', () => {
      memory.begin(MANIFEST, undefined, 'origin');
      assert.equal(memory.take(source, failed), 1);
      assert.deepEqual(
        [a, b].map((module) => memory.of(source, module).is),
        ['loading', 'tried'],
      );
    });

    it('concerns the source alone that is loaded alone', () => {
      const other = sourceOf('other', 20, ['team.a']);
      memory.begin(MANIFEST, 'other', 'origin');
      assert.deepEqual([memory.of(source, a).is, memory.of(other, a).is], ['not loaded', 'loading']);
    });

    it('is what it was before when a load is given up', () => {
      load();
      memory.begin(MANIFEST, undefined, 'origin');
      memory.take(source, fate('loaded', 'team.b', 7));
      memory.end(MANIFEST);
      assert.deepEqual(memory.of(source, b), { is: 'tried', load: failed, from: 'origin' });
    });

    it('comes from one load of a manifest at a time', () => {
      memory.begin(MANIFEST, undefined, 'origin');
      assert.throws(() => memory.begin(MANIFEST, 'local', 'origin'), {
        message: 'sources.yaml is being loaded already.',
      });
      memory.begin('/w/other.yaml', undefined, 'origin');
    });

    it('does not hold any more once the source is written or holds something else, and again when it is as it was', () => {
      load();
      for (const other of [basis(source, 'other'), basis(source, 'as it was', 'other')]) {
        assert.deepEqual(memory.compare(MANIFEST, 'origin', [other]), [source]);
        assert.deepEqual([memory.of(source, b), memory.current], [{ is: 'changed' }, []]);
        assert.deepEqual(memory.compare(MANIFEST, 'origin', [basis(source)]), [source]);
        assert.deepEqual([memory.of(source, b).is, memory.current], ['tried', [whole]]);
      }
      assert.deepEqual(memory.compare(MANIFEST, 'origin', [basis(source)]), []);
    });

    it('still holds when a source elsewhere is synced for the first time', () => {
      load(whole, { ...basis(source), held: undefined });
      assert.deepEqual(memory.compare(MANIFEST, 'origin', [basis(source, 'a commit')]), []);
    });

    it('is forgotten with its source', () => {
      load();
      memory.compare(MANIFEST, 'origin', []);
      assert.deepEqual([memory.of(source, b), memory.manifests], [{ is: 'not loaded' }, []]);
    });

    it('has the reason why nothing was loaded, until the next load or another text', () => {
      const failure = { what: 'Nothing was loaded.' };
      const fail = (): void => memory.fail(MANIFEST, { only: undefined, text: 'as it was', failure });
      fail();
      assert.equal(memory.failureOf(source), failure);
      load();
      assert.equal(memory.failureOf(source), undefined);
      fail();
      assert.equal(memory.forgive(MANIFEST, 'as it was'), false);
      assert.equal(memory.failureOf(source), failure);
      assert.equal(memory.forgive(MANIFEST, 'another'), true);
      assert.equal(memory.failureOf(source), undefined);
      load({ ...whole, failure, modules: [] });
      assert.equal(memory.failureOf(source), failure);
    });
  });

  describe('at the lines of files', () => {
    const marks = (
      loads: readonly SourceLoad[],
      sources: readonly Source[] = [source],
      files = new Map<ModuleLoad, string>(),
    ): string[] => {
      const { marksOf } = part('load-marks') as typeof marksModule;
      return marksOf(loads, sources, files).map(
        ({ place, severity, code, message, related }) =>
          `${place.file}:${place.line} ${severity} ${code} ${message}${related
            .map(({ is, place: other }) => ` [${is} ${other.file}:${other.line}]`)
            .join('')}`,
      );
    };

    it('stands a failure in the manifest and where it was raised, and what it has skipped in the manifest', () => {
      assert.deepEqual(marks([whole]), [
        '/w/sources.yaml:7 error bksops/load-failed SOPS logs "OSError". Mend it in the module. [raised /w/team/b.py:2]',
        '/w/team/b.py:2 error bksops/load-failed SOPS logs "OSError". Mend it in the module. [listed /w/sources.yaml:7]',
        '/w/sources.yaml:8 warning bksops/load-skipped Skipped by SOPS. It would load. [before /w/sources.yaml:7]',
      ]);
    });

    it('stands where the manifest has the module by now', () => {
      const moved = sourceOf('local', 10, ['team.a', 'team.b', 'team.c']);
      assert.match(marks([whole], [moved])[0] ?? '', /^\/w\/sources\.yaml:14 error /);
    });

    it('stands once at a line that many modules fail at, for the first of them', () => {
      const again = fate('skipped', 'team.c', 8, {
        message: 'Skipped by SOPS. It would fail.',
        python: { file: '/w/team/b.py', line: 2 },
      });
      assert.deepEqual(
        marks([{ ...whole, modules: [failed, again] }]).filter((mark) => mark.startsWith('/w/team')),
        [
          '/w/team/b.py:2 error bksops/load-failed SOPS logs "OSError". Mend it in the module. [listed /w/sources.yaml:7] [listed /w/sources.yaml:8] [before /w/sources.yaml:7]',
        ],
      );
    });

    it('stands at the head of the file of a module that has ended without telling where', () => {
      const ended = fate('failed', 'team.b', 7, { message: 'It ends the process with exit code 3.' });
      assert.deepEqual(marks([{ ...whole, modules: [ended] }], [source], new Map([[ended, '/w/team/b.py']])), [
        '/w/sources.yaml:7 error bksops/load-failed It ends the process with exit code 3. [raised /w/team/b.py:1]',
        '/w/team/b.py:1 error bksops/load-failed It ends the process with exit code 3. [listed /w/sources.yaml:7]',
      ]);
    });

    it('stands at the source alone when that is the reason for all of them', () => {
      const failure = { what: 'There is no value for "KEY".', next: { title: 'Give one' } };
      assert.deepEqual(marks([{ ...whole, failure }]), [
        '/w/sources.yaml:3 error bksops/load-failed There is no value for "KEY". Give one.',
      ]);
    });

    it('tells of what only SOPS can try, and nothing of what is loaded', () => {
      const untried = fate('not-tried', 'team.b', 7, { message: '"gcloud" is a part of SOPS itself.' });
      assert.deepEqual(marks([{ ...whole, modules: [fate('loaded', 'team.a', 6), untried] }]), [
        '/w/sources.yaml:7 information bksops/load-not-tried "gcloud" is a part of SOPS itself.',
      ]);
    });

    it('stands a requirement that is not met at its line, and of what can be installed it names the source', () => {
      const { marksOf } = part('load-marks') as typeof marksModule;
      const unmet = (
        requirement: string,
        isInstallable: boolean,
        where?: ModuleLoad['manifest'],
      ): UnmetRequirement => ({
        ...{ requirement, message: `It lists "${requirement}".`, isInstallable },
        ...(where && { where }),
      });
      const where = { file: '/w/team/__init__.py', line: 1 };
      const lists = fate('loaded', 'team.a', 6, {
        unmet: [unmet('first', true, where), unmet('second', true, where), unmet('celery==3', false)],
      });
      const needs = fate('not-tried', 'team.b', 7, { message: 'SOPS installs "first".', needsInstall: true });
      const sopsAlone = fate('not-tried', 'team.c', 8, { message: '"gcloud" is a part of SOPS itself.' });
      const found = marksOf([{ ...whole, modules: [lists, needs, sopsAlone] }], [source], new Map());
      assert.deepEqual(
        found.map(({ place, code, message, installs }) => [
          `${place.file}:${place.line} ${code} ${message}`,
          installs?.name,
        ]),
        [
          ['/w/team/__init__.py:1 bksops/requirement-not-met It lists "first".', 'local'],
          ['/w/team/__init__.py:1 bksops/requirement-not-met It lists "second".', 'local'],
          ['/w/sources.yaml:6 bksops/requirement-not-met It lists "celery==3".', undefined],
          ['/w/sources.yaml:7 bksops/load-not-tried SOPS installs "first".', 'local'],
          ['/w/sources.yaml:8 bksops/load-not-tried "gcloud" is a part of SOPS itself.', undefined],
        ],
      );
    });

    it('stands at no file for what the loader has not found', () => {
      const { isPlaceless } = part('load-marks') as typeof marksModule;
      const missing = fate('failed', 'team.b', 7, { message: 'The source has no package "team".', missing: 'team' });
      assert.equal(isPlaceless(missing), false);
      assert.equal(isPlaceless(fate('failed', 'team.b', 7)), true);
    });

    it('is left to a check that tells the same: at its line, or in the component whose class has failed', () => {
      const { isToldByCheck, marksOf } = part('load-marks') as typeof marksModule;
      const told = (message: string, code: string, line: number): boolean => {
        const [, mark] = marksOf([{ ...whole, modules: [{ ...failed, message }] }], [source], new Map());
        return mark !== undefined && isToldByCheck(mark, 1, [{ code, first: line, last: line }]);
      };
      const imports = 'SOPS logs "ImportError: cannot import name \'ugettext\'".';
      const service = 'SOPS logs "ValueError: component X service can\'t be empty and must be subclass of Service".';
      assert.equal(told(imports, 'bksops/removed-name', 1), true);
      assert.equal(told(imports, 'bksops/removed-name', 2), false);
      assert.equal(told(imports, 'bksops/hyphen-in-name', 1), false);
      assert.equal(told(service, 'bksops/component-service', 5), true);
      assert.equal(told(service, 'bksops/component-name', 5), false);
    });

    it('follows what is written above, and not what is written below or in the line', () => {
      const { lineAfter } = part('load-marks') as typeof marksModule;
      const change = (start: number, end: number, character: number, text: string): marksModule.LineChange => ({
        range: { start: { line: start }, end: { line: end, character } },
        text,
      });
      assert.equal(lineAfter(5, [change(5, 5, 0, 'one\ntwo\n')]), 7, 'lines put in before it');
      assert.equal(lineAfter(5, [change(2, 4, 0, '')]), 3, 'lines taken out above it');
      assert.equal(lineAfter(5, [change(4, 5, 0, '')]), 4, 'the line above taken out');
      assert.equal(lineAfter(5, [change(5, 5, 3, '\n')]), 5, 'a line end within it');
      assert.equal(lineAfter(5, [change(6, 8, 0, '')]), 5, 'lines below it');
      assert.equal(lineAfter(5, [change(9, 9, 0, '\n'), change(1, 1, 0, '\n\n')]), 7, 'several at once');
    });
  });

  describe('in one sentence', () => {
    const summary = (...sources: SourceLoad[]): unknown => {
      const { summaryOf } = part('load-summary') as typeof summaryModule;
      return summaryOf('sources.yaml', { sources });
    };
    const next = { title: 'Show Load Log', command: 'pluginWorkbench.showLoadLog' };

    it('is how much SOPS would load, and what the first that it would not is about', () => {
      assert.deepEqual(summary(whole), {
        is: 'failed',
        failure: {
          what: 'SOPS would load 1 of 3 modules of sources.yaml.',
          why: 'team.b: SOPS logs "OSError". Mend it in the module.',
          where: { file: '/w/team/b.py', line: 2 },
          next,
        },
      });
    });

    it('is why a source cannot be loaded at all', () => {
      const failure = { what: 'Only accept https.', where: { file: MANIFEST, line: 3 } };
      assert.deepEqual(summary({ ...whole, failure, modules: [] }), {
        is: 'failed',
        failure: {
          what: 'SOPS would load nothing of sources.yaml.',
          why: 'local: Only accept https.',
          where: { file: MANIFEST, line: 3 },
          next,
        },
      });
    });

    it('says which files are not saved, for the disk was loaded', () => {
      const { summaryOf } = part('load-summary') as typeof summaryModule;
      const good = { ...whole, modules: [fate('loaded', 'team.a', 6)] };
      assert.deepEqual(summaryOf('sources.yaml', { sources: [good] }, ['a.py', 'b.py']), {
        is: 'well',
        words:
          'SOPS would load all of sources.yaml: 1 module, 0 components. Not saved, so not loaded as shown: a.py, b.py.',
      });
    });

    it('is that all is loaded, that some shows only in SOPS, or that there is nothing to load', () => {
      const good = fate('loaded', 'team.a', 6);
      const words = (...modules: ModuleLoad[]): unknown => (summary({ ...whole, modules }) as { words?: string }).words;
      assert.equal(words(good), 'SOPS would load all of sources.yaml: 1 module, 0 components.');
      assert.equal(words(good, good), 'SOPS would load all of sources.yaml: 2 modules, 0 components.');
      assert.equal(
        words(good, fate('not-tried', 'team.b', 7)),
        '1 of 2 modules of sources.yaml are loaded; the others show only in SOPS.',
      );
      assert.equal(words(), 'sources.yaml lists no module to load.');
    });
  });
});
