import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { WorkbenchError, sentence, toFailure } from '../../src/base/workbench-error';
import { environmentPlan } from '../../src/platforms/spaceone/requirements';
import { readPlugin } from '../../src/platforms/spaceone/plugin-finder';
import { NodeFiles } from '../../src/runtime/files/node-files';
import { TemporaryFolder, collector } from './temporary-folder';

describe('a requirements file that leads an installer elsewhere', () => {
  const folder = new TemporaryFolder();
  const at = (name: string): string => path.join(folder.path, 'repository', name);

  beforeEach(async () => {
    await folder.write('outside.txt', 'line-of-outside\n');
    await folder.write('repository/common.txt', 'common==1\n');
    await folder.write('repository/plugin/src/plugin/main.py', collector);
    await folder.write('repository/plugin/Dockerfile', DOCKERFILE);
    await folder.write('repository/plugin/limits.txt', 'one<2\n');
    await mkdir(at('plugin/pkg'));
  });

  /** What the plugin requires, or the failure, with its place. */
  async function planOf(requirements: string, encoding: BufferEncoding = 'utf8'): Promise<string[] | string> {
    await writeFile(at('plugin/pkg/pip_requirements.txt'), requirements, encoding);
    const files = new NodeFiles(() => [path.join(folder.path, 'repository')]);
    const plugin = await readPlugin(at('plugin'), files);
    return environmentPlan(plugin as never, files).then(
      ({ requires }) => requires.filter((each) => /^(?:common|one|two)\b/.test(each)),
      (error: unknown) => {
        assert.ok(error instanceof WorkbenchError);
        const { where } = toFailure(error);
        return `${path.relative(folder.path, where?.file ?? '')}:${where?.line ?? '-'} ${sentence(error)}`;
      },
    );
  }

  const refused = (line: number, to: string): string =>
    `repository/plugin/pkg/pip_requirements.txt:${line} pip_requirements.txt leads to ${to}, which is no file of the ` +
    'workspace. What an installer reads for a plugin has to lie in its workspace, or in the repository around it. ' +
    'Correct the path, or copy the file into the workspace.';

  for (const [written, to] of [
    ['-r /dev/zero', '/dev/zero'],
    ['-c /dev/zero', '/dev/zero'],
    ['-r/dev/zero', '/dev/zero'],
    ['--requirement=/dev/zero', '/dev/zero'],
    ['--requirem "/dev/zero"', '/dev/zero'],
    ['--c /dev/zero', '/dev/zero'],
    ['--pre -r /dev/zero', '/dev/zero'],
    ['-r file:///dev/zero', 'file:///dev/zero'],
    ['-r ${HOME}/r.txt', '${HOME}/r.txt'],
    ['-r ../../../outside.txt', '../../../outside.txt'],
  ] as const) {
    it(`4.93 is refused with ${written}`, async () => {
      assert.equal(await planOf(`one\n${written}\n`), refused(2, to));
    });
  }

  for (const [where, text] of [
    ['behind a page', 'one\f-r /dev/zero\n'],
    ['behind a comment that looks as if it went on', '# one \\\n-r /dev/zero\n'],
    ['behind a comment of a line that goes on', 'one # \\\n-r /dev/zero\n'],
    ['over two lines', '\n-r \\\n/dev/zero'],
  ] as const) {
    it(`4.94 is refused where the option stands ${where}`, async () => {
      assert.match(String(await planOf(text)), /leads to \/dev\/zero, which is no file of the workspace/);
    });
  }

  it('4.95 is refused where a file in between leads there, also one that the Dockerfile constrains by', async () => {
    await writeFile(at('plugin/limits.txt'), '-c deeper.txt\n');
    await writeFile(at('plugin/deeper.txt'), '\n\n-r ../../outside.txt\n');
    assert.match(String(await planOf('one\n')), /^repository\/plugin\/deeper\.txt:3 deeper\.txt leads to /);
  });

  it('4.96 is refused where a pipe or a link stands in the workspace', async () => {
    execFileSync('mkfifo', [at('plugin/pkg/pipe')]);
    await symlink(path.join(folder.path, 'outside.txt'), at('plugin/pkg/link'));
    assert.match(String(await planOf('-c pipe\n')), /Cannot read .*pipe\. It is a pipe, not a file\.$/);
    await rm(at('plugin/pkg/pipe'));
    assert.match(String(await planOf('-c link\n')), /Cannot read .*link\. It leads out of the workspace\.$/);
  });

  for (const [encoding, text] of [
    ['utf16le', '\ufeff-r /dev/zero\n'],
    ['utf8', '# -*- coding: utf-7 -*-\n+AC0-r /dev/zero\n'],
  ] as const) {
    it(`4.97 is refused in an encoding that hides the option: ${JSON.stringify(text)}`, async () => {
      assert.match(String(await planOf(text, encoding)), /txt:1 pip_requirements\.txt is UTF-16|is utf-7/i);
    });
  }

  it('4.98 near miss: files of the workspace and of the repository around it are followed, also as both', async () => {
    await folder.write('repository/plugin/pkg/more.txt', 'two\n-c ../limits.txt\n-c pip_requirements.txt\n');
    assert.deepEqual(await planOf('# coding: utf-8\n-c more.txt\n-r more.txt\n-r ../../common.txt\none \\\n  >=1\n'), [
      'two',
      'common==1',
      'one >=1',
    ]);
  });
});

const DOCKERFILE = `FROM x
COPY src /src
COPY pkg/pip_requirements.txt limits.txt /
RUN pip install -r /pip_requirements.txt -c /limits.txt
WORKDIR /src
CMD spaceone run plugin-server plugin
`;
