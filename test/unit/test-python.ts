/**
 * The Python on which tests run real plugins: spaceone-core, spaceone-inventory and debugpy are in it.
 * @throws Error when there is none; `npm test` makes one and names it.
 */
export function testPython(): string {
  const python = process.env['PLUGIN_WORKBENCH_TEST_PYTHON'];
  if (!python) {
    throw new Error('PLUGIN_WORKBENCH_TEST_PYTHON names no Python; "npm test" sets one up and names it.');
  }
  return python;
}
