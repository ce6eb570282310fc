import assert from 'node:assert/strict';
import { eachMistakeOnce, type CheckedFile } from '../../../src/cli/check/checked-file';
import { jsonReport } from '../../../src/cli/check/json-report';
import { sarifReport } from '../../../src/cli/check/sarif-report';
import { textReport } from '../../../src/cli/check/text-report';
import type { Finding } from '../../../src/manifest/finding';
import { LineIndex } from '../../../src/manifest/parse/line-index';

const text = 'name: demo\r\ntoken: 🔒secret\nlabels: x\n';

function finding(code: string, part: string, more: Partial<Finding> = {}): Finding {
  const start = text.indexOf(part);
  return { code, severity: 'error', range: { start, end: start + part.length }, message: `About ${part}.`, ...more };
}

function checked(...findings: readonly Finding[]): CheckedFile {
  return { file: '/repo/deploy/a ü#1.yaml', findings, lines: new LineIndex(text), manifests: 1, unchecked: 0 };
}

const related = [
  { file: '/repo/b.yaml', at: { start: { line: 3, character: 4 }, end: { line: 3, character: 9 } }, message: 'Here.' },
];

describe('the findings of a check as text', () => {
  const told = finding('a/b', 'secret', { related });

  it('begin with file, line and column, places that belong to one stand below it, and the counts close', () => {
    assert.equal(
      textReport([checked(told, finding('a/c', 'x', { severity: 'info' }))], '/repo', false),
      [
        'deploy/a ü#1.yaml:2:10: error a/b: About secret.',
        '  b.yaml:4:5: Here.',
        'deploy/a ü#1.yaml:3:9: info a/c: About x.',
        '1 error, 0 warnings, 1 info in 1 manifest',
      ].join('\n'),
    );
  });

  it('are coloured on a terminal only, and then say the same', () => {
    const coloured = textReport([checked(told)], '/repo', true);
    const colour = /\u001b\[\d+m/g; // eslint-disable-line no-control-regex
    assert.ok(colour.test(coloured));
    assert.equal(coloured.replace(colour, ''), textReport([checked(told)], '/repo', false));
  });

  it('cannot steer a terminal or forge a line by what a manifest holds', () => {
    const message = '"\u001b[2J\n::error::\u202E" is no name.';
    const [line] = textReport([checked({ ...told, message })], '/repo', false).split('\n');
    assert.equal(line, 'deploy/a ü#1.yaml:2:10: error a/b: "\\u001b[2J\\u000a::error::\\u202e" is no name.');
  });
});

describe('the findings of a check as JSON', () => {
  it('count lines and columns from 1, in UTF-16 units, with the end excluded', () => {
    assert.deepEqual(jsonReport([checked(finding('a/b', 'secret'))], '/repo/deploy'), [
      {
        file: 'a ü#1.yaml',
        line: 2,
        column: 10,
        endLine: 2,
        endColumn: 16,
        severity: 'error',
        code: 'a/b',
        message: 'About secret.',
      },
    ]);
  });
});

describe('the findings of a check as SARIF', () => {
  const options = { version: '1.2.3', root: '/repo', severities: new Map([['a/c', 'warning' as const]]) };
  const run = (...files: readonly CheckedFile[]) => sarifReport(files, options).runs[0];

  it('are one run of 2.1.0 that names the tool and counts columns in UTF-16 units', () => {
    const log = sarifReport([], options);
    assert.equal(log.version, '2.1.0');
    assert.match(log.$schema ?? '', /sarif-schema-2\.1\.0\.json$/);
    assert.equal(log.runs.length, 1);
    assert.deepEqual(
      [log.runs[0]?.tool.driver.name, log.runs[0]?.tool.driver.semanticVersion, log.runs[0]?.columnKind],
      ['Plugin Workbench', '1.2.3', 'utf16CodeUnits'],
    );
    assert.deepEqual([log.runs[0]?.results, log.runs[0]?.tool.driver.rules], [[], []]);
  });

  it('refer to rules that are told in words, with the severity that a rule declares', () => {
    const found = run(
      checked(
        finding('z/not-so', 'name', { severity: 'info' }),
        finding('a/c', 'x', { severity: 'error' }),
        finding('z/not-so', 'demo', { severity: 'warning' }),
      ),
    );
    const rules = found?.tool.driver.rules ?? [];
    assert.deepEqual(
      rules.map(({ id, shortDescription, defaultConfiguration }) => [
        id,
        shortDescription?.text,
        defaultConfiguration?.level,
      ]),
      [
        ['a/c', 'C', 'warning'],
        ['z/not-so', 'Not so', 'warning'],
      ],
    );
    assert.deepEqual(
      found?.results?.map(({ ruleId, ruleIndex, level }) => [ruleId, rules[ruleIndex ?? -1]?.id, level]),
      [
        ['z/not-so', 'z/not-so', 'note'],
        ['a/c', 'a/c', 'error'],
        ['z/not-so', 'z/not-so', 'warning'],
      ],
    );
  });

  it('stand at places seen from the root, percent-encoded, and elsewhere at whole ones', () => {
    const here = run(checked(finding('a/b', 'secret', { related })))?.results?.[0];
    assert.deepEqual(here?.locations?.[0]?.physicalLocation, {
      artifactLocation: { uri: 'deploy/a%20%C3%BC%231.yaml', uriBaseId: '%SRCROOT%' },
      region: { startLine: 2, startColumn: 10, endLine: 2, endColumn: 16 },
    });
    assert.deepEqual(here.relatedLocations, [
      {
        id: 0,
        physicalLocation: {
          artifactLocation: { uri: 'b.yaml', uriBaseId: '%SRCROOT%' },
          region: { startLine: 4, startColumn: 5, endLine: 4, endColumn: 10 },
        },
        message: { text: 'Here.' },
      },
    ]);
    const uris = ['/else where/a.yaml', 'C:/work/a.yaml'].map(
      (file) =>
        run({ ...checked(finding('a/b', 'x')), file })?.results?.[0]?.locations?.[0]?.physicalLocation
          ?.artifactLocation,
    );
    assert.deepEqual(uris, [{ uri: 'file:///else%20where/a.yaml' }, { uri: 'file:///C:/work/a.yaml' }]);
  });

  it('carry their fix with every edit of it', () => {
    const start = text.indexOf('labels');
    const fix = { title: 'Mend', replace: '[x]', also: [{ range: { start, end: start + 6 }, replace: 'tags' }] };
    const [mended] = run(checked(finding('a/b', 'x', { fix })))?.results?.[0]?.fixes ?? [];
    assert.equal(mended?.description?.text, 'Mend');
    assert.deepEqual(
      mended.artifactChanges[0]?.replacements.map(({ deletedRegion, insertedContent }) => [
        deletedRegion.startLine,
        deletedRegion.startColumn,
        deletedRegion.endColumn,
        insertedContent?.text,
      ]),
      [
        [3, 1, 7, 'tags'],
        [3, 9, 10, '[x]'],
      ],
    );
  });

  it('keep their fingerprints when lines come above them, and tell twins apart', () => {
    const fingerprints = (before: string): unknown[] => {
      const moved = [finding('a/b', 'x'), finding('a/b', 'x'), finding('a/c', 'x')].map((each) => ({
        ...each,
        range: { start: each.range.start + before.length, end: each.range.end + before.length },
      }));
      const file = { ...checked(...moved), lines: new LineIndex(before + text) };
      return (run(file)?.results ?? []).map(({ partialFingerprints }) => partialFingerprints?.['pluginWorkbench/v1']);
    };
    assert.deepEqual(fingerprints('# one more\n'), fingerprints(''));
    assert.equal(new Set(fingerprints('')).size, 3);
  });
});

describe('a mistake that several files show', () => {
  const missing = (more: Partial<Finding>): Finding =>
    finding('a/missing', 'secret', { mistake: 'missing x', ...more });
  const said = (...files: readonly CheckedFile[]): string[][] =>
    eachMistakeOnce(files).map(({ findings }) => findings.map(({ message }) => message));

  it('is told by the first of them, and what is no such mistake by each', () => {
    const other = finding('a/b', 'x');
    assert.deepEqual(said(checked(missing({ message: 'One.' }), other), checked(missing({ message: 'Two.' }), other)), [
      ['One.', 'About x.'],
      ['About x.'],
    ]);
  });

  it('is told by an error before a warning, and with its fix before without', () => {
    const fix = { title: 'Make it', replace: '' };
    assert.deepEqual(
      said(
        checked(missing({ severity: 'warning', message: 'Warning.', fix })),
        checked(missing({ message: 'Error.' })),
        checked(missing({ message: 'Error with a fix.', fix })),
      ),
      [[], [], ['Error with a fix.']],
    );
  });
});
