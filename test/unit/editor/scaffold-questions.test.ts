import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAbort, sentence, toFailure } from '../../../src/base/workbench-error';
import { Catalog } from '../../../src/catalog/catalog';
import type * as addToPlugin from '../../../src/editor/scaffold/add-to-plugin';
import type * as ask from '../../../src/editor/scaffold/ask';
import type * as plannedFiles from '../../../src/editor/scaffold/planned-files';
import { ids } from '../../../src/ids';
import { NodeFiles } from '../../../src/runtime/files/node-files';
import { ScaffoldWriter } from '../../../src/runtime/scaffold/scaffold-writer';
import { standInForEditor } from '../../editor-stand-in';
import { standIn } from '../../stand-in/platform';
import { packageScaffold } from '../../stand-in/scaffolds';

interface Item {
  readonly label: string;
  readonly description?: string;
}

/** An input box or a list of the editor, as far as a person can see and use it. */
class Input {
  title = '';
  step = 0;
  totalSteps = 0;
  value = '';
  validationMessage: string | undefined;
  items: Item[] = [];
  activeItems: Item[] = [];
  buttons: readonly unknown[] = [];
  private readonly heard = new Map<string, (value: unknown) => void>();
  readonly onDidChangeValue = this.on('type');
  readonly onDidAccept = this.on('accept');
  readonly onDidTriggerButton = this.on('button');
  readonly onDidHide = this.on('hide');

  show(): void {
    seen.push(this);
    const next = person.shift() ?? assert.fail(`Nobody answers "${this.title}".`);
    next(this);
  }
  dispose(): void {
    this.heard.clear();
  }
  does(what: string, value?: unknown): void {
    this.heard.get(what)?.(value);
  }
  /** What a person reads. */
  get line(): string {
    const shown = this.items
      .map((item) => (this.activeItems.includes(item) ? `[${item.label}]` : item.label))
      .join(' ');
    return `${this.title} ${this.step}/${this.totalSteps} ${shown || this.value}`;
  }
  private on(what: string): (listener: (value: unknown) => void) => void {
    return (listener) => void this.heard.set(what, listener);
  }
}

/** What the person does with each input that comes up, and all that came up. */
let person: ((input: Input) => void)[] = [];
let seen: Input[] = [];
let did: string[] = [];
let unsaved: string[] = [];

const accept = (input: Input): void => input.does('accept');
const back = (input: Input): void => {
  assert.equal(input.buttons.length, 1);
  input.does('button');
};
const leave = (input: Input): void => input.does('hide');
const type =
  (value: string) =>
  (input: Input): void => {
    input.value = value;
    input.does('type', value);
    input.does('accept');
  };
const pick =
  (label: string) =>
  (input: Input): void => {
    input.activeItems = input.items.filter((item) => item.label.includes(label));
    input.does('accept');
  };

class Uri {
  private constructor(
    readonly fsPath: string,
    readonly scheme: string,
  ) {}
  static file(fsPath: string): Uri {
    return new Uri(fsPath, 'file');
  }
  static from({ path: fsPath, scheme }: { path: string; scheme: string }): Uri {
    return new Uri(fsPath, scheme);
  }
}
const editor = {
  l10n: {
    t: (text: string, ...given: unknown[]) => text.replace(/\{(\d)\}/g, (_all, at: string) => String(given[+at])),
  },
  QuickInputButtons: { Back: {} },
  ProgressLocation: { Notification: 15 },
  Disposable: { from: () => ({}) },
  EventEmitter: class {
    readonly event = (): void => undefined;
    readonly fire = (): void => undefined;
  },
  Uri,
  commands: {
    executeCommand: (id: string, ...given: unknown[]) =>
      Promise.resolve(did.push([id, ...given.filter((each) => typeof each !== 'object')].join(' '))),
  },
  window: {
    createInputBox: () => new Input(),
    createQuickPick: () => new Input(),
    tabGroups: { all: [], activeTabGroup: {}, close: () => Promise.resolve() },
    withProgress: (_options: object, work: (progress: object, token: object) => unknown) =>
      work({}, { onCancellationRequested: () => undefined }),
    showTextDocument: ({ fsPath }: { fsPath: string }) => Promise.resolve(did.push(`opens ${path.basename(fsPath)}`)),
  },
  workspace: {
    registerTextDocumentContentProvider: () => ({}),
    get textDocuments() {
      return unsaved.map((each) => ({ uri: Uri.file(each), isDirty: true }));
    },
  },
};

describe('a scaffold in the editor (with a stand-in for it)', () => {
  const loaded = standInForEditor(editor);

  beforeEach(() => {
    person = [];
    seen = [];
    did = [];
    unsaved = [];
  });

  describe('asks', () => {
    async function asked(): Promise<object> {
      const { askAll } = loaded('scaffold/ask') as typeof ask;
      return askAll('Package', packageScaffold.questions, (name) => name === 'bundle');
    }

    it('a text, a choice and a yes or no, counted, with what is offered', async () => {
      person = [accept, pick('Quiet'), pick('Yes')];
      assert.deepEqual(await asked(), { name: 'bundle-2', style: 'quiet', readme: 'yes' });
      assert.deepEqual(
        seen.map(({ line }) => line),
        ['Package: Name 1/3 bundle-2', 'Package: Style 2/3 [Quiet] Greeting', 'Package: Read-me 3/3 [Yes] No'],
      );
    });

    it('what an earlier answer leaves to ask', async () => {
      person = [accept, pick('Greeting'), accept, accept];
      assert.deepEqual(await asked(), {
        name: 'bundle-2',
        style: 'greeting',
        greeting: 'Hello from bundle-2',
        readme: 'no',
      });
      assert.equal(seen[2]?.line, 'Package: Greeting 3/4 Hello from bundle-2');
    });

    it('again on the way back, with what was said, and offers what follows from it now', async () => {
      person = [accept, pick('Greeting'), accept, back, back, back, type('mine'), accept, accept, accept];
      assert.deepEqual(await asked(), { name: 'mine', style: 'greeting', greeting: 'Hello from mine', readme: 'no' });
      assert.equal(seen[5]?.line, 'Package: Style 2/4 Quiet [Greeting]');
      assert.deepEqual(seen[0]?.buttons, []);
    });

    it('until the answer is fine, and says while it is typed why it is not', async () => {
      person = [
        (input) => {
          input.value = 'a/b';
          input.does('type', 'a/b');
          assert.equal(input.validationMessage, 'The name must not lead into another folder.');
          input.does('accept');
          type('a')(input);
          assert.equal(input.validationMessage, undefined);
        },
        pick('Quiet'),
        accept,
      ];
      assert.deepEqual(await asked(), { name: 'a', style: 'quiet', readme: 'no' });
    });

    it('no further when the person leaves', async () => {
      person = [accept, leave];
      await assert.rejects(asked(), isAbort);
    });
  });

  describe('adds to a plugin', () => {
    let folder: string;
    let catalog: Catalog;
    let run: (given?: string) => Promise<void>;

    beforeEach(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'add-to-plugin-'));
      await cp('test/stand-in/package', path.join(folder, 'bundle'), { recursive: true });
      await cp('test/stand-in/echo', path.join(folder, 'echo'), { recursive: true });
      catalog = new Catalog([standIn.finder!], new NodeFiles(() => [folder]));
      catalog.setFolders([folder]);
      const { AddToPlugin } = loaded('scaffold/add-to-plugin') as typeof addToPlugin;
      const { PlannedFiles } = loaded('scaffold/planned-files') as typeof plannedFiles;
      const templates = path.resolve('test/fixtures/stand-in/templates');
      new AddToPlugin([standIn], templates, new ScaffoldWriter(), catalog, new PlannedFiles()).register({
        add: (id, does) => {
          assert.equal(id, ids.command.addToPlugin);
          run = does as typeof run;
          return { dispose: () => undefined };
        },
      });
    });
    afterEach(() => rm(folder, { recursive: true }));

    const list = (): string => path.join(folder, 'bundle/stand-in.json');

    it('that something fits, after it has shown the new file and the edit beside its file', async () => {
      person = [
        accept,
        pick('First'),
        (input) => {
          assert.deepEqual(
            input.items.map(({ label, description }) => `${label} ${description}`.trim()),
            ['$(check) Write these files', '$(file) parts/third.txt new', '$(edit) stand-in.json edited'],
          );
          pick('stand-in.json')(input);
          assert.ok(did.includes('vscode.diff stand-in.json: as it would be'));
          pick('Write these files')(input);
        },
      ];
      await run();
      assert.equal(await readFile(list(), 'utf8'), '{ "name": "bundle", "parts": ["third",\n"first", "second"] }\n');
      assert.deepEqual(did.slice(-1), ['opens third.txt']);
    });

    it('nothing while one of its files has unsaved changes', async () => {
      unsaved = [list()];
      person = [accept, accept];
      await isRefused(`${list()} has unsaved changes. Nothing was changed. Save or discard them and run it again.`);
    });

    it('nothing when one of them is being changed while the files are shown', async () => {
      person = [
        accept,
        accept,
        (input) => {
          unsaved = [list()];
          pick('Write these files')(input);
        },
      ];
      await isRefused(`${list()} has unsaved changes. Nothing was changed. Save or discard them and run it again.`);
    });

    it('nothing when one of them was saved while the files were shown', async () => {
      const saved = '{ "name": "bundle", "parts": [] }';
      person = [accept, accept, (input) => void writeFile(list(), saved).then(() => pick('Write these files')(input))];
      await assert.rejects(run(), /stand-in\.json has changed since its edit was made/);
      assert.equal(await readFile(list(), 'utf8'), saved);
    });

    it('and not to one that nothing fits', async () => {
      await isRefused('Nothing can be added to echo.', path.join(folder, 'echo'));
    });

    it('and is offered only where something fits', async () => {
      await catalog.ready();
      assert.deepEqual(did, [`setContext ${ids.context.extendable} true`]);
      did = [];
      await rm(path.join(folder, 'bundle'), { recursive: true });
      await catalog.search();
      assert.deepEqual(did, [`setContext ${ids.context.extendable} false`]);
    });

    async function isRefused(words: string, given?: string): Promise<void> {
      const before = await readdir(folder, { recursive: true });
      const failure = await run(given).then(() => assert.fail('It was written.'), toFailure);
      assert.equal(sentence(failure), words);
      assert.deepEqual(await readdir(folder, { recursive: true }), before);
    }
  });
});
