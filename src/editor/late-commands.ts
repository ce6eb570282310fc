import { Disposable } from 'vscode';
import type { CommandTable } from './commands';

/** Commands whose code is loaded when the first of them is run: it adds to this table what they do. */
export class LateCommands implements CommandTable {
  private readonly runs = new Map<string, (...given: never[]) => unknown>();

  constructor(private readonly ids: readonly string[]) {}

  /** @param load Resolves when the table is full. */
  register(commands: CommandTable, load: () => Promise<unknown>): Disposable {
    const run = async (id: string, given: never[]): Promise<unknown> => {
      await load();
      return this.runs.get(id)?.(...given);
    };
    return Disposable.from(...this.ids.map((id) => commands.add(id, (...given: never[]) => run(id, given))));
  }

  add(id: string, run: (...given: never[]) => unknown): Disposable {
    if (!this.ids.includes(id)) {
      throw new Error(`The command ${id} is not among those that are loaded late.`);
    }
    this.runs.set(id, run);
    return new Disposable(() => this.runs.delete(id));
  }
}
