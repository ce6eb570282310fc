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
function sourcesIn(value: PythonValue | undefined): ExchangedSources {
  const data = value instanceof Map ? (value.get('data') ?? value) : value;
  const items = (Array.isArray(data) ? data : [data]).filter((item) => item instanceof Map && item.has('details'));
  const isCache = (item: PythonValue): boolean => item instanceof Map && item.get('category') === 'cache';
  const fields = (all: readonly PythonValue[]): SourceFields[] => all.flatMap((item) => fieldsIn(item) ?? []);
  return { origins: fields(items.filter((item) => !isCache(item))), caches: fields(items.filter(isCache)) };
}

function fieldsIn(item: PythonValue): SourceFields | undefined {
  if (!(item instanceof Map)) {
    return undefined;
  }
  const details = mapIn(item.get('details'));
  const desc = item.get('desc');
  return {
    name: textIn(item.get('name')),
    type: textIn(item.get('type')),
    ...(typeof desc === 'string' && desc !== '' ? { desc } : {}),
    details: new Map([...details].flatMap(([key, each]) => (typeof each === 'string' ? [[key, each]] : []))),
    sets: [...mapIn(item.get('packages'))].map(([rootPackage, set]) => setIn(rootPackage, mapIn(set))),
  };
}

function setIn(rootPackage: string, set: ReadonlyMap<string, PythonValue>): SetFields {
  const modules = set.get('modules');
  return {
    rootPackage,
    version: textIn(set.get('version')),
    modules: (Array.isArray(modules) ? modules : []).filter((module) => typeof module === 'string'),
  };
}

function mapIn(value: PythonValue | undefined): ReadonlyMap<string, PythonValue> {
  return value instanceof Map ? value : new Map();
}

function textIn(value: PythonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
