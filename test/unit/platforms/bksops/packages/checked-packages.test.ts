import assert from 'node:assert/strict';
import { finish } from '../../../../../src/base/steps';
import { applyEdits, editsOf } from '../../../../../src/manifest/edit/fix-edits';
import type { Finding } from '../../../../../src/manifest/finding';
import { CheckedPackages } from '../../../../../src/platforms/bksops/packages/checked-packages';
import { MemoryFiles } from '../../../../memory-files';
import { component, hello, manifest, packageOf } from './packages';

const HELLO = '/w/pk/components/collections/hello.py';

/** What is wrong with a file among others, whose text may be another than on the disk. */
async function findings(texts: Record<string, string>, file = HELLO, text = texts[file] ?? ''): Promise<Finding[]> {
  const packages = new CheckedPackages(new MemoryFiles(texts));
  const unit = await packages.unitOf(file);
  assert.ok(unit !== undefined);
  return finish(await packages.check(file, unit, text));
}

/** The text after the one fix of its one finding. */
async function mended(texts: Record<string, string>): Promise<string> {
  const [finding, ...others] = await findings(texts);
  assert.deepEqual(others, []);
  assert.ok(finding);
  const fix = finding.fix ?? finding.choices?.[0];
  assert.ok(fix);
  return applyEdits(texts[HELLO] ?? '', editsOf(finding, fix));
}

describe('the Python files of packages', () => {
  it('belong to the package around the components', async () => {
    const packages = new CheckedPackages(new MemoryFiles(packageOf({ '/w/pk/lib/deep.py': '', '/w/other/x.py': '' })));
    assert.deepEqual(
      await Promise.all([HELLO, '/w/pk/lib/deep.py', '/w/other/x.py', '/w/x.py'].map((file) => packages.unitOf(file))),
      ['/w/pk', '/w/pk', undefined, undefined],
    );
  });

  it('belong to the root package that a manifest names, wherever its components are', async () => {
    const files = new MemoryFiles({
      '/w/pk/__init__.py': '',
      '/w/pk/jobs.py': component(),
      '/w/x.yaml': manifest(['pk.jobs']),
    });
    assert.equal(await new CheckedPackages(files).unitOf('/w/pk/jobs.py'), '/w/pk');
  });

  it('are not read where they belong to nobody', async () => {
    const files = new MemoryFiles({ '/w/app/a.py': 'import x\n', '/w/app/b.py': 'import y\n' });
    await new CheckedPackages(files).unitOf('/w/app/a.py');
    assert.equal(files.reads, 0);
  });

  it('are checked as they are typed, not as they are on the disk', async () => {
    const [finding] = await findings(packageOf(), HELLO, component({ imports: 'import urllib2\n' }));
    assert.deepEqual(
      [finding?.code, finding?.message, finding?.severity],
      ['bksops/removed-name', 'Python 3 has no "urllib2" any more: SOPS ends loading with an ImportError.', 'error'],
    );
  });

  it('say one thing of a text that is no Python at a place', async () => {
    const broken = component({ code: '    code = "hello\n' });
    assert.deepEqual(
      (await findings(packageOf(), HELLO, broken)).map(({ code }) => code),
      ['bksops/python-syntax'],
    );
  });

  it('know what was typed in another file before', async () => {
    const again = '/w/pk/components/collections/again.py';
    const packages = new CheckedPackages(new MemoryFiles(packageOf({ [again]: '' })));
    finish(await packages.check(again, '/w/pk', component()));
    assert.deepEqual(
      finish(await packages.check(HELLO, '/w/pk', component())).map(({ code }) => code),
      ['bksops/duplicate-code'],
    );
  });

  it('know what has changed on the disk once it is told', async () => {
    const files = new MemoryFiles(packageOf());
    const packages = new CheckedPackages(files);
    assert.deepEqual(finish(await packages.check(HELLO, '/w/pk', component())), []);
    files.texts.delete('/w/pk/components/__init__.py');
    packages.forget(['/w/pk/components/__init__.py']);
    const [finding] = finish(await packages.check(HELLO, '/w/pk', component()));
    assert.deepEqual(finding?.fix, {
      title: 'Create the __init__.py of "pk.components"',
      replace: '',
      creates: [{ file: '/w/pk/components/__init__.py', text: '' }],
    });
  });

  it('are mended to what they should be', async () => {
    const django = 'from django.utils.translation import ';
    assert.equal(
      await mended(hello({ imports: `${django}ugettext_lazy as _\n` })),
      component({ imports: `${django}gettext_lazy as _\n` }),
    );
    assert.equal(
      await mended(hello({ imports: `${django}ugettext_lazy\n` })),
      component({ imports: `${django}gettext_lazy as ugettext_lazy\n` }),
    );
    assert.equal(await mended(hello({ embedded: '' })), component());
    assert.equal(await mended(hello({ embedded: '    embedded_form = False\n' })), component());
    assert.equal(await mended(hello({ imports: 'kind = unicode\n' })), component({ imports: 'kind = str\n' }));
    assert.equal(
      await mended(packageOf({ '/w/pk/components/collections/again.py': component() })),
      component({ code: '    code = "hello_2"\n' }),
    );
  });
});
