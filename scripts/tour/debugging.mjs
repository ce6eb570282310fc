// The debugger: what stopped, where, and what is known there.
import { until } from './until.mjs';

export class Debugging {
  constructor(page, runCommand, view) {
    this.page = page;
    this.runCommand = runCommand;
    this.view = view;
    this.toolbar = page.locator('.debug-toolbar');
  }

  /** Presses F5. */
  async start() {
    await this.page.keyboard.press('F5');
  }

  /** Waits until the program stands still; resolves with `{ file, line, frames }`, `frames` as the call stack shows them. */
  async stop(milliseconds = 60_000) {
    await until(
      'the debugger to stop',
      async () => {
        const arrow = this.page.locator('.codicon-debug-stackframe, .debug-top-stack-frame-line').first();
        return (await this.toolbar.isVisible()) && (await arrow.isVisible());
      },
      milliseconds,
    );
    const frames = await this.frames();
    const file = await this.page
      .locator('.editor-group-container.active .tab.active')
      .getAttribute('data-resource-name');
    const line = Number(/\bLn (\d+)/.exec(await this.page.locator('.statusbar').innerText())?.[1]);
    return { file, line, frames };
  }

  /** The frames of the thread that stopped, innermost first, each as `function file:line`. */
  async frames() {
    const callStack = this.view('Call Stack');
    await this.show('Call Stack', callStack);
    const frames = callStack.pane.locator('.stack-frame');
    // With several threads each is closed at first.
    const stopped = callStack.pane
      .locator('.monaco-list-row')
      .filter({ hasText: /paused on/i })
      .first();
    await frames.or(stopped).first().waitFor();
    if ((await frames.count()) === 0) {
      await stopped.locator('.monaco-tl-twistie').click();
    }
    await frames.first().waitFor();
    return frames.evaluateAll((found) => {
      const text = (frame, selector) => frame.querySelector(selector)?.textContent.trim() ?? '';
      return found.map((frame) => {
        const [line] = text(frame, '.line-number').split(':');
        return `${text(frame, '.label')} ${text(frame, '.file-name')}:${line}`;
      });
    });
  }

  /** The variables of a scope, each as `name = value`. */
  async variables(scope = 'Locals') {
    const variables = this.view('Variables');
    await this.show('Variables', variables);
    const rows = variables.pane.locator('.monaco-list-row');
    const scopeRow = rows.filter({ hasText: scope }).first();
    await scopeRow.waitFor();
    if ((await scopeRow.getAttribute('aria-expanded')) === 'false') {
      await scopeRow.locator('.monaco-tl-twistie').click();
    }
    return until(`the variables of ${scope}`, async () => {
      const read = await rows.evaluateAll((found) =>
        found.map((row) => ({
          level: Number(row.getAttribute('aria-level')),
          top: row.getBoundingClientRect().top,
          name: row.querySelector('.name')?.textContent.replace(/\s*[:=]\s*$/, '') ?? row.textContent.trim(),
          value: row.querySelector('.value')?.textContent ?? '',
        })),
      );
      const inOrder = read.toSorted((one, other) => one.top - other.top);
      const start = inOrder.findIndex(({ level, name }) => level === 1 && name.includes(scope)) + 1;
      const end = inOrder.findIndex(({ level }, index) => index >= start && level === 1);
      const own = inOrder
        .slice(start, end < 0 ? undefined : end)
        .filter(({ level, value }) => level === 2 && value !== '');
      return own.length > 0 ? own.map(({ name, value }) => `${name} = ${value}`) : undefined;
    });
  }

  async show(title, view) {
    if (!(await view.pane.isVisible())) {
      await this.runCommand(`Run and Debug: Focus on ${title} View`);
    }
    const header = view.pane.locator('.pane-header');
    if ((await header.getAttribute('aria-expanded')) === 'false') {
      await header.click();
    }
  }

  /** Lets the program go on. */
  async continue() {
    await this.runCommand('Debug: Continue');
  }

  /** Waits until no session is left. */
  async end(milliseconds = 30_000) {
    await this.toolbar.waitFor({ state: 'hidden', timeout: milliseconds });
  }

  /** Ends the session. */
  async terminate() {
    await this.runCommand('Debug: Stop');
    await this.end();
  }

  /** The lines that the Debug Console shows. */
  async console() {
    await this.runCommand('Debug Console: Focus on Debug Console View');
    const rows = this.page.locator('.repl .monaco-list-row');
    await rows.first().waitFor();
    return (await rows.allInnerTexts()).map((text) => text.trim());
  }
}
