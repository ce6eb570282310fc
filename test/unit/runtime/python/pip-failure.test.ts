import assert from 'node:assert/strict';
import { pipFailure } from '../../../../src/runtime/python/pip-failure';

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
