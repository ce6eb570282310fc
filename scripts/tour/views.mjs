// Views with trees in the side bar and the panel.
import { until } from './until.mjs';

/** A view by the title in its header; its container must be open. */
export class View {
  constructor(page, title) {
    this.page = page;
    this.title = title;
    // The header of a lone view is merged into its container's, but stays in the page under its name.
    this.pane = page
      .locator('.pane')
      .filter({ has: page.locator(`.pane-header[aria-label^=${JSON.stringify(title)}]`) })
      .first();
    this.rowsLocator = this.pane.locator('.monaco-list-row');
  }

  /** The rows on show from top to bottom, each `{ label, description, level, expanded }`; `expanded` is undefined for a leaf. */
  async rows() {
    const rows = await this.readRows();
    return rows.toSorted((one, other) => one.top - other.top);
  }

  /** The rows as an outline, to be told. */
  async outline() {
    const rows = await this.rows();
    return rows
      .map(
        ({ label, description, level }) => `${'  '.repeat(level - 1)}${label}${description ? ` (${description})` : ''}`,
      )
      .join('\n');
  }

  /**
   * Waits for a row whose label is `label` and whose description, where given, has `description` in it.
   * @param {string} label
   * @param {{ description?: string, milliseconds?: number }} [options]
   */
  async row(label, { description = '', milliseconds } = {}) {
    return until(
      `the row "${label}" ${description} in ${this.title}`,
      async () => {
        const rows = await this.readRows();
        const index = rows.findIndex((row) => row.label === label && row.description.includes(description));
        return index < 0 ? undefined : this.rowsLocator.nth(index);
      },
      milliseconds,
    );
  }

  /** In the order of the page, which is not the one on the screen. */
  readRows() {
    return this.rowsLocator.evaluateAll((rows) =>
      rows.map((row) => ({
        label: (row.querySelector('.label-name') ?? row).textContent.trim(),
        description: (row.querySelector('.label-description')?.textContent ?? '').trim(),
        level: Number(row.getAttribute('aria-level')),
        expanded: row.hasAttribute('aria-expanded') ? row.getAttribute('aria-expanded') === 'true' : undefined,
        top: row.getBoundingClientRect().top,
      })),
    );
  }

  async expand(label) {
    const row = await this.row(label);
    if ((await row.getAttribute('aria-expanded')) === 'false') {
      await row.locator('.monaco-tl-twistie').click();
    }
    await until(
      `"${label}" to open`,
      async () => (await (await this.row(label)).getAttribute('aria-expanded')) === 'true',
    );
  }

  async click(label) {
    await (await this.row(label)).click();
  }

  /** Presses a button in the row, which shows while the pointer is over it. */
  async press(label, button) {
    const row = await this.row(label);
    await row.hover();
    await row
      .locator(`.actions .action-label[aria-label^=${JSON.stringify(button)}]`)
      .first()
      .click();
  }

  /** Presses a button of the view's own title. */
  async pressTitle(button) {
    await this.pane.hover();
    const buttons = this.page.locator(`.pane-header .action-label[aria-label^=${JSON.stringify(button)}]`);
    const merged = this.page.locator(`.composite.title .action-label[aria-label^=${JSON.stringify(button)}]`);
    await buttons.or(merged).first().click();
  }

  /** Picks an entry of the row's context menu. */
  async menu(label, entry) {
    await (await this.row(label)).click({ button: 'right' });
    await this.page.locator('.monaco-menu .action-menu-item').filter({ hasText: entry }).first().click();
  }

  /** The text that an empty view shows, with its links and buttons. */
  async welcome() {
    const welcome = this.pane.locator('.welcome-view-content');
    await welcome.waitFor();
    return (await welcome.innerText()).trim();
  }
}
