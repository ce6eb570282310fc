import type { Locator, Page } from 'playwright-core';
import { until } from '../../until';
import type { View } from './views';

/** Where a program stands still. */
export interface Stop {
  readonly file: string;
  readonly line: number;
  /** The frames of its thread, innermost first, each as `function file:line`. */
  readonly frames: readonly string[];
}

/** The debugger: what stopped, where, and what is known there. */
export class Debugging {
  private readonly toolbar: Locator;

  constructor(
    private readonly page: Page,
    private readonly runCommand: (title: string) => Promise<void>,
    private readonly view: (title: string) => View,
  ) {
    this.toolbar = page.locator('.debug-toolbar');
  }

  /** Waits until the program stands still. */
  async stop(milliseconds = 60_000): Promise<Stop> {
    await until(
      'the debugger to stop',
      async () => {
        const arrow = this.page.locator('.codicon-debug-stackframe, .debug-top-stack-frame-line').first();
        return (await this.toolbar.isVisible()) && (await arrow.isVisible());
      },
      milliseconds,
    );
    const frames = await this.frames();
    const tab = this.page.locator('.editor-group-container.active .tab.active');
    const file = (await tab.getAttribute('data-resource-name')) ?? '';
    const line = Number(/\bLn (\d+)/.exec(await this.page.locator('.statusbar').innerText())?.[1]);
    return { file, line, frames };
  }

  private async frames(): Promise<string[]> {
    const callStack = this.view('Call Stack');
    await this.show('Call Stack', callStack);
    const frames = callStack.pane.locator('.stack-frame');
    // With several threads each is closed at first.
    const stopped = callStack.pane
      .locator('.monaco-list-row')
      .filter({ hasText: /paused on/i })
      .first();
    await frames.or(stopped).first().waitFor();
    if ((await frames.count()) === 0) {
      await stopped.locator('.monaco-tl-twistie').click();
    }
    await frames.first().waitFor();
    return frames.evaluateAll((found) => {
      const place = (frame: Element): number => Number(frame.closest('[data-index]')?.getAttribute('data-index'));
      const inOrder = found.sort((one, other) => place(one) - place(other));
      return inOrder.map((frame) => {
        const [label, file, line] = ['.label', '.file-name', '.line-number'].map(
          (selector) => frame.querySelector(selector)?.textContent.trim() ?? '',
        );
        return `${label} ${file}:${line?.split(':')[0]}`;
      });
    });
  }

  /** The variables of a scope, each as `name = value`. */
  async variables(scope = 'Locals'): Promise<string[]> {
    const variables = this.view('Variables');
    await this.show('Variables', variables);
    const rows = variables.pane.locator('.monaco-list-row');
    const scopeRow = rows.filter({ hasText: scope }).first();
    await scopeRow.waitFor();
    if ((await scopeRow.getAttribute('aria-expanded')) === 'false') {
      await scopeRow.locator('.monaco-tl-twistie').click();
    }
    return until(`the variables of ${scope}`, async () => {
      const read = await rows.evaluateAll((found) =>
        found.map((row) => ({
          level: Number(row.getAttribute('aria-level')),
          top: row.getBoundingClientRect().top,
          name: row.querySelector('.name')?.textContent.replace(/\s*[:=]\s*$/, '') ?? row.textContent.trim(),
          value: row.querySelector('.value')?.textContent ?? '',
        })),
      );
      const inOrder = read.sort((one, other) => one.top - other.top);
      const start = inOrder.findIndex(({ level, name }) => level === 1 && name.includes(scope)) + 1;
      const end = inOrder.findIndex(({ level }, index) => index >= start && level === 1);
      const own = inOrder
        .slice(start, end < 0 ? undefined : end)
        .filter(({ level, value }) => level === 2 && value !== '');
      return own.length > 0 && own.map(({ name, value }) => `${name} = ${value}`);
    });
  }

  private async show(title: string, view: View): Promise<void> {
    if (!(await view.pane.isVisible())) {
      await this.runCommand(`Run and Debug: Focus on ${title} View`);
    }
    const header = view.pane.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'false') {
      await header.click();
    }
  }

  /** Lets the program go on. */
  async continue(): Promise<void> {
    await this.runCommand('Debug: Continue');
  }

  /** Waits until no session is left. */
  async end(milliseconds = 30_000): Promise<void> {
    await this.toolbar.waitFor({ state: 'hidden', timeout: milliseconds });
  }
}
