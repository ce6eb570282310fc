import { noNames, type Mention, type NameReader } from '../../manifest/names/names';
import { recognize } from '../../manifest/check/recognition';
import { strict } from '../../manifest/dialects/strict-dialect';
import { manifestKinds } from './manifest-kinds';
import { cacheIn, mayHoldSources, modulesIn, packagesIn, typeOf } from './package-sources';
import { moduleSort } from './python-modules';
import { ideaFolder, ideaSort } from './tracked-folders';

/** Package sources refer to Python modules, a root package among them by its key. */
export const sourceNames: NameReader = {
  dialect: strict,
  sniff: mayHoldSources,
  candidates: () => undefined,
  *read(document) {
    if (!recognize(document.parsed, manifestKinds, undefined, noNames)) {
      return;
    }
    const refer = (name: string, range: Mention['range'], sort = moduleSort): Mention => ({
      is: 'reference',
      sort,
      name,
      range,
    });
    const cache = cacheIn(document);
    for (const { source, sets } of packagesIn(document)) {
      for (const { key } of sets) {
        if (key && !key.masked && key.text !== '') {
          yield refer(key.text, key.range);
        }
      }
      if (cache && typeOf(source) === 'git') {
        // Nobody wrote it there, so it has no extent.
        yield refer(ideaFolder, { start: source.range.start, end: source.range.start }, ideaSort);
      }
    }
    for (const { module } of modulesIn(document)) {
      yield refer(module.text, module.rangeOf(0, module.text.length));
    }
  },
  refuses: (sort) =>
    sort === moduleSort ? 'A module is called after its file: rename the file, then this.' : undefined,
};
