import { nearestWord } from '../../../base/nearest-word';
import { namesOfSops } from '../contract/names-of-sops';
import type { Explanation, FailedModule } from './explanation';
import { rootsOf } from './source-task';

/** A name that the module it is imported from does not have, or not yet (Python 3.11). */
export function missingName({ error, task }: FailedModule): Explanation | undefined {
  const [, name = '', from = ''] =
    /^cannot import name '(\w+)' from (?:partially initialized module )?'([\w.]+)'/.exec(error.message) ?? [];
  if (error.type !== 'ImportError' || name === '') {
    return undefined;
  }
  const known = namesOfSops(from);
  if (known) {
    const meant = nearestWord(name, [...known.meant]);
    return {
      what: `bamboo-pipeline has no "${name}" in "${from}".`,
      ...(meant !== undefined && { next: `Import "${meant}" instead` }),
    };
  }
  if (!rootsOf(task).includes(from.split('.')[0] ?? '')) {
    return undefined;
  }
  const path = `/${from.replaceAll('.', '/')}`;
  const isRunning = error.frames.some(
    ({ file }) => file.endsWith(`${path}.py`) || file.endsWith(`${path}/__init__.py`),
  );
  return isRunning
    ? {
        what: `"${from}" is itself being imported just then, and has no "${name}" yet: the two import each other.`,
        next: 'Move what both need into a third module',
      }
    : { what: `"${from}" has no "${name}".`, next: `Define "${name}" there, or correct the import` };
}

/** A model belongs to an app of Django, and a package that is loaded from elsewhere is none (Django 4.2, `db/models/base.py`). */
export function modelWithoutApp({ error, task }: FailedModule): Explanation | undefined {
  const [, model] = /^Model class ([\w.]+) doesn't declare an explicit app_label/.exec(error.message) ?? [];
  if (error.type !== 'RuntimeError' || model === undefined) {
    return undefined;
  }
  return rootsOf(task).includes(model.split('.')[0] ?? '')
    ? {
        what: `"${model}" is a model of Django, and a package that is loaded from a source is no app of SOPS: nobody makes a table for it.`,
        next: 'Take the model out, and keep what it holds elsewhere',
      }
    : {
        what: `The app of the model "${model}" is not set up here: whether SOPS has it shows only there.`,
        isKnownToSopsAlone: true,
      };
}
