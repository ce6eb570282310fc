import { knownDetails, type ExchangedSources, type SetFields, type SourceFields } from './source-fields';

/**
 * What the API of SOPS takes for these sources, as JSON (bk-sops 3.34, `gcloud/external_plugins/schemas.py`). Both lists
 * are there even when one is empty, which the API demands; a cache's `packages` are never read.
 */
export function apiForm({ origins, caches }: ExchangedSources): string {
  const form = { origins: origins.map(apiSource), caches: caches.map(apiSource) };
  return `${JSON.stringify(form, undefined, 2)}\n`;
}

function apiSource(source: SourceFields): object {
  const { name, type, desc, sets } = source;
  return {
    name,
    type,
    ...(desc === undefined ? {} : { desc }),
    details: Object.fromEntries(knownDetails(source)),
    packages: Object.fromEntries(sets.map(({ rootPackage, version, modules }) => [rootPackage, { version, modules }])),
  };
}

/** A value that stands elsewhere, and nothing beside it. */
const REFERENCE = /\$\{env:([A-Za-z_]\w*)\}/g;

/**
 * The setting `COMPONENTS_PACKAGE_SOURCES` for these sources, as Python. It knows no `repo_address`, which would end the
 * start of SOPS with a FieldError, no `desc`, and no cache (bamboo-pipeline 4.0.4, `external_plugins/models/base.py`).
 */
export function settingsForm({ origins }: ExchangedSources): string {
  const isReferring = origins.some((source) =>
    settingsDetails(source).some(([, value]) => value.search(REFERENCE) >= 0),
  );
  const sources = origins.flatMap((source) => [
    '    {',
    `        "name": ${pythonText(source.name)},`,
    `        "type": ${pythonText(source.type)},`,
    '        "details": {',
    ...settingsDetails(source).map(([key, value]) => `            ${pythonText(key)}: ${pythonValue(value)},`),
    '        },',
    '        "packages": {',
    ...source.sets.flatMap(setLines),
    '        },',
    '    },',
  ]);
  const lines = [...(isReferring ? ['import os', ''] : []), 'COMPONENTS_PACKAGE_SOURCES = [', ...sources, ']'];
  return `${lines.join('\n')}\n`;
}

function settingsDetails(source: SourceFields): [string, string][] {
  return knownDetails(source).filter(([key]) => key !== 'repo_address');
}

function setLines({ rootPackage, version, modules }: SetFields): string[] {
  return [
    `            ${pythonText(rootPackage)}: {`,
    `                "version": ${pythonText(version)},`,
    '                "modules": [',
    ...modules.map((module) => `                    ${pythonText(module)},`),
    '                ],',
    '            },',
  ];
}

/** What stands in the environment is asked there, as the settings are a program. */
function pythonValue(value: string): string {
  const parts: string[] = [];
  let read = 0;
  for (const { 0: reference, 1: name = '', index } of value.matchAll(REFERENCE)) {
    if (index > read) {
      parts.push(pythonText(value.slice(read, index)));
    }
    parts.push(`os.environ[${pythonText(name)}]`);
    read = index + reference.length;
  }
  if (read < value.length || parts.length === 0) {
    parts.push(pythonText(value.slice(read)));
  }
  return parts.join(' + ');
}

/** A string as Python reads it: what JSON escapes, both read alike. */
function pythonText(text: string): string {
  return JSON.stringify(text);
}

/** The fields of the page by key (bk-sops, `frontend/desktop/src/constants/manage.js`). It has none for `source_dir`. */
const pageFields: Readonly<Record<string, string>> = {
  repo_address: 'Repository address',
  repo_raw_address: 'Raw file address',
  branch: 'Branch',
  service_address: 'Service address',
  bucket: 'Bucket',
  access_key: 'Access key',
  secret_key: 'Secret key',
  path: 'Path',
};

/**
 * What a person types into the page of SOPS for a source, a field a line. Its modules stand one a line: the page never
 * splits them at commas, whatever its guide says (bk-sops, `SourceEdit/PackageForm.vue`).
 */
export function pageValues(source: SourceFields): string {
  const { name, type, desc, sets } = source;
  const details = knownDetails(source).map(([key, value]) => {
    const field = pageFields[key];
    return field === undefined ? `${key}: ${value} (the page has no field for it)` : `${field}: ${value}`;
  });
  const own = [`Name: ${name}`, `Type: ${type}`, ...(desc === undefined ? [] : [`Description: ${desc}`]), ...details];
  return [`${own.join('\n')}\n`, ...sets.map(pageValuesOfSet)].join('\n');
}

/** {@link pageValues} of one plugin set. */
export function pageValuesOfSet({ rootPackage, version, modules }: SetFields): string {
  return [`Root package: ${rootPackage}`, `Version: ${version}`, 'Modules:', ...modules, ''].join('\n');
}
