// Drives a VS Code window (1.139, in a browser) as a person does, and reads what a person sees. Nothing here sleeps:
// every step waits for the thing itself, and fails with what it waited for.
import type { Page } from 'playwright-core';
import { until } from '../../until';
import { Debugging } from './debugging';
import { Editor } from './editor';
import { Notifications } from './notifications';
import { QuickInput } from './quick-input';
import { View } from './views';

/** An empty place of the title bar: nothing there answers to the pointer. */
const nowhere = [200, 17] as const;

export class Workbench {
  readonly debugging: Debugging;
  readonly editor: Editor;
  readonly notifications: Notifications;
  readonly quickInput: QuickInput;

  constructor(private readonly page: Page) {
    this.quickInput = new QuickInput(page);
    this.editor = new Editor(page, this.quickInput);
    this.notifications = new Notifications(page);
    this.debugging = new Debugging(
      page,
      (title) => this.run(title),
      (title) => this.view(title),
    );
  }

  /** Waits until the window can be used. */
  async untilOpen(): Promise<void> {
    await this.page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
    // The remote indicator tells that the extension host's side is there as well.
    await this.page.locator('.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
  }

  /** Runs a command by its title as the palette shows it, such as "Plugin Workbench: New Plugin…". */
  async run(title: string): Promise<void> {
    await this.quickInput.find('F1', `>${title}`, { label: title });
  }

  view(title: string): View {
    return new View(this.page, title);
  }

  /** Waits for the icon of a container of views in the activity bar. */
  async untilOffered(container: string): Promise<void> {
    await this.icon(container).waitFor({ timeout: 60_000 });
  }

  /** Opens a container of views by the name of its icon in the activity bar. */
  async openContainer(name: string): Promise<void> {
    const icon = this.icon(name);
    const isOpen = async (): Promise<boolean> => (await icon.getAttribute('aria-selected')) === 'true';
    await icon.waitFor();
    if (!(await isOpen())) {
      await icon.click();
    }
    await until(`the container "${name}"`, isOpen);
  }

  private icon(name: string) {
    return this.page.locator('.activitybar').getByRole('tab', { name }).first();
  }

  /** The names on show in the Explorer; waits until there are any. */
  async explorer(): Promise<string[]> {
    const names = this.page.locator('.explorer-folders-view .monaco-list-row .label-name');
    return until('files in the Explorer', async () => {
      const texts = (await names.allInnerTexts()).map((name) => name.trim());
      return texts.length > 0 && texts.every((text) => text !== '') && texts;
    });
  }

  /** Waits for a status bar item with this text in it; resolves with all of it. */
  async statusItem(text: string): Promise<string> {
    const item = this.page.locator('.statusbar-item').filter({ hasText: text }).first();
    await item.waitFor();
    return (await item.innerText()).trim();
  }

  /** The rows of the Problems view, files and problems; waits until there are any. */
  async problems(): Promise<string[]> {
    await this.run('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }

  /** Closes what a picture should not show: the panel and messages. */
  async tidy(): Promise<void> {
    await this.run('Notifications: Clear All Notifications');
    if (await this.page.locator('.part.panel').isVisible()) {
      await this.run('View: Hide Panel');
    }
  }

  async closeAllEditors(): Promise<void> {
    await this.run('View: Close All Editors');
  }

  /** Switches to a light or dark colour theme. */
  async theme(kind: 'light' | 'dark'): Promise<void> {
    const wanted = this.page.locator(kind === 'dark' ? '.monaco-workbench.vs-dark' : '.monaco-workbench.vs');
    await until(`the ${kind} theme`, async () => {
      if ((await wanted.count()) === 0) {
        await this.run('Preferences: Toggle between Light/Dark Themes');
      }
      await wanted.first().waitFor({ timeout: 10_000 });
      return true;
    });
  }

  /** Takes a picture as it is. */
  async picture(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  /** Moves the pointer away and waits until nothing moves, fades or hovers any more, but for what turns until work is done. */
  async settle(): Promise<void> {
    // A view that was swapped away from under the pointer has not heard that it left.
    const shown = await this.page.locator('.scrollbar.visible:visible').evaluateAll((bars) =>
      bars.map((bar) => {
        const { x, y } = bar.getBoundingClientRect();
        return [x, y] as const;
      }),
    );
    for (const place of shown) {
      await this.page.mouse.move(...place);
    }
    await this.page.mouse.move(...nowhere);
    // Scroll bars show for a moment after every change.
    for (const passing of ['.monaco-hover:not(.hidden)', '.scrollbar.visible']) {
      await this.page.locator(`${passing}:visible`).first().waitFor({ state: 'hidden' });
    }
    await until('a window in which nothing moves', async () => {
      const moving = await this.page.evaluate(() =>
        document.getAnimations().flatMap(({ effect, playState }) => {
          const isEnding = playState === 'running' && Number.isFinite(effect?.getComputedTiming().endTime);
          const target = isEnding && effect instanceof KeyframeEffect ? effect.target : null;
          return target?.checkVisibility() ? [target.getAttribute('class') ?? target.tagName] : [];
        }),
      );
      if (moving.length > 0) {
        throw new Error(`${moving.join('; ')} still moves`);
      }
      return true;
    });
  }
}
