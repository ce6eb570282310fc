import type { Locator, Page } from 'playwright-core';

/** Messages in the corner of the window. */
export class Notifications {
  private readonly toasts: Locator;

  constructor(page: Page) {
    this.toasts = page.locator('.notification-toast');
  }

  /** The messages on show. */
  async texts(): Promise<string[]> {
    return this.toasts.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for a message with this text in it; resolves with all of it. */
  async message(text: string | RegExp, milliseconds = 30_000): Promise<string> {
    const toast = this.toasts.filter({ hasText: text }).first();
    await toast.waitFor({ timeout: milliseconds });
    return (await toast.locator('.notification-list-item-message').innerText()).trim();
  }

  /** Presses a button of the message with this text in it. */
  async press(text: string | RegExp, button: string): Promise<void> {
    const toast = this.toasts.filter({ hasText: text }).first();
    await toast.hover();
    await toast.getByRole('button', { name: button, exact: true }).click();
  }
}
