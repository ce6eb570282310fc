import assert from 'node:assert/strict';
import { finish } from '../../../../../src/base/steps';
import { applyEdits, editsOf } from '../../../../../src/manifest/edit/fix-edits';
import { LineIndex } from '../../../../../src/manifest/parse/line-index';
import { PythonFiles } from '../../../../../src/platforms/bksops/python-files';
import { settingsFindings } from '../../../../../src/platforms/bksops/settings/settings-findings';
import { MemoryFiles } from '../../../../memory-files';

/** A Git source, with what is between its braces changed. */
function source(more = ''): string {
  return `{"name": "team", "type": "git", "details": {"repo_raw_address": "https://raw.example.com/team", "branch": "master"}, "packages": {"team": {"version": "1", "modules": ["team.start"]}}${more}}`;
}

/** What is said of a file, with its line. */
function said(text: string): string[] {
  const lines = new LineIndex(text);
  return finish(settingsFindings(text)).map(
    ({ range, severity, message }) => `${lines.positionAt(range.start).line + 1} ${severity}: ${message}`,
  );
}

/** The text of the values that are marked. */
function marked(text: string): string[] {
  return finish(settingsFindings(text)).map(({ range }) => text.slice(range.start, range.end));
}

describe('package sources in the settings of SOPS', () => {
  it('are right as the loader reads them, in tuples, with names and with values that the program asks for', () => {
    const settings = [
      'import os',
      'RAW = "https://raw.example.com/team"',
      'SETS = {"team": {"modules": ("team.start", "team." "other")}}',
      'COMPONENTS_PACKAGE_SOURCES = (',
      '    {"name": "team", "type": "git", "details": {"repo_raw_address": RAW, "branch": os.getenv("BRANCH")}, "packages": SETS},',
      '    make_source(),',
      '    *OTHERS,',
      '    {**COMMON, "type": "git"},',
      ') + MORE',
    ];
    assert.deepEqual(said(settings.join('\n')), []);
  });

  it('are held against the keys and values of the settings form, each at its place', () => {
    const settings = [
      'COMPONENTS_PACKAGE_SOURCES = [',
      '    {',
      '        "name": "team",',
      "        'typ': 'git',",
      '        "details": {"repo_address": "https://git.example.com/a.git", "repo_raw_address": u"https://raw.example.com/a", "branch": None},',
      '        "packages": {"team": {"version": 1.10, "modules": ["team.start", "other.start"]}},',
      '    },',
      ']',
    ];
    assert.deepEqual(said(settings.join('\n')), [
      '4 error: Unknown key "typ": did you mean "type"?',
      '5 error: "repo_address" is not a key of details of a Git source.',
      '5 error: "branch" must not be empty.',
      '6 error: "version" must be a string, but Python reads "1.10" as the number 1.10: quote it.',
      `6 error: "other" is no root package of this source: SOPS ends in "No module named 'other'" and loads nothing that comes after it.`,
    ]);
  });

  it('are judged wherever a statement of the module gives them, and where one is added', () => {
    const settings = [
      'if DEBUG:',
      `    COMPONENTS_PACKAGE_SOURCES: list = [${source(', "one": 1')}]`,
      'class Development:',
      `    COMPONENTS_PACKAGE_SOURCES = [${source(', "two": 1')}]`,
      `COMPONENTS_PACKAGE_SOURCES += [${source(', "three": 1')}]`,
      `COMPONENTS_PACKAGE_SOURCES.append(${source(', "four": 1')})`,
      `COMPONENTS_PACKAGE_SOURCES.extend([${source(', "five": 1')}])`,
    ];
    assert.deepEqual(marked(settings.join('\n')), ['"one"', '"two"', '"three"', '"four"', '"five"']);
  });

  it('are a list', () => {
    assert.deepEqual(said('COMPONENTS_PACKAGE_SOURCES = {"team": {}}\n'), [
      '1 error: "COMPONENTS_PACKAGE_SOURCES" must be a list, not a mapping.',
    ]);
  });

  it('are none where a function has a name of its own, another name is given, or a comment has it', () => {
    const settings = [
      '# COMPONENTS_PACKAGE_SOURCES = {}',
      'def sources():',
      '    COMPONENTS_PACKAGE_SOURCES = {}',
      'settings.COMPONENTS_PACKAGE_SOURCES = {}',
      'OLD_COMPONENTS_PACKAGE_SOURCES = {}',
      'print(COMPONENTS_PACKAGE_SOURCES)',
      'note = "COMPONENTS_PACKAGE_SOURCES = {}"',
    ];
    assert.deepEqual(said(settings.join('\n')), []);
  });

  it('miss nothing where a dictionary takes in others, or is still being written', () => {
    assert.deepEqual(said('COMPONENTS_PACKAGE_SOURCES = [{"name": "a", **REST}]'), []);
    assert.deepEqual(said('COMPONENTS_PACKAGE_SOURCES = [{"name": "a", "type": "git", "det'), []);
    assert.notDeepEqual(said('COMPONENTS_PACKAGE_SOURCES = [{"name": "a"}]'), []);
  });

  it('say what a constant has at the constant, once', () => {
    const settings = `SET = {"version": 1, "modules": ["team.start"]}\nCOMPONENTS_PACKAGE_SOURCES = [${source().replace(/\{"version".*?\]\}/, 'SET')}]\nif DEBUG:\n    COMPONENTS_PACKAGE_SOURCES += [${source().replace(/\{"version".*?\]\}/, 'SET')}]\n`;
    assert.deepEqual(said(settings), [
      '1 error: "version" must be a string, but Python reads "1" as the number 1: quote it.',
    ]);
  });

  it('are mended by what Python reads', () => {
    const settings = `COMPONENTS_PACKAGE_SOURCES = [${source().replace('"type"', "'typ'").replace('"1"', '1.10')}]`;
    const mended = finish(settingsFindings(settings)).reduceRight((text, finding) => {
      assert.ok(finding.fix);
      return applyEdits(text, editsOf(finding, finding.fix));
    }, settings);
    assert.equal(mended, settings.replace("'typ'", '"type"').replace('1.10', '"1.10"'));
  });

  it('offer no fix that would write YAML', () => {
    const [finding] = finish(settingsFindings('COMPONENTS_PACKAGE_SOURCES = [{"name": "a"}]'));
    assert.deepEqual([finding?.fix, finding?.choices], [undefined, undefined]);
  });

  it('stay unchecked in a text of more work than any program is, which is said', () => {
    const settings = `COMPONENTS_PACKAGE_SOURCES = [${'[],'.repeat(2_000_000)}]`;
    assert.match(said(settings).join(), /^1 warning: Not checked: /);
  });
});

describe('a Python file with package sources', () => {
  it('is checked wherever it lies, and other files of no package are not', async () => {
    const files = new PythonFiles(
      new MemoryFiles({ '/w/config/default.py': 'COMPONENTS_PACKAGE_SOURCES = []', '/w/config/dev.py': 'A = 1' }),
    );
    assert.deepEqual(
      await Promise.all(['/w/config/default.py', '/w/config/dev.py', '/w/gone.py'].map((file) => files.unitOf(file))),
      ['/w/config/default.py', undefined, undefined],
    );
    const text = 'COMPONENTS_PACKAGE_SOURCES = {}';
    const found = finish(await files.check('/w/config/default.py', '/w/config/default.py', text));
    assert.deepEqual(
      found.map(({ code }) => code),
      ['manifest/type'],
    );
  });
});
