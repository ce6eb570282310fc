import assert from 'node:assert/strict';
import { parseDockerfile } from '../../../../src/platforms/spaceone/dockerfile';
import { pipInstalls } from '../../../../src/platforms/spaceone/pip-lines';
import { serverCommandOf } from '../../../../src/platforms/spaceone/style';

const server = (text: string): string | undefined => {
  const dockerfile = parseDockerfile(text);
  const found = dockerfile && serverCommandOf(dockerfile);
  const { style, package: name, ...rest } = found ?? {};
  const given = Object.entries(rest).filter(([, value]) => !Array.isArray(value) || value.length > 0);
  return found && [style, name, ...given.map(([key, value]) => `${key}=${String(value)}`)].join(' ');
};

/** Shapes of Dockerfiles, and the server that their images start. */
const shapes: [title: string, text: string, expected: string | undefined][] = [
  [
    'entry point and command, exec form, 1.x',
    'FROM cloudforet/python-core:1\nENTRYPOINT ["spaceone"]\nCMD ["grpc", "spaceone.inventory"]',
    'PROTO spaceone.inventory',
  ],
  [
    'module form with a port',
    'FROM x\nCMD ["python3", "-m", "spaceone.core.command", "grpc", "-p", "50051", "spaceone.inventory"]',
    'PROTO spaceone.inventory',
  ],
  [
    'options before the package and attached',
    'FROM x\nCMD ["spaceone", "grpc", "-c/etc/a.yml", "--port=50051", "cloudforet.cost_analysis", "-m", "/opt"]',
    'PROTO cloudforet.cost_analysis modulePaths=/opt configFile=/etc/a.yml',
  ],
  [
    'grpc-server',
    'FROM x\nENTRYPOINT ["spaceone"]\nCMD ["run", "grpc-server", "spaceone.monitoring"]',
    'GRPCServer spaceone.monitoring',
  ],
  [
    'grpc-server with all its options',
    'FROM x\nCMD spaceone run grpc-server -a my.app:app -s src -w 20 -c conf.yml spaceone.monitoring',
    'GRPCServer spaceone.monitoring appPath=my.app:app sourceRoot=src configFile=conf.yml worker=20',
  ],
  [
    'plugin-server, shell form',
    'FROM x\nCMD spaceone run plugin-server plugin -p $SPACEONE_PORT',
    'PluginServer plugin',
  ],
  [
    'plugin-server, the entry point has it all',
    'FROM x\nENTRYPOINT ["spaceone", "run", "plugin-server", "plugin"]',
    'PluginServer plugin',
  ],
  [
    'a shell with exec',
    'FROM x\nENTRYPOINT ["/bin/sh", "-c", "cd /src && exec spaceone run plugin-server plugin"]',
    'PluginServer plugin',
  ],
  [
    'bash -ec',
    'FROM x\nCMD ["bash", "-ec", "env; python -m spaceone.core.command run plugin-server plugin"]',
    'PluginServer plugin',
  ],
  [
    'an init process around it',
    'FROM x\nENTRYPOINT ["tini", "--", "/usr/local/bin/spaceone"]\nCMD ["run", "plugin-server", "plugin"]',
    'PluginServer plugin',
  ],
  [
    'variables of ENV and ARG',
    'ARG P=plugin\nFROM x\nARG P\nENV V=plugin-server W ${P}\nENV W=${P}_${NONE:-a}\nCMD spaceone run $V "${W}"',
    'PluginServer plugin_a',
  ],
  [
    'continued lines',
    'FROM x\nCMD ["spaceone", \\\n  # between\n\n  "run", \\\n  "plugin-server", "plugin"]',
    'PluginServer plugin',
  ],
  ['another escape character', '# escape=`\nFROM x\nCMD spaceone run `\n  plugin-server plugin', 'PluginServer plugin'],
  ['lower case and CRLF', 'from x\r\ncmd ["spaceone","grpc","spaceone.identity"]\r\n', 'PROTO spaceone.identity'],
  [
    'the last stage counts',
    'FROM a AS build\nCMD ["spaceone", "grpc", "old.one"]\nFROM b\nCMD ["spaceone", "run", "plugin-server", "plugin"]',
    'PluginServer plugin',
  ],
  [
    'a stage takes over the command of the one under it',
    'FROM a AS base\nENTRYPOINT ["spaceone"]\nCMD ["grpc", "spaceone.x"]\nFROM base\nRUN true',
    'PROTO spaceone.x',
  ],
  [
    'an entry point of its own forgets the command under it',
    'FROM a AS base\nCMD ["run", "plugin-server", "plugin"]\nFROM base\nENTRYPOINT ["spaceone"]',
    undefined,
  ],
  [
    'an entry point in shell form takes no command',
    'FROM a\nENTRYPOINT spaceone run plugin-server one\nCMD ["spaceone", "grpc", "two"]',
    'PluginServer one',
  ],
  ['the last CMD counts', 'FROM a\nCMD ["spaceone", "grpc", "one"]\nCMD ["spaceone", "grpc", "two"]', 'PROTO two'],
  [
    'a config file and workers by variable',
    'FROM a\nENV SPACEONE_CONFIG_FILE=/c.yml SPACEONE_WORKER=5\nCMD ["spaceone", "run", "grpc-server", "p"]',
    'GRPCServer p worker=5 configFile=/c.yml',
  ],
  ['a commented-out command', 'FROM a\n# CMD ["spaceone", "grpc", "one"]', undefined],
  ['a REST server of the framework', 'FROM a\nCMD ["spaceone", "run", "rest-server", "spaceone.x"]', undefined],
  ['a scheduler of the framework', 'FROM a\nCMD ["spaceone", "scheduler", "spaceone.x"]', undefined],
  ['an ordinary web application', 'FROM python:3.11\nCMD ["uvicorn", "main:app"]', undefined],
  ['a script', 'FROM a\nENTRYPOINT ["/entrypoint.sh"]', undefined],
  ['no stage at all', 'CMD ["spaceone", "grpc", "one"]', undefined],
];

describe('the server that a Dockerfile starts', () => {
  for (const [title, text, expected] of shapes) {
    it(`is ${expected ?? 'none'}: ${title}`, () => assert.equal(server(text), expected));
  }
});

const installs = (text: string): string[] =>
  pipInstalls(parseDockerfile(text)?.runs ?? []).map(({ pre, options, requirements, files, constraints, locals }) =>
    [
      pre ? '--pre' : '',
      ...options.map(({ word }) => word),
      ...requirements,
      ...files.map((f) => `-r ${f}`),
      ...constraints.map((f) => `-c ${f}`),
      ...locals.map((l) => `local ${l}`),
    ]
      .filter(Boolean)
      .join(' '),
  );

const pipLines: [title: string, run: string, expected: string[]][] = [
  [
    'options of the image are left out',
    'RUN pip3 install --no-cache-dir -U --timeout 60 --user --progress-bar=off a b',
    ['a b'],
  ],
  [
    'options that choose the source stay',
    'RUN pip install --pre -i https://i.example/s --extra-index-url=https://j.example a',
    ['--pre --index-url=https://i.example/s --extra-index-url=https://j.example a'],
  ],
  [
    'chained commands',
    'RUN pip install --upgrade pip && pip install a==1 ; python3 -m pip install -r /tmp/r.txt -c c.txt',
    ['pip', 'a==1', '-r /tmp/r.txt -c c.txt'],
  ],
  ['exec form', 'RUN ["pip", "install", "a>=1,<2"]', ['a>=1,<2']],
  ['quotes and extras', 'RUN pip install "a[x]>=1" \'b<2\' a-$V', ['a[x]>=1 b<2 a-7']],
  [
    'local paths and archives',
    'RUN pip install . ./lib -e /src/x dist/y.whl git+https://h.example/z@v1',
    ['git+https://h.example/z@v1 local . local ./lib local /src/x local dist/y.whl'],
  ],
  [
    'a heredoc',
    'RUN <<EOF\npip install a\n# pip install no\napt-get install pip\npip install b > /dev/null\nEOF',
    ['a', 'b'],
  ],
  ['a cache mount', 'RUN --mount=type=cache,target=/root/.cache pip install a', ['a']],
  ['what only talks about pip', 'RUN echo pip install a && apt-get install -y python3-pip && pip uninstall b', []],
];

describe('the pip lines of a Dockerfile', () => {
  for (const [title, run, expected] of pipLines) {
    it(title, () => assert.deepEqual(installs(`FROM x\nENV V=7\n${run}`), expected));
  }

  it('are those of the stages from which the image takes something, and of no other', () => {
    const text =
      'FROM x AS one\nRUN pip install a\nFROM x AS two\nRUN pip install b\nFROM x\nCOPY --from=one /l /l\nRUN pip install c';
    assert.deepEqual(installs(text), ['a', 'c']);
  });
});

describe('where a path of an image comes from', () => {
  const sources = (copies: string, path: string): string[] | undefined =>
    parseDockerfile(`FROM x AS one\nCOPY lib /opt/lib\nFROM x\nWORKDIR /app\n${copies}`)?.sourcesOf(path);

  it('is the folder that was copied', () =>
    assert.deepEqual(sources('COPY src /tmp/src', '/tmp/src/a/b.py'), ['src/a/b.py']));
  it('is the file that was copied into a folder', () =>
    assert.ok(sources('COPY pkg/*.txt /tmp/pkg/', '/tmp/pkg/r.txt')?.includes('pkg/r.txt')));
  it('is seen from the working folder', () => assert.ok(sources('COPY . .', '/app/src')?.includes('src')));
  it('goes through another stage', () =>
    assert.deepEqual(sources('COPY --from=one /opt/lib/x /x', '/x/y.py'), ['lib/x/y.py']));
  it('is unknown when another image has it', () =>
    assert.deepEqual(sources('COPY --from=ghcr.io/a/b /x /x', '/x'), []));
});
