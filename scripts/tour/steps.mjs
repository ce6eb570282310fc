// What the tour shows, in order. A step drives the window and tells what it saw.

/** @type {readonly { name: string, run: (workbench: import('./workbench.mjs').Workbench, page: import('playwright-core').Page) => Promise<string> }[]} */
export const steps = [
  {
    name: 'The workbench opens',
    async run(workbench) {
      await workbench.openContainer('Explorer');
      return `VS Code with ${(await workbench.explorer()).join(', ')}`;
    },
  },
];
