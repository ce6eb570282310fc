import assert from 'node:assert/strict';
import { pipFailure } from '../../../../src/runtime/python/pip-failure';
import { Requirement } from '../../../../src/runtime/python/requirement';

/** What pip 23.0 and 26.3 print, shortened, and the one cause in it. */
const cases: [title: string, output: string, what: RegExp, why: RegExp, next: RegExp][] = [
  [
    'an index that cannot be reached',
    `Looking in indexes: http://user:word@127.0.0.1:9/simple
WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object at 0x7>: Failed to establish a new connection: [Errno 111] Connection refused')': /simple/requests/
ERROR: Could not find a version that satisfies the requirement requests (from versions: none)
ERROR: No matching distribution found for requests`,
    /^pip cannot reach the package index http:\/\/127\.0\.0\.1:9\/simple\.$/,
    /^Connection refused\.$/,
    /network/,
  ],
  [
    'an index whose certificate is not trusted',
    `WARNING: Retrying after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))': /simple/a/
ERROR: No matching distribution found for a`,
    /does not trust/,
    /certificate/,
    /global\.cert/,
  ],
  [
    'a package that does not exist',
    `ERROR: Could not find a version that satisfies the requirement no-such-package (from versions: none)
ERROR: No matching distribution found for no-such-package`,
    /^There is no package no-such-package for this Python/,
    /no version/,
    /name/,
  ],
  [
    'a version that does not exist',
    `ERROR: Could not find a version that satisfies the requirement six==99.0 (from versions: 1.15.0, 1.16.0, 1.17.0)
ERROR: No matching distribution found for six==99.0`,
    /^There is no version six==99\.0/,
    /1\.15\.0, 1\.16\.0, 1\.17\.0/,
    /version/,
  ],
  [
    'a version that runs on another Python only',
    `ERROR: Ignored the following versions that require a different python version: 2.4.0 Requires-Python >=3.12
ERROR: Could not find a version that satisfies the requirement numpy==2.4.0 (from versions: 2.0.0, 2.1.0)
ERROR: No matching distribution found for numpy==2.4.0`,
    /^numpy==2\.4\.0 does not run on Python 3\.11\.2\.$/,
    />=3\.12/,
    /interpreter/,
  ],
  [
    'a missing version although others were left out for their Python',
    `ERROR: Ignored the following versions that require a different python version: 2.4.0 Requires-Python >=3.12
ERROR: Could not find a version that satisfies the requirement numpy==9.9 (from versions: 2.0.0, 2.1.0)
ERROR: No matching distribution found for numpy==9.9`,
    /^There is no version numpy==9\.9/,
    /2\.1\.0/,
    /version/,
  ],
  [
    'versions that conflict',
    `ERROR: Cannot install python-dateutil==2.8.2 and six<1.5 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested six<1.5
    python-dateutil 2.8.2 depends on six>=1.5

To fix this you could try to:
ERROR: ResolutionImpossible: for help visit https://pip.example`,
    /^Could not install the requirements\.$/,
    /^Versions conflict: the plugin requests six<1\.5; python-dateutil 2\.8\.2 depends on six>=1\.5\.$/,
    /versions that fit/,
  ],
  [
    'a wheel that does not build',
    `  error: subprocess-exited-with-error
  × Building wheel for cext (pyproject.toml) did not run successfully.
  ╰─> [2 lines of output]
      cext.c:1:10: fatal error: Python.h: No such file or directory
      error: command 'gcc' failed with exit code 1
      [end of output]
  ERROR: Failed building wheel for cext
Failed to build cext`,
    /^cext could not be built\.$/,
    /Python\.h/,
    /python3-dev/,
  ],
  [
    'a build without a compiler',
    `Collecting lonely==1.0
  error: subprocess-exited-with-error
  ╰─> [1 lines of output]
      error: command 'gcc' failed: No such file or directory
      [end of output]
error: metadata-generation-failed

× Encountered error while generating package metadata.
╰─> See above for output.`,
    /^lonely==1\.0 could not be built\.$/,
    /no C compiler/,
    /build-essential/,
  ],
  [
    'a setup.py that gives up, as the newest pip says it',
    `Processing ./bad
  error: subprocess-exited-with-error
  ╰─> [1 lines of output]
      boom: wrong platform
      [end of output]
ERROR: Failed to build 'bad' when getting requirements to build wheel`,
    /^bad could not be built\.$/,
    /^boom: wrong platform$/,
    /version/,
  ],
  [
    'a full disk',
    `ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device`,
    /^Could not install the requirements\.$/,
    /No space left/,
    /[Ff]ree/,
  ],
  [
    'a folder without the right to write',
    `ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/p/.venv/lib'`,
    /requirements/,
    /Permission denied: \/p\/\.venv\/lib/,
    /writable/,
  ],
  [
    'a folder without the right to write, named without quotes',
    'error: [Errno 13] Permission denied /p/.venv/lib',
    /requirements/,
    /^Permission denied: \/p\/\.venv\/lib$/,
    /writable/,
  ],
  [
    'a line that is no requirement',
    `ERROR: Invalid requirement: 'foo ==== 1' (from line 1 of r.txt)`,
    /requirements/,
    /line 1 of r\.txt/,
    /Correct/,
  ],
  ['anything else', `Collecting a\nERROR: something new\n  hint`, /requirements/, /^something new$/, /log/],
];

describe('a failure of pip', () => {
  for (const [title, output, what, why, next] of cases) {
    it(`names one cause and one next step: ${title}`, () => {
      const failure = pipFailure({ title: 'the requirements', lines: output.split('\n'), python: '3.11.2' });
      assert.match(failure.what, what);
      assert.match(failure.why ?? '', why);
      assert.match(failure.next?.title ?? '', next);
    });
  }
});

/** What pip 26.3 and uv 0.9 print about a requirement of the files below, and the line at which it stands. */
const blamed: [title: string, output: string, at: string | undefined][] = [
  ['a package that pip does not find', 'ERROR: No matching distribution found for no-such-package', 'more.txt:3'],
  [
    'the version that pip does not find among two requirements of one package',
    `ERROR: Could not find a version that satisfies the requirement six==99.0 (from versions: 1.16.0, 1.17.0)
ERROR: No matching distribution found for six==99.0`,
    'more.txt:7',
  ],
  [
    'what asked for a package that nobody wrote',
    `ERROR: Could not find a version that satisfies the requirement gone<2 (from parent) (from versions: none)
ERROR: No matching distribution found for gone<2`,
    'requirements.txt:4',
  ],
  [
    'the first of two that conflict, and no constraint of ours',
    `ERROR: Cannot install Parent and six<1.5 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested (constraint) no-such-package
    The user requested six<1.5
    parent 2.8.2 depends on six>=1.5

ERROR: ResolutionImpossible: for help visit https://pip.example`,
    'more.txt:5',
  ],
  [
    'what asked for a package that does not build',
    `Collecting parent
Collecting cext>=1 (from parent->-r requirements.txt (line 4))
  error: subprocess-exited-with-error
ERROR: Failed to build 'cext' when getting requirements to build wheel`,
    'requirements.txt:4',
  ],
  [
    'a line that pip cannot read, which it names itself',
    `ERROR: Invalid requirement: 'foo ==== 1': Expected comma, semicolon or end
    foo ==== 1
        ~~~~~^ (from line 2 of /p/other (old).txt)`,
    '/p/other (old).txt:2',
  ],
  [
    'a package that uv does not find',
    `  × No solution found when resolving dependencies:
  ╰─▶ Because no-such-package was not found in the package registry and you require no-such-package, we can
      conclude that your requirements are unsatisfiable.`,
    'more.txt:3',
  ],
  [
    'what asked for a package that uv does not find',
    `  × No solution found when resolving dependencies:
  ╰─▶ Because gone was not found in the package registry and parent==1.0 depends on gone, we can conclude that
      parent==1.0 cannot be used.
      And because you require parent, we can conclude that your requirements are unsatisfiable.`,
    'requirements.txt:4',
  ],
  [
    'the version that uv does not find',
    `  × No solution found when resolving dependencies:
  ╰─▶ Because there is no version of six==99.0 and you require six==99.0, we can conclude that your requirements
      are unsatisfiable.`,
    'more.txt:7',
  ],
  [
    'what asked for a package that uv cannot build',
    `  × Failed to build \`cext==0.1\`
  ├─▶ The build backend returned an error
  help: \`cext\` (v0.1) was included because \`parent\` (v1.0) depends on \`cext\``,
    'requirements.txt:4',
  ],
  ['nothing where the fault is none of the plugin’s', 'ERROR: No matching distribution found for elsewhere', undefined],
];

describe('the place of a requirement that cannot be met', () => {
  const at = (file: string, line: number, text: string) => ({
    requirement: Requirement.readArgument(text)!,
    at: { file, line },
  });
  const written = [
    at('requirements.txt', 1, 'https://packages.example/nameless.zip'),
    at('requirements.txt', 4, 'Parent'),
    at('more.txt', 3, 'No_such.package'),
    at('more.txt', 5, 'six<1.5'),
    at('more.txt', 7, 'six==99.0'),
  ];
  for (const [title, output, place] of blamed) {
    it(`is that of ${title}`, () => {
      const { where } = pipFailure({ title: 'them', lines: output.split('\n'), python: '3.11.2', written });
      assert.equal(where && `${where.file}:${String(where.line)}`, place);
    });
  }
});
