import * as vscode from 'vscode';
import { until } from '../until';

type Provider = Required<Pick<vscode.TreeDataProvider<unknown>, 'resolveTreeItem'>> & vscode.TreeDataProvider<unknown>;

/** A node as the editor draws it. */
export interface DrawnNode {
  readonly node: unknown;
  readonly item: vscode.TreeItem;
  /** Label and description. */
  readonly text: string;
}

/** Eyes on a tree view of the extension under test, which is to be made after them. */
export class Tree implements vscode.Disposable {
  private readonly original = vscode.window.createTreeView;
  private provider: Provider | undefined;
  view: vscode.TreeView<unknown> | undefined;

  /** How often the view was told that something has changed. */
  changes = 0;

  constructor(private readonly id: string) {
    // A window's tests and the extension that they test share one API object.
    vscode.window.createTreeView = <T>(view: string, options: vscode.TreeViewOptions<T>): vscode.TreeView<T> => {
      const made = this.original(view, options);
      if (view === id) {
        this.provider = options.treeDataProvider as Provider;
        this.view = made;
        this.provider.onDidChangeTreeData?.(() => (this.changes += 1));
      }
      return made;
    };
  }

  /** The view once somebody looks at it. */
  async show(): Promise<vscode.TreeView<unknown>> {
    await vscode.commands.executeCommand(`${this.id}.focus`);
    return until('the view', () => this.view?.visible === true && this.view);
  }

  /** What stands below a node, or at the top. */
  async below(node?: DrawnNode): Promise<DrawnNode[]> {
    const provider = this.provider;
    if (!provider) {
      throw new Error(`No view ${this.id} was made.`);
    }
    const nodes = (await provider.getChildren(node?.node)) ?? [];
    return Promise.all(
      nodes.map(async (child) => {
        const item = await provider.getTreeItem(child);
        const label = typeof item.label === 'string' ? item.label : (item.label?.label ?? '');
        const description = typeof item.description === 'string' ? item.description : '';
        return { node: child, item, text: [label, description].filter(Boolean).join(' | ') };
      }),
    );
  }

  /** The node whose text starts with each word in turn, once it is there. */
  async find(...words: readonly string[]): Promise<DrawnNode> {
    return until(`"${words.join('" > "')}"`, async () => {
      let found: DrawnNode | undefined;
      for (const word of words) {
        found = (await this.below(found)).find(({ text }) => text.startsWith(word));
        if (!found) {
          return undefined;
        }
      }
      return found;
    });
  }

  /** The texts below a node once they satisfy, such as when all have come. */
  async texts(words: readonly string[], isMeant: (texts: readonly string[]) => boolean): Promise<string[]> {
    let last: string[] = [];
    try {
      return await until('the nodes', async () => {
        last = (await this.below(words.length === 0 ? undefined : await this.find(...words))).map(({ text }) => text);
        return isMeant(last) && last;
      });
    } catch (error) {
      throw new Error(`Below "${words.join('" > "')}" stand ${last.length}: ${last.slice(0, 8).join('; ')}`, {
        cause: error,
      });
    }
  }

  /** What a node says when the pointer rests on it. */
  async tooltip({ node, item }: DrawnNode): Promise<string> {
    const resolved = await this.provider?.resolveTreeItem(item, node, new vscode.CancellationTokenSource().token);
    const tooltip = resolved?.tooltip ?? item.tooltip ?? '';
    return typeof tooltip === 'string' ? tooltip : tooltip.value;
  }

  /** Clicks a node. */
  async click({ item, text }: DrawnNode): Promise<void> {
    const { command } = item;
    if (!command) {
      throw new Error(`A click on "${text}" does nothing.`);
    }
    await vscode.commands.executeCommand(command.command, ...((command.arguments ?? []) as readonly unknown[]));
  }

  dispose(): void {
    vscode.window.createTreeView = this.original;
  }
}

/** Answers the extension's questions in the order in which they come, as a person would who types. */
export class Answers implements vscode.Disposable {
  private readonly original = vscode.window.showInputBox;
  /** The questions that were asked. */
  readonly asked: vscode.InputBoxOptions[] = [];
  /** What the questions had against an answer, as `answer: objection`. */
  readonly objections: string[] = [];

  /** @param answers Those that are refused are followed by the next one. */
  constructor(private readonly answers: string[]) {
    const ask = async (options: vscode.InputBoxOptions = {}): Promise<string | undefined> => {
      this.asked.push(options);
      for (;;) {
        const answer = this.answers.shift();
        const objection = answer === undefined ? undefined : await options.validateInput?.(answer);
        const words = typeof objection === 'object' ? objection?.message : objection;
        if (words !== undefined) {
          this.objections.push(`${answer ?? ''}: ${words}`);
        }
        const isRefused =
          typeof objection === 'string' || objection?.severity === vscode.InputBoxValidationSeverity.Error;
        if (!isRefused) {
          return answer;
        }
      }
    };
    vscode.window.showInputBox = ask;
  }

  dispose(): void {
    vscode.window.showInputBox = this.original;
  }
}

/** Presses the first button of the one dialog that the work shows; resolves with the dialog's words. */
export async function accepting(work: () => Thenable<unknown>): Promise<string> {
  const original = vscode.window.showWarningMessage;
  let said = '';
  const press = (words: string, _: vscode.MessageOptions, button: string): Promise<string> => {
    said = words;
    return Promise.resolve(button);
  };
  vscode.window.showWarningMessage = press;
  try {
    await work();
  } finally {
    vscode.window.showWarningMessage = original;
  }
  return said;
}

/** Takes the failures that the extension shows, and presses no button. */
export class Failures implements vscode.Disposable {
  private readonly original = vscode.window.showErrorMessage;
  readonly shown: { readonly words: string; readonly buttons: readonly string[] }[] = [];

  constructor() {
    const take = (words: string, ...buttons: string[]): Promise<undefined> => {
      this.shown.push({ words, buttons });
      return Promise.resolve(undefined);
    };
    vscode.window.showErrorMessage = take as unknown as typeof this.original;
  }

  dispose(): void {
    vscode.window.showErrorMessage = this.original;
  }
}
