import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkbenchError } from '../../../src/base/workbench-error';
import type { Catalog } from '../../../src/catalog/catalog';
import type { Plugin } from '../../../src/catalog/plugin';
import type { Commands } from '../../../src/editor/commands';
import type * as earlierAnswers from '../../../src/editor/calls/earlier-answers';
import { AnswerHistory } from '../../../src/platforms/answer-history';
import { Redactor } from '../../../src/runtime/secrets/redactor';
import { standInForEditor } from '../../editor-stand-in';

const plugin = { platform: 'spaceone', folder: '/work/demo', name: 'demo', methods: [] } as unknown as Plugin;
const catalog = { nameOf: () => 'demo', ready: () => Promise.resolve() } as unknown as Catalog;

interface Item {
  readonly label: string;
  readonly description: string;
}

describe('earlier answers in the editor', () => {
  let picks: number[] = [];
  let offered: Item[][] = [];
  let shown: { readonly scheme: string; readonly path: string; readonly query: string }[] = [];
  let provide: (uri: unknown) => Promise<string>;
  const loaded = standInForEditor({
    Disposable: { from: (): object => ({ dispose: () => undefined }) },
    ThemeIcon: Object,
    Uri: { from: (parts: object) => parts },
    l10n: {
      t: (text: string, ...parts: unknown[]) => text.replace(/\{(\d)\}/g, (_, at: string) => String(parts[+at])),
    },
    commands: { executeCommand: (_id: string, ...uris: never[]) => Promise.resolve((shown = uris.slice(0, 2))) },
    workspace: {
      registerTextDocumentContentProvider: (
        _scheme: string,
        provider: { provideTextDocumentContent: typeof provide },
      ) => (provide = provider.provideTextDocumentContent),
      textDocuments: [],
      openTextDocument: (uri: never) => Promise.resolve({ uri }),
    },
    window: {
      showQuickPick: (items: Item[]) => {
        offered.push(items);
        return Promise.resolve(items[picks.shift() ?? -1]);
      },
      showTextDocument: ({ uri }: { uri: never }) => Promise.resolve((shown = [uri])),
      showWarningMessage: (_question: string, _options: object, button: string) => Promise.resolve(button),
    },
    languages: {},
  });
  let folder: string;
  let history: AnswerHistory;
  let run: Map<string, (given: unknown) => Promise<void>>;

  beforeEach(async () => {
    [picks, offered, shown] = [[], [], []];
    folder = await mkdtemp(path.join(tmpdir(), 'answers-'));
    let now = new Date(2026, 0, 2, 3, 4, 5).getTime();
    history = new AnswerHistory(folder, new Redactor(), undefined, () => new Date((now += 1000)));
    for (const [call, value] of [
      ['Collector.init', 1],
      ['Collector.init', 2],
      ['Job.get_tasks', 3],
    ] as const) {
      await history.keeping(plugin).keep({
        call: `spaceone.api.inventory.plugin.${call}`,
        endpoint: 'h:1',
        streams: false,
        request: {},
        messages: [{ value }],
        count: 1,
        ended: { is: 'answered', milliseconds: 7, count: 1 },
      });
    }
    run = new Map();
    const commands = { add: (id: string, each: never) => run.set(id.replace('pluginWorkbench.', ''), each) };
    const { EarlierAnswers } = loaded('calls/earlier-answers') as typeof earlierAnswers;
    new EarlierAnswers(catalog, history).register(commands as unknown as Commands);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('are offered by method and time, the newest first, and open as they were shown', async () => {
    picks = [2];
    await run.get('showEarlierAnswers')?.({ is: 'plugin', plugin });
    assert.deepEqual(
      offered[0]?.map(({ label, description }) => `${label} ${description}`),
      ['Job.get_tasks 2026-01-02 03:04:08', 'Collector.init 2026-01-02 03:04:07', 'Collector.init 2026-01-02 03:04:06'],
    );
    assert.equal(
      await provide(shown[0]),
      '# Collector.init of demo, 2026-01-02 03:04:06\n# answer in 7 ms\n---\nvalue: 1\n',
    );
  });

  it('are those of one method from its row', async () => {
    picks = [0];
    await run.get('showEarlierAnswers')?.({ is: 'method', plugin, method: { name: 'Job.get_tasks' } });
    assert.deepEqual(
      offered[0]?.map(({ label }) => label),
      ['Job.get_tasks'],
    );
  });

  it('are compared with the older one on the left, whichever was picked first', async () => {
    picks = [1, 0];
    await run.get('compareAnswers')?.({ is: 'plugin', plugin });
    assert.deepEqual(
      shown.map((uri) => uri.path),
      ['06', '07'].map((second) => `/demo/Collector.init 2026-01-02 03:04:${second}.answer.yaml`),
    );
  });

  it('are not compared where a method was answered once', async () => {
    picks = [0];
    await assert.rejects(run.get('compareAnswers')!({ is: 'plugin', plugin }), {
      what: 'Job.get_tasks has been answered once only.',
    });
  });

  it('are forgotten at a word; then there are none to show', async () => {
    await run.get('forgetAnswers')?.({ is: 'plugin', plugin });
    await assert.rejects(run.get('showEarlierAnswers')!({ is: 'plugin', plugin }), WorkbenchError);
  });
});
