import { finishInTurns } from '../../../base/steps';
import { WorkbenchError } from '../../../base/workbench-error';
import { readSourceDocuments } from '../source-reader';
import { readPythonValue, type PythonValue } from './python-value';
import { exchangedOf, type ExchangedSources, type SetFields, type SourceFields } from './source-fields';

/**
 * The package sources in a text of somebody else: the body or the answer of the API as JSON, the settings as JSON, YAML
 * or Python, a list of sources, or a single one.
 * @throws WorkbenchError when there are none, or when a value is only known to the program that it is a part of
 */
export async function importSources(text: string): Promise<ExchangedSources> {
  const documents = (await finishInTurns(readSourceDocuments(text, ''))).map(exchangedOf);
  const found =
    documents.length > 0
      ? { origins: documents.flatMap(({ origins }) => origins), caches: documents.flatMap(({ caches }) => caches) }
      : sourcesIn(await finishInTurns(readPythonValue(text, 'COMPONENTS_PACKAGE_SOURCES')));
  if (found.origins.length + found.caches.length === 0) {
    throw new WorkbenchError({
      what: 'The text holds no package sources of SOPS.',
      why: 'Read are the body of its API with "origins" and "caches", and the setting COMPONENTS_PACKAGE_SOURCES.',
    });
  }
  return found;
}

/** What the API answers tells a source from a cache by its `category`. */
function sourcesIn(value: PythonValue): ExchangedSources {
  const data = mapIn(value).get('data') ?? value;
  const items = (isList(data) ? data : [data]).map(mapIn).filter((item) => item.has('details'));
  const isCache = (item: Fields): boolean => item.get('category') === 'cache';
  return {
    origins: items.filter((item) => !isCache(item)).map(fieldsIn),
    caches: items.filter(isCache).map(fieldsIn),
  };
}

type Fields = ReadonlyMap<string, PythonValue>;

function fieldsIn(item: Fields): SourceFields {
  const desc = textIn(item.get('desc'));
  const details = [...mapIn(item.get('details'))].map(([key, value]) => [key, textIn(value)] as const);
  return {
    name: textIn(item.get('name')),
    type: textIn(item.get('type')),
    ...(desc === '' ? {} : { desc }),
    details: new Map(details.filter(([, value]) => value !== '')),
    sets: [...mapIn(item.get('packages'))].map(([rootPackage, set]) => setIn(rootPackage, mapIn(set))),
  };
}

function setIn(rootPackage: string, set: Fields): SetFields {
  const modules = set.get('modules');
  return {
    rootPackage,
    version: textIn(set.get('version')),
    modules: (isList(modules) ? modules : []).filter((module) => typeof module === 'string'),
  };
}

function isList(value: PythonValue): value is readonly PythonValue[] {
  return Array.isArray(value);
}

function mapIn(value: PythonValue): Fields {
  return value instanceof Map ? (value as Fields) : new Map();
}

function textIn(value: PythonValue): string {
  return typeof value === 'string' ? value : '';
}
