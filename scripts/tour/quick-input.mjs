// The box at the top of the window: command palette, quick open, pick lists and input boxes.
import { until } from './until.mjs';

/** After this time an answer that is still in the box was not taken. */
const refusalMilliseconds = 3_000;

export class QuickInput {
  constructor(page) {
    this.page = page;
    // While it fades out it still holds the question that was answered.
    this.widget = page.locator('.quick-input-widget:not(.quick-input-widget-closing)');
    this.input = this.widget.locator('.quick-input-box input');
    this.rows = this.widget.locator('.quick-input-list .monaco-list-row');
  }

  /** What is asked: `{ title, prompt, placeholder, value, problem, options }`; waits until something is. */
  async question() {
    await this.input.waitFor();
    return until('a question', async () => {
      const question = await this.read();
      const { title, prompt, placeholder, options } = question;
      return title !== '' || prompt !== '' || placeholder !== '' || options.length > 0 ? question : undefined;
    });
  }

  /** Picks the option with this label. */
  async pick(label) {
    const row = await until(`the option "${label}"`, () => this.rowWith(label));
    const asked = await this.read();
    await row.click();
    await until(`"${label}" to be taken`, () => this.hasMovedOn(asked));
  }

  /** Ticks exactly these options of a list with check boxes, and accepts. */
  async pickMany(labels) {
    await until(`the option "${labels[0]}"`, () => this.rowWith(labels[0]));
    const asked = await this.read();
    for (const option of await this.readRows()) {
      const box = this.rows.nth(option.index).getByRole('checkbox').first();
      if ((await box.isChecked()) !== labels.includes(option.label)) {
        await box.click();
      }
    }
    await this.accept();
    await until('the options to be taken', () => this.hasMovedOn(asked));
  }

  /** Types an answer in place of what is in the box, and accepts it; rejects with the message when it is refused. */
  async answer(text) {
    await this.input.waitFor();
    await this.input.fill(text);
    const asked = await this.read();
    await this.accept();
    // An extension may take a while to look at it.
    await until('the answer to be taken', () => this.hasMovedOn(asked), refusalMilliseconds).catch(async () => {
      const { problem, prompt } = await this.read();
      if (problem) {
        throw new Error(`"${text}" was refused: ${prompt}`);
      }
    });
  }

  /** Accepts what is in the box. */
  async accept() {
    await this.page.keyboard.press('Enter');
  }

  async cancel() {
    const asked = await this.read();
    await this.page.keyboard.press('Escape');
    await until('the box to close', () => this.hasMovedOn(asked));
  }

  /** Opens the box with a shortcut, types a filter and picks the option; the list may still be growing, so it tries again. */
  async find(shortcut, filter, label) {
    const tryOnce = async () => {
      await this.page.keyboard.press(shortcut);
      await this.input.waitFor({ timeout: 5_000 });
      await this.input.fill(filter);
      const row = await until(label, () => this.rowWith(label), 3_000).catch(() => undefined);
      if (!row) {
        await this.cancel();
        return false;
      }
      const asked = await this.read();
      await row.click();
      await until('the list to close', () => this.hasMovedOn(asked));
      return true;
    };
    await until(`"${label}" in the list for "${filter}"`, tryOnce, 45_000);
  }

  /** True when the box has closed or asks something else than `asked`. */
  async hasMovedOn(asked) {
    if (!(await this.input.isVisible())) {
      return true;
    }
    // Not the prompt: it changes when an answer is refused.
    const told = ({ title, placeholder, value, options }) => JSON.stringify({ title, placeholder, value, options });
    return told(await this.read()) !== told(asked);
  }

  async rowWith(label) {
    const row = (await this.readRows()).find((each) => each.label === label);
    return row && this.rows.nth(row.index);
  }

  async read() {
    const text = (selector) =>
      this.widget.evaluateAll((widgets, wanted) => {
        const found = widgets[0]?.querySelector(wanted);
        return found && found.style.display !== 'none' ? found.textContent.trim() : '';
      }, selector);
    const box = await this.input.evaluateAll(([input]) => ({
      value: input?.value ?? '',
      placeholder: input?.placeholder ?? '',
      problem: input?.closest('.monaco-inputbox')?.classList.contains('error') ?? false,
    }));
    const rows = await this.readRows();
    return {
      title: await text('.quick-input-title'),
      prompt: await text('.quick-input-message'),
      ...box,
      options: rows.map(({ label, description }) => (description ? `${label} (${description})` : label)),
    };
  }

  readRows() {
    return this.rows.evaluateAll((rows) =>
      rows.map((row, index) => ({
        index,
        label: (row.querySelector('.label-name')?.textContent ?? '').trim(),
        description: (row.querySelector('.label-description')?.textContent ?? '').trim(),
      })),
    );
  }
}
