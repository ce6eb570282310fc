import type { Locator, Page } from 'playwright-core';
import { until } from '../../until';

/** After this time an answer that is still in the box was not taken. */
const refusalMilliseconds = 3_000;

export interface Question {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder: string;
  readonly value: string;
  /** True when the prompt says why the value is refused. */
  readonly isRefused: boolean;
  readonly options: readonly string[];
}

/** An option of a list, told from those of the same label by what stands beside it. */
export interface Option {
  readonly label: string;
  readonly description?: string | undefined;
}

/** The box at the top of the window: command palette, quick open, pick lists and input boxes. */
export class QuickInput {
  readonly input: Locator;
  readonly widget: Locator;
  private readonly rows: Locator;

  constructor(private readonly page: Page) {
    // While it fades out it still holds the question that was answered.
    this.widget = page.locator('.quick-input-widget:not(.quick-input-widget-closing)');
    this.input = this.widget.locator('.quick-input-box input');
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** Waits for a question with these words in its title, or with such an option. */
  async question({ title = '', option = '' }): Promise<Question> {
    return until(`the question "${title}${option}"`, async () => {
      const question = await this.read();
      const isMeant = question.title.includes(title) && (!option || question.options.some((o) => o.includes(option)));
      return isMeant ? question : undefined;
    });
  }

  /** Picks the option with this label. */
  async pick(label: string): Promise<void> {
    const asked = await until(`the option "${label}"`, async () => {
      const row = await this.rowWith({ label });
      const question = await this.read();
      // The list may be drawn anew between the look and the click; it is tried again then.
      await row?.click({ timeout: 2_000 });
      return row && question;
    });
    await until(`"${label}" to be taken`, () => this.hasMovedOn(asked));
  }

  /** Types an answer in place of what is in the box, and accepts it; rejects with the message when it is refused. */
  async answer(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
    const asked = await this.read();
    await this.accept();
    // An extension may take a while to look at it.
    await until('the answer to be taken', () => this.hasMovedOn(asked), refusalMilliseconds).catch(async () => {
      const { isRefused, prompt } = await this.read();
      if (isRefused) {
        throw new Error(`"${text}" was refused: ${prompt}`);
      }
    });
  }

  /** Accepts what is in the box. */
  async accept(): Promise<void> {
    await this.page.keyboard.press('Enter');
  }

  private async cancel(): Promise<void> {
    const asked = await this.read();
    await this.page.keyboard.press('Escape');
    await until('the box to close', () => this.hasMovedOn(asked));
  }

  /** Opens the box with a shortcut, types a filter and picks the option; the list may still be growing, so it tries again. */
  async find(shortcut: string, filter: string, option: Option): Promise<void> {
    const tryOnce = async (): Promise<boolean> => {
      await this.page.keyboard.press(shortcut);
      await this.input.waitFor({ timeout: 5_000 });
      await this.input.fill(filter);
      const row = await until(option.label, () => this.rowWith(option), 3_000).catch(() => undefined);
      if (!row) {
        await this.cancel();
        return false;
      }
      const asked = await this.read();
      // Not tried again too soon: what was clicked late would be done twice.
      await row.click({ timeout: 10_000 });
      await until('the list to close', () => this.hasMovedOn(asked));
      return true;
    };
    await until(`"${option.label}" in the list for "${filter}"`, tryOnce, 45_000);
  }

  /** True when the box has closed or asks something else than `asked`. */
  private async hasMovedOn(asked: Question): Promise<boolean> {
    if (!(await this.input.isVisible())) {
      return true;
    }
    // Not the prompt: it changes when an answer is refused.
    const told = ({ title, placeholder, value, options }: Question): string =>
      JSON.stringify({ title, placeholder, value, options });
    return told(await this.read()) !== told(asked);
  }

  /** Found by its words whenever it is used: the row of a number may be another one by then. */
  private async rowWith({ label, description }: Option): Promise<Locator | undefined> {
    const saying = (part: string, text: string) => ({ has: this.page.locator(part, { hasText: allOf(text) }) });
    const named = this.rows.filter(saying('.label-name', label));
    const meant = description === undefined ? named : named.filter(saying('.label-description', description));
    return (await meant.count()) > 0 ? meant.first() : undefined;
  }

  private async read(): Promise<Question> {
    const box = await this.input.evaluateAll(([input]) => ({
      value: input instanceof HTMLInputElement ? input.value : '',
      placeholder: input instanceof HTMLInputElement ? input.placeholder : '',
      isRefused: input?.closest('.monaco-inputbox')?.classList.contains('error') ?? false,
    }));
    const rows = await this.readRows();
    return {
      title: await this.text('.quick-input-title'),
      prompt: await this.text('.quick-input-message'),
      ...box,
      options: rows.map(({ label, description }) => (description ? `${label} (${description})` : label)),
    };
  }

  /** The text of a part of the box; empty when it is not on show. */
  private async text(selector: string): Promise<string> {
    return this.widget.evaluateAll((widgets, wanted) => {
      const found = widgets[0]?.querySelector<HTMLElement>(wanted);
      return found && found.style.display !== 'none' ? found.textContent.trim() : '';
    }, selector);
  }

  private readRows(): Promise<{ label: string; description: string }[]> {
    return this.rows.evaluateAll((rows) =>
      rows.map((row) => ({
        label: (row.querySelector('.label-name')?.textContent ?? '').trim(),
        description: (row.querySelector('.label-description')?.textContent ?? '').trim(),
      })),
    );
  }
}

function allOf(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')}\\s*$`);
}
