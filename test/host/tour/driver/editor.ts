import * as path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { until } from '../../until';
import type { QuickInput } from './quick-input';

/** The active text editor and its tabs. */
export class Editor {
  private readonly code: Locator;
  private readonly group: Locator;

  constructor(
    private readonly page: Page,
    private readonly quickInput: QuickInput,
  ) {
    this.group = page.locator('.editor-group-container.active');
    this.code = this.group.locator('.editor-instance .monaco-editor').last();
  }

  /** Opens a file by its path in the workspace's one folder, with `/`, and puts the cursor into it. */
  async open(file: string): Promise<void> {
    const folder = path.posix.dirname(file);
    const option = { label: path.posix.basename(file), description: folder === '.' ? undefined : folder };
    // What is wrong in it is told behind its path.
    const tab = this.tabInFront(option.label).locator(`[aria-label*=${JSON.stringify(`/${file}`)}]`);
    // The list may be drawn anew below the pointer, and another file is opened then.
    await until(`${file} in front`, async () => {
      await this.quickInput.find('Control+P', file, option);
      await tab.waitFor({ timeout: 5_000 });
      return true;
    });
    await this.code.locator('.view-line').first().waitFor();
    await this.focus();
  }

  /** Waits until a file of this name is in front. */
  async untilShown(name: string): Promise<void> {
    await this.tabInFront(name).waitFor({ timeout: 30_000 });
    await this.code.locator('.view-line').first().waitFor();
  }

  private tabInFront(name: string): Locator {
    return this.group.locator(`.tab.active[data-resource-name=${JSON.stringify(name)}]`);
  }

  /** The names of the open tabs, of all groups. */
  async tabs(): Promise<string[]> {
    const tabs = this.page.locator('.tabs-container .tab');
    return tabs.evaluateAll((found) => found.map((tab) => tab.getAttribute('data-resource-name') ?? ''));
  }

  async focus(): Promise<void> {
    await until('the cursor in the editor', async () => {
      await this.code.locator('.native-edit-context, textarea.inputarea').first().focus();
      return this.code.evaluate(
        (code) => code.classList.contains('focused') || code.querySelector('.focused') !== null,
      );
    });
  }

  /** The 1-based number of the first line on show that has the text in it, as the margin numbers it. */
  async lineOf(text: string): Promise<number> {
    return until(`a line with "${text}"`, async () => {
      const top = await this.code.locator('.view-lines').evaluate((container, wanted) => {
        const lines = [...container.querySelectorAll<HTMLElement>('.view-line')];
        return lines.find((line) => line.textContent.replaceAll('\u00a0', ' ').includes(wanted))?.style.top;
      }, text);
      if (top === undefined) {
        return undefined;
      }
      const numbers = this.code.locator('.margin-view-overlays > div');
      const found = await numbers.evaluateAll(
        (rows, wanted) => rows.find((row) => row.style.top === wanted)?.querySelector('.line-numbers')?.textContent,
        top,
      );
      return found ? Number(found) : undefined;
    });
  }

  /** Puts the cursor at a place, both 1-based; the place is on show then. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+P');
    await this.quickInput.input.fill(`:${line}:${column}`);
    await this.quickInput.accept();
    await this.quickInput.widget.waitFor({ state: 'hidden' });
    await this.page
      .locator('.statusbar-item')
      .filter({ hasText: new RegExp(`Ln ${line}, Col ${column}\\b`) })
      .waitFor();
    await this.focus();
  }

  /** Replaces a whole line as one edit, so that nothing is completed or closed on the way; the cursor is at its end then. */
  async replaceLine(line: number, text: string): Promise<void> {
    await this.goTo(line);
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Shift+End');
    await this.page.keyboard.insertText(text);
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('Control+S');
    await this.group.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** Toggles a breakpoint on a line of the active editor, and waits for its dot. */
  async setBreakpoint(line: number): Promise<void> {
    await this.goTo(line);
    const dots = this.code.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified');
    const before = await dots.count();
    await this.page.keyboard.press('F9');
    await until(`the breakpoint on line ${line}`, async () => (await dots.count()) > before);
  }

  /** Waits for a squiggle of each of these kinds. */
  async untilMarked(...kinds: ('error' | 'warning')[]): Promise<void> {
    for (const kind of kinds) {
      await this.code.locator(`.squiggly-${kind}`).first().waitFor();
    }
  }

  /** Waits until no error and no warning is left. */
  async untilUnmarked(): Promise<void> {
    await this.code.locator('.squiggly-error, .squiggly-warning').first().waitFor({ state: 'detached' });
  }

  /** Opens the list of what is offered at the cursor; resolves with the labels on show. */
  async completions(): Promise<string[]> {
    await this.page.keyboard.press('Control+Space');
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.first().waitFor();
    return rows.locator('.label-name').allInnerTexts();
  }

  /** The code lenses on show. */
  async lenses(): Promise<string[]> {
    const lenses = this.code.locator('.codelens-decoration a:visible');
    await lenses.first().waitFor();
    return lenses.allInnerTexts();
  }

  async pressLens(text: string): Promise<void> {
    await this.code.locator('.codelens-decoration a').filter({ hasText: text }).first().click();
  }
}
