import assert from 'node:assert/strict';
import { unlikeWritten } from '../../../../../src/platforms/bksops/contract/as-written';
import type { OwnLoad } from '../../../../../src/platforms/bksops/contract/loaded-package';
import type { LoadedComponent } from '../../../../../src/platforms/bksops/load/loader-event';
import { readPackageView } from '../../../../../src/platforms/bksops/packages/package-view';
import { MemoryFiles } from '../../../../memory-files';
import { component, hello, packageOf } from './packages';

const file = '/w/pk/components/collections/hello.py';
const module = 'pk.components.collections.hello';

/** A component as SOPS registers that of `packageOf`, with changes. */
function registered(changes: Partial<LoadedComponent> = {}): LoadedComponent {
  return {
    ...{ code: 'hello', version: 'legacy', name: 'Hello', group: 'Team', class: 'HelloComponent' },
    ...{ hasForm: true, embedded: true, file, line: 18, replaces: null },
    ...changes,
  };
}

/** What is said where a source has registered these components of a package. */
async function said(components: readonly LoadedComponent[], texts = packageOf(), from = file): Promise<string[]> {
  const view = await readPackageView('/w/pk', new MemoryFiles(texts));
  const source = { source: { name: 'team', type: 'git' } };
  const load = { source, module: { module, fate: 'loaded', components, python: { file: from } } } as unknown as OwnLoad;
  return unlikeWritten([load], view).map(
    ({ what, where, isCertain }) => `${where?.line} ${isCertain ? 'certain' : 'perhaps'}: ${what}`,
  );
}

describe('what a load has registered, beside the text of the package', () => {
  it('is not spoken of where both are the same', async () => {
    assert.deepEqual(await said([registered()]), []);
  });

  it('is told where name and group are other ones', async () => {
    assert.deepEqual(await said([registered({ name: 'Hallo', group: 'Others' })]), [
      '18 certain: The name is written "Hello", and was registered as "Hallo".',
      '18 certain: The group is written "Team", and was registered as "Others".',
    ]);
  });

  it('is told where a component that is written is missing, with the versions that came in its place', async () => {
    assert.deepEqual(await said([]), [
      '18 certain: "hello" in version "legacy" is written here and was not registered.',
    ]);
    assert.deepEqual(await said([registered({ version: '2', file: null })]), [
      '18 certain: "hello" in version "legacy" is written here and was not registered, and in version "2" instead.',
    ]);
  });

  it('is not spoken of for a module that asks not to be registered', async () => {
    const texts = packageOf({ [file]: `__register_ignore__ = True\n${component()}` });
    assert.deepEqual(await said([], texts), []);
  });

  it('is told where the text does not show a component, unless an attribute of one is made when it runs', async () => {
    const more = registered({ code: 'more', line: 3 });
    assert.deepEqual(await said([registered(), more]), [
      '3 perhaps: "more" in version "legacy" was registered from team, and the text of the module does not show it: its form and its inputs are not checked.',
    ]);
    assert.deepEqual(await said([more], hello({ code: '    code = made()\n' })), []);
  });

  it('may be another state of the module where the source is not the workspace', async () => {
    assert.deepEqual(await said([], packageOf(), '/cache/pk/components/collections/hello.py'), [
      '18 perhaps: "hello" in version "legacy" is written here and was not registered. The source team (git) may hold another state of the module.',
    ]);
  });
});
