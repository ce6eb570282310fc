import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import type { Plugin } from '../../../src/catalog/plugin';
import type { LaunchConfiguration } from '../../../src/editor/debugging/launch-configuration';
import type { Failures } from '../../../src/editor/failures';
import type * as recordedServers from '../../../src/editor/recordings/recorded-servers';
import type { CloudCalls } from '../../../src/runtime/recording/cloud-call';
import type { Take } from '../../../src/runtime/recording/recorder';
import type { Recordings } from '../../../src/runtime/recording/recordings';
import { standInForEditor } from '../../editor-stand-in';

const plugin = { name: 'my-collector', folder: '/plugin' } as Plugin;
const recorded = { folder: '/plugin', variables: {} };
const take: Take = {
  calls: [
    { method: 'GET', address: 'https://cloud.example/', when: '', times: 1, request: {}, answer: { status: 200 } },
  ],
  hidden: [{ where: 'answer body, token', why: 'its name', call: 'GET https://cloud.example/', times: 2 }],
  left: ['Not recorded: GET https://cloud.example/large, since it is too large.'],
};

describe('the way to its cloud of a server in the window (with a stand-in for the editor)', () => {
  const asked: unknown[][] = [];
  let answer: string | undefined;
  const loaded = standInForEditor({
    l10n: {
      t: (text: string, ...given: string[]) => text.replace(/\{(\d)\}/g, (_all, at: string) => String(given[+at])),
    },
    window: {
      showInformationMessage: (...words: unknown[]) => {
        asked.push(words);
        return Promise.resolve(answer);
      },
      showTextDocument: () => Promise.resolve(),
    },
    workspace: { openTextDocument: () => Promise.resolve() },
    Uri: { file: (path: string) => path },
  });

  beforeEach(() => asked.splice(0));

  async function way(
    configuration: Partial<LaunchConfiguration>,
    done: (what: string) => void,
    its = take,
  ): Promise<CloudCalls | undefined> {
    const calls = { variables: {}, onNote: () => ({ dispose: () => undefined }) };
    const close = (): Promise<void> => Promise.resolve();
    const recordings = {
      replay: (_: unknown, name?: string) => {
        done(`replays ${name ?? 'the usual one'}`);
        return Promise.resolve({ ...calls, how: 'replay', [Symbol.asyncDispose]: close });
      },
      record: () => Promise.resolve({ ...calls, how: 'record', take: () => its, [Symbol.asyncDispose]: close }),
      keep: (folder: string, { name }: { name: string }) => {
        done(`keeps ${name} in ${folder}`);
        return Promise.resolve('/file');
      },
    } as unknown as Recordings;
    const failures = { show: (error: Error) => Promise.reject(error) } as unknown as Failures;
    const { wayOf } = loaded('recordings/recorded-servers') as typeof recordedServers;
    return wayOf(recordings, failures, plugin, configuration as LaunchConfiguration, recorded);
  }

  it('is the straight one unless its configuration says more', async () => {
    strictEqual(await way({ record: false, replay: false }, () => undefined), undefined);
  });

  it('is a recording, the usual one or one by its name', async () => {
    const done: string[] = [];
    await way({ replay: true }, (what) => done.push(what));
    await way({ replay: 'march', record: true }, (what) => done.push(what));
    deepStrictEqual(done, ['replays the usual one', 'replays march']);
  });

  it('shows what is hidden in a recording when the server ends, and keeps it when the person agrees', async () => {
    answer = 'Keep Recording';
    const kept = new Promise(
      (resolve) => void way({ record: 'march' }, resolve).then((each) => each?.[Symbol.asyncDispose]()),
    );
    strictEqual(await kept, 'keeps march in /plugin');
    deepStrictEqual(asked, [
      [
        'One call of my-collector was recorded. Keep it?',
        {
          modal: true,
          detail: [
            'Hidden in the recording:',
            'answer body, token (by its name, 2×, first in GET https://cloud.example/)',
            'Not recorded: GET https://cloud.example/large, since it is too large.',
          ].join('\n'),
        },
        'Keep Recording',
      ],
    ]);
  });

  it('asks once, and keeps nothing that the person does not want', async () => {
    answer = undefined;
    const done: string[] = [];
    const recording = await way({ record: true }, (what) => done.push(what));
    await recording?.[Symbol.asyncDispose]();
    await recording?.[Symbol.asyncDispose]();
    deepStrictEqual([asked.length, done], [1, []]);
  });

  it('says that nothing was recorded of a plugin that did not call its cloud', async () => {
    const recording = await way({ record: true }, () => undefined, { calls: [], hidden: [], left: [] });
    await recording?.[Symbol.asyncDispose]();
    deepStrictEqual(asked, [['my-collector did not call its cloud: nothing was recorded.']]);
  });
});
