// Messages in the corner of the window, and modal dialogs.

export class Notifications {
  constructor(page) {
    this.page = page;
    this.toasts = page.locator('.notification-toast');
    this.box = page.locator('.monaco-dialog-box');
  }

  /** The messages on show. */
  async texts() {
    return this.toasts.locator('.notification-list-item-message').allInnerTexts();
  }

  /** Waits for a message with this text (a string or a RegExp) in it; resolves with all of it. */
  async message(text, milliseconds = 30_000) {
    const toast = this.toasts.filter({ hasText: text }).first();
    await toast.waitFor({ timeout: milliseconds });
    return (await toast.locator('.notification-list-item-message').innerText()).trim();
  }

  /** Presses a button of the message with this text in it. */
  async press(text, button) {
    const toast = this.toasts.filter({ hasText: text }).first();
    await toast.hover();
    await toast.getByRole('button', { name: button, exact: true }).click();
  }

  /** Waits for a dialog; resolves with its text. */
  async dialog(milliseconds = 30_000) {
    await this.box.waitFor({ timeout: milliseconds });
    return (await this.box.locator('.dialog-message-container').innerText()).trim();
  }

  async pressDialog(button) {
    await this.box.getByRole('button', { name: button, exact: true }).click();
    await this.box.waitFor({ state: 'hidden' });
  }
}
