import { Uri, type TestController, type TestItem, type TestRunRequest } from 'vscode';
import type { Files } from '../../base/files';
import { identityKey } from '../../base/plugin-identity';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import type { Platform } from '../../platforms/platform';
import { platformOf } from '../../platforms/platforms';
import {
  idOf,
  wantedOf,
  type PluginTest,
  type PluginTestClass,
  type WantedTest,
} from '../../runtime/testing/plugin-tests';
import { rangeOf } from '../contract/contract-items';
import { shownText } from '../shown-text';

/** What is to be run of a plugin. */
export interface ChosenTests {
  readonly plugin: Plugin;
  readonly wanted: readonly WantedTest[];
}

/** The plugins of the workspace that have tests of their own as items of the Testing view: their classes, and the tests of each. */
export class OwnTestItems {
  /** The class of an item. */
  private readonly classes = new WeakMap<TestItem, PluginTestClass>();
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly controller: TestController,
    private readonly catalog: Catalog,
    private readonly files: Files,
    private readonly platformFor: (plugin: Plugin) => Platform = platformOf,
  ) {}

  /** Resolves when the items say what the files do; what is there already stays the same item. */
  update(): Promise<void> {
    this.reading = this.reading.then(() => this.read());
    return this.reading;
  }

  /** The item of a plugin, of a class of its tests or of a test; undefined where it has none. */
  of(plugin: Plugin, id?: string): TestItem | undefined {
    const item = this.controller.items.get(identityKey(plugin));
    const classes = item ? membersOf(item) : [];
    return id === undefined
      ? item
      : (item?.children.get(id) ?? classes.map(({ children }) => children.get(id)).find((each) => each !== undefined));
  }

  /** The item of a test that only running has told of; undefined where its class has none. */
  made(plugin: Plugin, test: PluginTest): TestItem | undefined {
    const owner = this.of(plugin, test.id.slice(0, test.id.lastIndexOf('.')));
    const item = owner && this.itemAt(undefined, { ...test, at: test.at ?? placeOf(owner) });
    if (item) {
      owner.children.add(item);
    }
    return item;
  }

  /** What a request of the editor is for, plugin by plugin; without a word all of it. */
  chosenBy({ include, exclude = [] }: TestRunRequest): ChosenTests[] {
    const isMeant = (...items: TestItem[]): boolean => !include || items.some((item) => include.includes(item));
    return this.catalog.plugins.flatMap((plugin) => {
      const item = this.of(plugin);
      const classes = item && !exclude.includes(item) ? membersOf(item) : [];
      const wanted = classes.flatMap((each): WantedTest[] => {
        const known = this.classes.get(each);
        const tests = membersOf(each);
        const isWhole = isMeant(...(item ? [item] : []), each) && !tests.some((test) => exclude.includes(test));
        if (exclude.includes(each) || !known) {
          return [];
        }
        return isWhole
          ? [wantedOf(known)]
          : tests
              .filter((test) => isMeant(...(item ? [item] : []), each, test) && !exclude.includes(test))
              .map((test) => wantedOf(known, test.label));
      });
      return wanted.length > 0 ? [{ plugin, wanted }] : [];
    });
  }

  /** The items of the tests that are wanted. */
  itemsOf({ plugin, wanted }: ChosenTests): TestItem[] {
    return wanted.flatMap((each) => {
      const item = this.of(plugin, idOf(each));
      return item ? [item, ...membersOf(item)] : [];
    });
  }

  private async read(): Promise<void> {
    const shown: TestItem[] = [];
    for (const plugin of this.catalog.plugins) {
      const classes = await this.classesOf(plugin);
      if (classes.length > 0) {
        shown.push(this.pluginItem(plugin, classes));
      }
    }
    this.controller.items.replace(shown);
  }

  /** Where they cannot be read, the findings of their files say why. */
  private async classesOf(plugin: Plugin): Promise<readonly PluginTestClass[]> {
    return (
      (await this.platformFor(plugin)
        .tests?.find(plugin, this.files)
        .catch(() => [])) ?? []
    );
  }

  private pluginItem(plugin: Plugin, classes: readonly PluginTestClass[]): TestItem {
    const known = this.controller.items.get(identityKey(plugin));
    const name = shownText(this.catalog.nameOf(plugin));
    const item = this.itemAt(known, { id: identityKey(plugin), name, at: plugin.entry });
    item.description = shownText(this.platformFor(plugin).title);
    item.children.replace(classes.map((each) => this.classItem(each, item.children.get(each.id))));
    return item;
  }

  private classItem(found: PluginTestClass, known: TestItem | undefined): TestItem {
    const item = this.itemAt(known, found);
    item.description = shownText(found.module);
    item.children.replace(found.tests.map((test) => this.itemAt(item.children.get(test.id), test)));
    this.classes.set(item, found);
    return item;
  }

  /** The known item, or a new one where its file is another: an item keeps the file with which it was made. */
  private itemAt(known: TestItem | undefined, { id, name, at }: PluginTest): TestItem {
    const uri = at && Uri.file(at.file);
    const isSame = known && known.uri?.toString() === uri?.toString();
    const item = isSame ? known : this.controller.createTestItem(id, name, uri);
    item.label = name;
    item.range = at && rangeOf(at);
    item.sortText = at && `${at.file} ${String(at.line ?? 0).padStart(8, '0')}`;
    return item;
  }
}

function membersOf({ children }: TestItem): TestItem[] {
  return [...children].map(([, child]) => child);
}

function placeOf({ uri, range }: TestItem): PluginTest['at'] {
  return uri && { file: uri.fsPath.replaceAll('\\', '/'), line: (range?.start.line ?? 0) + 1 };
}
