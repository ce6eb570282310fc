import { editOf, type Change } from '../../../base/scaffold-edit';
import { finish } from '../../../base/steps';
import { WorkbenchError, type FilePlace } from '../../../base/workbench-error';
import type { Source } from '../../../catalog/sources';
import { strict } from '../../../manifest/dialects/strict-dialect';
import { addEntry, addEntryUnder, addItems, type AddedTo } from '../../../manifest/edit/additions';
import { blockLines, type Written } from '../../../manifest/edit/written-value';
import { follow, type MappingNode } from '../../../manifest/parse/node';
import { cacheIn } from '../package-sources';
import { readSourceDocuments, type SourceDocument } from '../source-reader';
import { knownDetails, type ExchangedSources, type SetFields, type SourceFields } from './source-fields';

/** The text of a new manifest of our own form. */
export function newManifest({ origins, caches: [cache] }: ExchangedSources): string {
  const written = new Map<string, Written>([
    ['apiVersion', 'bksops/v1'],
    ['sources', origins.map((source) => sourceWritten(source, 'sources'))],
    ...(cache ? [['cache', cacheWritten(cache)] as const] : []),
  ]);
  return `${blockLines(written, strict).join('\n')}\n`;
}

/**
 * A manifest's text with more sources in its first list of them, and with the cache where it has none and its form knows
 * one.
 * @throws WorkbenchError where its list cannot be written to
 */
export function withSources(text: string, file: string, { origins, caches: [cache] }: ExchangedSources): string {
  const place = { file };
  const after = edited(text, place, (documents) => {
    const { owner, list, to } = listIn(documents[0], place);
    return addItems(
      owner,
      list,
      origins.map((source) => sourceWritten(source, list)),
      to,
    );
  });
  return cache ? edited(after, place, ([document]) => cacheAdded(document, cache, place)) : after;
}

/**
 * A manifest's text with more modules in a plugin set of the source at a place; the set is made where there is none.
 * @param set Its modules are those to add; what the set has already is left as it is.
 * @throws WorkbenchError where they cannot be written
 */
export function withModules(text: string, place: Pick<Source, 'file' | 'line' | 'name'>, set: SetFields): string {
  return edited(text, { file: place.file, line: place.line }, (documents) => {
    for (const { origins, document, start } of documents) {
      const value = origins.find(({ source: { line, name } }) => line === place.line && name === place.name)?.value;
      const owner = value && follow(value.node);
      if (owner?.is === 'mapping') {
        const to = { text: document.text, dialect: document.dialect, start };
        const known = value?.at('packages', set.rootPackage);
        const own = known && follow(known.node);
        const has = new Set(known?.at('modules')?.items.map((module) => module.text));
        const modules = set.modules.filter((module) => !has.has(module));
        return own?.is === 'mapping'
          ? addItems(own, 'modules', modules, to)
          : addEntryUnder(owner, 'packages', [set.rootPackage, setWritten(set)], to);
      }
    }
    return undefined;
  });
}

/** A document's own text, and where it begins in the file. */
type Within = AddedTo & { readonly start: number };
const lists = ['sources', 'origins', 'COMPONENTS_PACKAGE_SOURCES'] as const;
type List = (typeof lists)[number];

function edited(
  text: string,
  where: FilePlace,
  change: (documents: readonly SourceDocument[]) => Change | undefined,
): string {
  return editOf(where.file, text, (plain) => {
    const documents = finish(readSourceDocuments(plain, where.file));
    const made = change(documents) ?? refuse(where);
    return [made];
  }).after;
}

function listIn(
  document: SourceDocument | undefined,
  where: FilePlace,
): { owner: MappingNode; list: List; to: Within } {
  const root = document?.document.root && follow(document.document.root.node);
  if (!document || root?.is !== 'mapping') {
    return refuse(where);
  }
  const list = lists.find((key) => root.entries.has(key)) ?? 'sources';
  const { text, dialect } = document.document;
  return { owner: root, list, to: { text, dialect, start: document.start } };
}

function cacheAdded(document: SourceDocument | undefined, cache: SourceFields, where: FilePlace): Change | undefined {
  const { owner, list, to } = listIn(document, where);
  if (list === 'COMPONENTS_PACKAGE_SOURCES' || !document || cacheIn(document.document)) {
    return { start: 0, end: 0, text: '' };
  }
  return list === 'origins'
    ? addItems(owner, 'caches', [sourceWritten(cache, list)], to)
    : addEntry(owner, 'cache', cacheWritten(cache), to);
}

function sourceWritten(source: SourceFields, list: List): Written {
  const { name, type, desc, sets } = source;
  const isSetting = list === 'COMPONENTS_PACKAGE_SOURCES';
  const details = knownDetails(source).filter(([key]) => !isSetting || key !== 'repo_address');
  return new Map<string, Written>([
    ['name', name],
    ['type', type],
    ...(desc === undefined || isSetting ? [] : [['desc', desc] as const]),
    ['details', new Map(details)],
    ['packages', new Map(sets.map((set) => [set.rootPackage, setWritten(set)]))],
  ]);
}

function cacheWritten(cache: SourceFields): Written {
  const { name, type, desc } = cache;
  return new Map<string, Written>([
    ['name', name],
    ['type', type],
    ...(desc === undefined ? [] : [['desc', desc] as const]),
    ['details', new Map(knownDetails(cache))],
  ]);
}

function setWritten({ version, modules }: SetFields): Written {
  return new Map<string, Written>([
    ['version', version],
    ['modules', modules],
  ]);
}

function refuse(where: FilePlace): never {
  throw new WorkbenchError({
    what: 'Nothing can be added to this list of sources as it is written.',
    where,
    next: { title: 'Write it as a list below its key' },
  });
}
