// The active text editor and its tabs.
import { until } from './until.mjs';

export class Editor {
  constructor(page, quickInput) {
    this.page = page;
    this.quickInput = quickInput;
    this.group = page.locator('.editor-group-container.active');
    this.code = this.group.locator('.editor-instance .monaco-editor').last();
  }

  /** Opens a file of the workspace by its name, and puts the cursor into it. */
  async open(name) {
    await this.quickInput.find('Control+P', name, name);
    await this.untilShown(name);
    await this.focus();
  }

  /** Waits until a tab whose name has this text in it is in front. */
  async untilShown(name) {
    const tab = this.group.locator('.tab.active').filter({ hasText: name });
    await tab.waitFor({ timeout: 30_000 });
    await this.code.locator('.view-line').first().waitFor();
  }

  /** The names of the open tabs, of all groups. */
  async tabs() {
    return this.page
      .locator('.tabs-container .tab')
      .evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('data-resource-name')));
  }

  async focus() {
    await until('the cursor in the editor', async () => {
      await this.code.locator('.native-edit-context, textarea.inputarea').first().focus();
      return this.code.evaluate(
        (code) => code.classList.contains('focused') || code.querySelector('.focused') !== null,
      );
    });
  }

  /** The lines on show; an editor shows only what fits. */
  async lines() {
    return this.code.locator('.view-lines').evaluate((container) =>
      [...container.querySelectorAll('.view-line')]
        .map((line) => ({ top: Number.parseFloat(line.style.top), text: line.textContent.replaceAll('\u00a0', ' ') }))
        .sort((one, other) => one.top - other.top)
        .map(({ text }) => text),
    );
  }

  async text() {
    return (await this.lines()).join('\n');
  }

  /** The 1-based number of the first line on show that has the text in it, as the margin numbers it. */
  async lineOf(text) {
    return until(`a line with "${text}"`, async () => {
      const top = await this.code.locator('.view-lines').evaluate((container, wanted) => {
        const lines = [...container.querySelectorAll('.view-line')];
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

  /** Puts the cursor at a place, both 1-based. */
  async goTo(line, column = 1) {
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

  /** Inserts text at the cursor as one edit, so that nothing is completed or closed on the way. */
  async insert(text) {
    await this.page.keyboard.insertText(text);
  }

  /** Replaces a whole line. */
  async replaceLine(line, text) {
    await this.goTo(line);
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Home');
    await this.page.keyboard.press('Shift+End');
    await this.insert(text);
  }

  async save() {
    await this.page.keyboard.press('Control+S');
    await this.group.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** Toggles a breakpoint on a line of the active editor, and waits for its dot. */
  async setBreakpoint(line) {
    await this.goTo(line);
    const dots = this.code.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified');
    const before = await dots.count();
    await this.page.keyboard.press('F9');
    await until(`the breakpoint on line ${line}`, async () => (await dots.count()) > before);
  }

  /** Waits for squiggles of a kind ("error", "warning", "info"); resolves with how many there are. */
  async squiggles(kind) {
    const squiggles = this.code.locator(`.squiggly-${kind}`);
    await squiggles.first().waitFor();
    return squiggles.count();
  }

  /** The text of the hover at the cursor. */
  async hover() {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const hover = this.page.locator('.monaco-hover:not(.hidden) .hover-contents').first();
    await hover.waitFor();
    return (await this.page.locator('.monaco-hover:not(.hidden)').first().innerText()).trim();
  }

  /** What is offered at the cursor: the labels on show. */
  async completions() {
    await this.page.keyboard.press('Control+Space');
    const rows = this.page.locator('.suggest-widget.visible .monaco-list-row');
    await rows.first().waitFor();
    return rows.locator('.label-name').allInnerTexts();
  }

  /** The code lenses on show. */
  async lenses() {
    const lenses = this.code.locator('.codelens-decoration a:visible');
    await lenses.first().waitFor();
    return lenses.allInnerTexts();
  }

  async pressLens(text) {
    await this.code.locator('.codelens-decoration a').filter({ hasText: text }).first().click();
  }
}
