// Drives a VS Code window (1.139, in a browser) as a person does, and reads what a person sees. Nothing here sleeps:
// every step waits for the thing itself, and fails with what it waited for.
import { Debugging } from './debugging.mjs';
import { Editor } from './editor.mjs';
import { Notifications } from './notifications.mjs';
import { QuickInput } from './quick-input.mjs';
import { until } from './until.mjs';
import { View } from './views.mjs';

export class Workbench {
  constructor(page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.editor = new Editor(page, this.quickInput);
    this.notifications = new Notifications(page);
    this.debugging = new Debugging(
      page,
      (title) => this.run(title),
      (title) => this.view(title),
    );
  }

  /** Opens the window at a server's URL and waits until it can be used; resolves with its title. */
  async open(url) {
    await this.page.goto(url);
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
    // The remote indicator tells that the extension host's side is there as well.
    await this.page.locator('.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
    return until('a title', async () => (await this.page.title()) || undefined);
  }

  /** Runs a command by its title as the palette shows it, such as "Plugin Workbench: New Plugin…". */
  async run(title) {
    await this.quickInput.find('F1', `>${title}`, title);
  }

  view(title) {
    return new View(this.page, title);
  }

  /** Opens a container of views by the name of its icon in the activity bar. */
  async openContainer(name) {
    const icon = this.page.locator('.activitybar').getByRole('tab', { name });
    await icon.first().waitFor();
    if ((await icon.first().getAttribute('aria-selected')) !== 'true') {
      await icon.first().click();
    }
    await until(`the container "${name}"`, async () => (await icon.first().getAttribute('aria-selected')) === 'true');
  }

  /** The names on show in the Explorer; waits until there are any. */
  async explorer() {
    const names = this.page.locator('.explorer-folders-view .monaco-list-row .label-name');
    return until('files in the Explorer', async () => {
      const texts = (await names.allInnerTexts()).map((name) => name.trim());
      return texts.length > 0 && texts.every((text) => text !== '') ? texts : undefined;
    });
  }

  /** Waits for a status bar item with this text (a string or a RegExp) in it; resolves with its text and its tooltip. */
  async statusItem(text, milliseconds = 30_000) {
    const item = this.page.locator('.statusbar-item').filter({ hasText: text }).first();
    await item.waitFor({ timeout: milliseconds });
    return { text: (await item.innerText()).trim(), label: (await item.getAttribute('aria-label')) ?? '' };
  }

  async clickStatusItem(text) {
    await this.page.locator('.statusbar-item').filter({ hasText: text }).first().click();
  }

  /** The rows of the Problems view, files and problems; waits until there are any. */
  async problems() {
    await this.run('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  /** The lines on show in the Output view. */
  async output() {
    const lines = this.page.locator('.output-view .view-line');
    await lines.first().waitFor();
    return (await lines.allInnerTexts()).map((text) => text.replaceAll('\u00a0', ' '));
  }

  /** Closes what a picture should not show: the panel, messages and pop-ups. */
  async tidy() {
    await this.run('Notifications: Clear All Notifications');
    await this.page.mouse.move(700, 1);
    if (await this.page.locator('.part.panel').isVisible()) {
      await this.run('View: Hide Panel');
    }
  }

  async closeAllEditors() {
    await this.run('View: Close All Editors');
  }

  /** Switches to a "light" or "dark" colour theme. */
  async theme(kind) {
    const wanted = this.page.locator(kind === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs');
    if ((await wanted.count()) === 0) {
      await this.run('Preferences: Toggle between Light/Dark Themes');
    }
    await wanted.first().waitFor();
  }

  async screenshot(file) {
    await this.page.screenshot({ path: file });
  }
}
