import { textAt } from '../package-sources';
import type { SourceDocument, WrittenSource } from '../source-reader';

/** What is loaded under one root package, as it is written. */
export interface SetFields {
  readonly rootPackage: string;
  readonly version: string;
  readonly modules: readonly string[];
}

/** A source or a cache with all that the forms write of it. */
export interface SourceFields {
  readonly name: string;
  readonly type: string;
  readonly desc?: string;
  /** Texts by key, references such as `${env:NAME}` as they stand. */
  readonly details: ReadonlyMap<string, string>;
  readonly sets: readonly SetFields[];
}

/** The sources of one document, as the forms exchange them. */
export interface ExchangedSources {
  readonly origins: readonly SourceFields[];
  readonly caches: readonly SourceFields[];
}

/** The fields of what a document holds; what is no text there, or a template's, is left out. */
export function exchangedOf({ origins, cache }: SourceDocument): ExchangedSources {
  return { origins: origins.map(fieldsOf), caches: cache ? [fieldsOf(cache)] : [] };
}

export function fieldsOf({ source, value }: WrittenSource): SourceFields {
  const desc = textAt(value, 'desc');
  const details = (value.at('details')?.properties ?? []).flatMap((detail) => {
    const text = detail.isMasked ? undefined : textAt(detail);
    return detail.key && text !== undefined ? [[detail.key.text, text] as const] : [];
  });
  return {
    name: source.name,
    type: source.type,
    ...(desc === undefined ? {} : { desc }),
    details: new Map(details),
    sets: source.sets.map(({ rootPackage, version = '', modules }) => ({
      rootPackage,
      version,
      modules: modules.map(({ name }) => name),
    })),
  };
}

/** The keys of `details` by type, in the order in which the page of SOPS shows them (bk-sops 3.34, `schemas.py`). */
export const detailKeys: Readonly<Record<string, readonly string[]>> = {
  git: ['repo_address', 'repo_raw_address', 'branch'],
  s3: ['service_address', 'bucket', 'source_dir', 'access_key', 'secret_key'],
  fs: ['path'],
};

/** The details of a source in the order of its type; those that the type does not know are left out. */
export function knownDetails({ type, details }: SourceFields): [string, string][] {
  return (detailKeys[type] ?? []).flatMap((key) => {
    const value = details.get(key);
    return value === undefined ? [] : [[key, value] as [string, string]];
  });
}
