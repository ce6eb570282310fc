import type { Locator, Page } from 'playwright-core';
import { until } from '../../until';

/** In pixels. */
const rowHeight = 22;

export interface Row {
  readonly label: string;
  readonly description: string;
  /** 1 for a row of the outermost level. */
  readonly level: number;
}

/** A view with a tree, by the title in its header; its container must be open. */
export class View {
  readonly pane: Locator;
  private readonly rowsLocator: Locator;

  constructor(
    private readonly page: Page,
    private readonly title: string,
  ) {
    // The header of a lone view is merged into its container's, but stays in the page under its name.
    this.pane = page
      .locator('.pane')
      .filter({ has: page.locator(`.pane-header[aria-label^=${JSON.stringify(title)}]`) })
      .first();
    this.rowsLocator = this.pane.locator('.monaco-list-row');
  }

  /** The rows on show, from top to bottom. */
  async rows(): Promise<Row[]> {
    const rows = await this.readRows();
    // One that is just being drawn has no level yet.
    return rows.filter(({ level }) => level > 0).sort((one, other) => one.top - other.top);
  }

  /** The rows as an outline, to be told. */
  async outline(): Promise<string> {
    const rows = await this.rows();
    return rows
      .map(
        ({ label, description, level }) => `${'  '.repeat(level - 1)}${label}${description ? ` (${description})` : ''}`,
      )
      .join('\n');
  }

  /** Waits for a row whose label is `label` and whose description has `description` in it, and scrolls to it. */
  async row(label: string, { description = '', milliseconds = 30_000 } = {}): Promise<Locator> {
    return until(
      `the row "${label}" ${description} in ${this.title}`,
      async () => {
        const rows = await this.readRows();
        const index = rows.findIndex((row) => row.label === label && row.description.includes(description));
        if (index < 0) {
          await this.scrollOn();
          return undefined;
        }
        return this.rowsLocator.nth(index);
      },
      milliseconds,
    );
  }

  /** Turns the wheel to what comes below, or from the end back to the top: a row out of sight is not in the page. */
  private async scrollOn(): Promise<void> {
    const list = this.pane.locator('.monaco-list').first();
    const box = await list.boundingBox();
    if (!box || box.height < rowHeight) {
      return;
    }
    const rowsBox = await list.locator('.monaco-list-rows').first().boundingBox();
    const below = rowsBox ? rowsBox.y + rowsBox.height - (box.y + box.height) : 0;
    const above = rowsBox ? box.y - rowsBox.y : 0;
    await this.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await this.page.mouse.wheel(0, below > 1 ? Math.min(below, box.height - rowHeight) : -above);
  }

  /** In the order of the page, which is not the one on the screen. */
  private readRows(): Promise<(Row & { top: number })[]> {
    return this.rowsLocator.evaluateAll((rows) =>
      rows.map((row) => ({
        label: (row.querySelector('.label-name') ?? row).textContent.trim(),
        description: (row.querySelector('.label-description')?.textContent ?? '').trim(),
        level: Number(row.getAttribute('aria-level')),
        top: row.getBoundingClientRect().top,
      })),
    );
  }

  /** Closes the view to its header, so that the views beside it have its room. */
  async fold(): Promise<void> {
    const header = this.pane.locator('.pane-header').first();
    const isFolded = async (): Promise<boolean> => (await header.getAttribute('aria-expanded')) === 'false';
    if (!(await isFolded())) {
      await header.click();
    }
    await until(`${this.title} folded`, isFolded);
  }

  /** Closes all rows, by the button in the view's header. */
  async collapseAll(): Promise<void> {
    await this.pane.locator('.pane-header').first().hover();
    await this.pane.locator('.pane-header .action-label[aria-label^="Collapse All"]').click();
  }

  /** Opens a row that is closed, the outer ones first. */
  async expand(...labels: string[]): Promise<void> {
    for (const label of labels) {
      const isOpen = async (): Promise<boolean> =>
        (await (await this.row(label)).getAttribute('aria-expanded')) === 'true';
      if (!(await isOpen())) {
        await (await this.row(label)).locator('.monaco-tl-twistie').click();
      }
      await until(`"${label}" open`, isOpen);
    }
  }

  async click(label: string): Promise<void> {
    await (await this.row(label)).click();
  }

  /** Presses a button in the row, which shows while the pointer is over it. */
  async press(label: string, button: string): Promise<void> {
    const row = await this.row(label);
    await row.hover();
    await row
      .locator(`.actions .action-label[aria-label^=${JSON.stringify(button)}]`)
      .first()
      .click();
  }
}
