// What the tour shows, in order: the way of a plugin author from nothing to a breakpoint. A step drives the window as a
// person does and tells what it saw.
import { until } from './until.mjs';

const name = 'plugin-tour-inven-collector';
const plugins = (workbench) => workbench.view('Plugins');
/** Typed once, behind dots, and never to be seen again. */
const secret = 'tour-secret-value-1234';
const setUpLimit = 600_000;

/** The text of the answer that is open beside the request. */
async function answer(page, wanted) {
  const editor = page.locator('.editor-group-container').last().locator('.monaco-editor .view-lines').last();
  return until(
    `an answer with ${wanted}`,
    async () => {
      const text = (await editor.innerText()).replaceAll('\u00a0', ' ');
      return wanted.test(text) ? text : undefined;
    },
    60_000,
  );
}

/** @type {readonly { name: string, run: (workbench: import('./workbench.mjs').Workbench, page: import('playwright-core').Page) => Promise<string> }[]} */
export const steps = [
  {
    name: 'The workbench opens',
    async run(workbench) {
      await workbench.openContainer('Explorer');
      return `VS Code with ${(await workbench.explorer()).join(', ')}`;
    },
  },
  {
    name: 'The Plugins view lists the plugins of the workspace',
    async run(workbench) {
      await workbench.openContainer('Plugin Workbench');
      const view = plugins(workbench);
      await view.row('plugin-example-inven-collector', { description: 'inventory.Collector' });
      await view.row('Collector.collect');
      await view.row('register_plugin.yaml');
      return `\n${await view.outline()}`;
    },
  },
  {
    name: 'New Plugin shows its files first',
    async run(workbench) {
      await workbench.run('Plugin Workbench: New Plugin…');
      await workbench.quickInput.pick('Inventory Collector');
      await workbench.quickInput.pick('examples');
      await workbench.quickInput.answer(name);
      await workbench.quickInput.accept();
      await until('the third question', async () => (await workbench.quickInput.read()).title.includes('Provider'));
      await workbench.quickInput.accept();
      await until('the fourth question', async () => (await workbench.quickInput.read()).title.includes('Package'));
      await workbench.quickInput.accept();
      const { title, options } = await until('the preview', async () => {
        const question = await workbench.quickInput.read();
        return question.options.some((option) => option.includes('Write these files')) ? question : undefined;
      });
      return `${title}, beginning with ${options.slice(1, 5).join(', ')}`;
    },
  },
  {
    name: 'and writes them whole',
    async run(workbench) {
      await workbench.quickInput.pick('Write these files');
      await workbench.editor.untilShown('main.py');
      await plugins(workbench).row(name, { description: 'inventory.Collector' });
      // From here on there is one plugin to look at.
      await plugins(workbench).click('plugin-example-inven-collector');
      return (await workbench.editor.tabs()).join(', ');
    },
  },
  {
    name: 'Set Up Python Environment makes what the plugin needs',
    async run(workbench) {
      await workbench.notifications.press(/is written/, 'Set Up Python Environment');
      return workbench.notifications.message(/is set up|with problems/, setUpLimit);
    },
  },
  {
    name: 'A mistake in a register manifest is marked where it is',
    async run(workbench) {
      await workbench.editor.open('register_plugin.yaml');
      const line = await workbench.editor.lineOf('resource_type:');
      await workbench.editor.replaceLine(line, 'resource_typ: inventory.Collector');
      await workbench.editor.squiggles('error');
      return (await workbench.problems()).join(' | ');
    },
  },
  {
    name: 'and gone when it is mended',
    async run(workbench) {
      await workbench.editor.focus();
      const line = await workbench.editor.lineOf('resource_typ:');
      await workbench.editor.replaceLine(line, 'resource_type: inventory.Collector');
      await workbench.editor.code.locator('.squiggly-error').first().waitFor({ state: 'detached' });
      await workbench.editor.save();
      await workbench.tidy();
      await workbench.closeAllEditors();
      return 'no problems left';
    },
  },
  {
    name: 'Manifests that name each other are held against each other',
    async run(workbench) {
      await workbench.editor.open('tour-generator.yaml');
      await workbench.editor.squiggles('error');
      await workbench.editor.squiggles('warning');
      return (await workbench.problems()).join(' | ');
    },
  },
  {
    name: 'and what is there is offered',
    async run(workbench, page) {
      await workbench.editor.focus();
      await workbench.editor.replaceLine(18, '      name: "tenant-{{ .tenant }}"');
      await workbench.editor.replaceLine(36, '  token: ');
      const offered = await workbench.editor.completions();
      await page.keyboard.press('Enter');
      await workbench.editor.lineOf('$tenants-token:token');
      await workbench.editor.code.locator('.squiggly-error, .squiggly-warning').first().waitFor({ state: 'detached' });
      await workbench.editor.save();
      await workbench.tidy();
      await workbench.closeAllEditors();
      return offered.join(', ');
    },
  },
  {
    name: 'Registering shows the request first',
    async run(workbench) {
      await workbench.editor.open('register_plugin.yaml');
      await workbench.editor.pressLens('Register at Local');
      const { title, options } = await until('the question', async () => {
        const question = await workbench.quickInput.read();
        return question.title.startsWith('Register ') ? question : undefined;
      });
      return `${title}: ${options.join(', ')}`;
    },
  },
  {
    name: 'and the local Repository has the plugin',
    async run(workbench) {
      await workbench.quickInput.pick('Register at Local');
      const view = workbench.view('Registered Plugins');
      // Which of the two collectors was opened is the editor's own choice.
      await until('a collector', async () => (await view.readRows()).some(({ label }) => label.endsWith(' Collector')));
      const outline = await view.outline();
      await workbench.tidy();
      await workbench.closeAllEditors();
      return `\n${outline}`;
    },
  },
  {
    name: 'The test server starts under the debugger',
    async run(workbench) {
      await workbench.tidy();
      await plugins(workbench).click('Collector.collect');
      await workbench.editor.untilShown('main.py');
      const lenses = await workbench.editor.lenses();
      await workbench.editor.setBreakpoint(await workbench.editor.lineOf('connector = CloudConnector'));
      await plugins(workbench).press(name, 'Debug Test Server');
      await plugins(workbench).row('Test server', { description: 'ready at', milliseconds: 60_000 });
      const { text } = await workbench.statusItem('127.0.0.1:');
      return `lenses ${lenses.join(' ')}; status "${text}"`;
    },
  },
  {
    name: 'A call stops at the breakpoint',
    async run(workbench) {
      await plugins(workbench).press('Collector.collect', 'Call Method');
      const stop = await workbench.debugging.stop();
      const variables = await workbench.debugging.variables();
      return `${stop.file}:${stop.line} in ${stop.frames[0]}; ${variables.slice(0, 2).join('; ')}`;
    },
  },
  {
    name: 'and goes on to the answer, item by item',
    async run(workbench, page) {
      // The cursor stands where the debugger does; once was enough.
      await workbench.run('Debug: Toggle Breakpoint');
      await workbench.debugging.continue();
      await workbench.openContainer('Plugin Workbench');
      return (await answer(page, /\d+ items in \d+ ms/)).split('\n').slice(0, 6).join(' / ');
    },
  },
  {
    name: 'A credential profile keeps its value out of files and answers',
    async run(workbench, page) {
      const { quickInput, editor } = workbench;
      await workbench.run('Plugin Workbench: Edit Credential Profiles…');
      await quickInput.pick('New profile…');
      await quickInput.answer('tour-account');
      await quickInput.pick('Add a secret…');
      await quickInput.answer('CLOUD_API_KEY');
      await quickInput.answer(secret);
      await editor.open('Collector.collect.yaml');
      await editor.replaceLine(await editor.lineOf('message:'), 'profile: tour-account\nmessage:');
      await editor.replaceLine(
        await editor.lineOf('secret_data'),
        "  secret_data: { endpoint: 'http://127.0.0.1:9/${profile:CLOUD_API_KEY}', api_key: '${profile:CLOUD_API_KEY}' }",
      );
      await editor.save();
      await workbench.run('Plugin Workbench: Send Request');
      const text = await answer(page, /next:/);
      if (text.includes(secret) || (await page.content()).includes(secret)) {
        throw new Error('The secret is on show.');
      }
      return text.split('\n').slice(3, 8).join(' / ');
    },
  },
  {
    name: 'A refused call says what to do',
    async run(workbench, page) {
      await workbench.editor.open('Collector.collect.yaml');
      const line = await workbench.editor.lineOf('secret_data');
      await workbench.editor.replaceLine(line, '  secret_dat: {}');
      await workbench.editor.save();
      await workbench.run('Plugin Workbench: Send Request');
      return (await answer(page, /"secret_dat"/)).split('\n').slice(3).join(' / ');
    },
  },
  {
    name: 'Stop leaves nothing behind',
    async run(workbench) {
      await plugins(workbench).press(name, 'Stop Test Server');
      await plugins(workbench).row('Test server', { description: 'idle' });
      await workbench.debugging.end();
      await workbench.tidy();
      return (await plugins(workbench).rows())
        .filter(({ label }) => label === 'Test server')
        .map(({ description }) => description)
        .join(', ');
    },
  },
  {
    name: 'The same in light',
    async run(workbench) {
      await workbench.theme('light');
      return 'the light theme';
    },
  },
];
