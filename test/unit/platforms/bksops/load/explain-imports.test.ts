import assert from 'node:assert/strict';
import { missingName, modelWithoutApp } from '../../../../../src/platforms/bksops/load/explain-imports';
import type { FailedModule } from '../../../../../src/platforms/bksops/load/explanation';

/** A module of the root package `pk` that failed, with the files through which its import went. */
function failed(type: string, message: string, ...files: readonly string[]): FailedModule {
  const frames = files.map((file) => ({ file, line: 1, function: '<module>' }));
  const task = { packages: { pk: {} } };
  return {
    module: 'pk.one',
    asked: [],
    installed: [],
    task,
    error: { type, message, frames },
  } as unknown as FailedModule;
}

describe('a failed import', () => {
  it('is explained by the circle that it closes', () => {
    assert.deepEqual(
      missingName(
        failed('ImportError', "cannot import name 'Y' from 'pk.one' (/w/pk/one.py)", '/w/pk/one.py', '/w/pk/two.py'),
      ),
      {
        what: '"pk.one" is itself being imported just then, and has no "Y" yet: the two import each other.',
        next: 'Move what both need into a third module',
      },
    );
  });

  it('is explained by the name that the other module of the package does not have', () => {
    assert.deepEqual(
      missingName(failed('ImportError', "cannot import name 'Y' from 'pk.two' (/w/pk/two.py)", '/w/pk/one.py')),
      { what: '"pk.two" has no "Y".', next: 'Define "Y" there, or correct the import' },
    );
  });

  it('is explained by the name of bamboo-pipeline that is likely to be meant', () => {
    assert.deepEqual(
      missingName(
        failed(
          'ImportError',
          "cannot import name 'Servic' from 'pipeline.core.flow.activity' (/x/activity/__init__.py)",
        ),
      ),
      { what: 'bamboo-pipeline has no "Servic" in "pipeline.core.flow.activity".', next: 'Import "Service" instead' },
    );
  });

  it('is left to others where a library of the machine fails', () => {
    assert.equal(missingName(failed('ImportError', "cannot import name 'a' from 'lib' (/x/lib.py)")), undefined);
  });
});

describe('a model without an app', () => {
  const message = (model: string): string =>
    `Model class ${model} doesn't declare an explicit app_label and isn't in an application in INSTALLED_APPS.`;

  it('of the package has no table in SOPS', () => {
    assert.deepEqual(modelWithoutApp(failed('RuntimeError', message('pk.one.Host'))), {
      what: '"pk.one.Host" is a model of Django, and a package that is loaded from a source is no app of SOPS: nobody makes a table for it.',
      next: 'Take the model out, and keep what it holds elsewhere',
    });
  });

  it('of another app is known to SOPS alone', () => {
    assert.deepEqual(modelWithoutApp(failed('RuntimeError', message('django.contrib.auth.models.Permission'))), {
      what: 'The app of the model "django.contrib.auth.models.Permission" is not set up here: whether SOPS has it shows only there.',
      isKnownToSopsAlone: true,
    });
  });
});
