import type { Source } from '../../../catalog/sources';
import type { Oddity, Obstacle } from '../../../runtime/fetching/origin';

/**
 * What the sync of SOPS itself makes of a source that is synced here (bk-sops 3.34, `gcloud/external_plugins/protocol/`
 * `readers.py` and `writers.py`, `models/origin.py`).
 * @param paths The files of the source.
 * @param others The sources of the manifest beside it.
 */
export function notesOfSops(
  source: Source,
  {
    paths,
    oddities,
    others,
  }: {
    readonly paths: Iterable<string>;
    readonly oddities: readonly Oddity[];
    readonly others: readonly Source[];
  },
): string[] {
  return [...ownNotes(source, [...paths], oddities), ...nameNotes(source, others)];
}

function* ownNotes({ type, details }: Source, paths: readonly string[], oddities: readonly Oddity[]): Iterable<string> {
  if (type === 'git' && !paths.some((path) => path.startsWith('.idea/'))) {
    yield 'SOPS cannot sync this branch: it deletes the folder .idea of its clone and ends with FileNotFoundError, as no file in one is tracked.';
  }
  if (type === 'fs') {
    yield 'SOPS cannot sync a file system source: "FileSystem original source does not support to be cached".';
  }
  if (type === 's3' && details['source_dir'] !== undefined) {
    yield 'SOPS does not look at "source_dir" when it syncs: it copies the whole bucket.';
  }
  if (type === 's3' && details['bucket']?.includes('$virtual_path') === true) {
    yield 'SOPS cannot sync this bucket: only its loader understands "$virtual_path", the sync ends with ParamValidationError.';
  }
  const marker = oddities.find(({ is }) => is === 'folder marker');
  if (marker) {
    yield `SOPS cannot sync this bucket: at the folder marker "${marker.path}" it ends with NotADirectoryError.`;
  }
}

function* nameNotes(source: Source, others: readonly Source[]): Iterable<string> {
  const { name } = source;
  if (others.some((other) => other.name.toLowerCase() === name.toLowerCase())) {
    yield `SOPS syncs all sources called "${name}" into one folder: one overwrites the other.`;
  }
  for (const { rootPackage } of source.sets) {
    const winner = others.findLast(
      ({ sets, line }) => line > source.line && sets.some((set) => set.rootPackage === rootPackage),
    );
    if (winner) {
      yield `The root package ${rootPackage} comes from ${winner.name} in the cache: of sources that share one, the last counts.`;
    }
  }
}

/** What the sync of SOPS itself makes of a cache that is filled here. */
export function notesOfCache({ type, details }: Source): string[] {
  if (type === 'fs') {
    return [
      'SOPS fills a file system cache once at most, and not where its loader looks: a second sync ends with "Destination path … already exists".',
    ];
  }
  return [
    ...(details['source_dir'] === undefined
      ? []
      : ['SOPS writes to the top of the bucket, and its loader then looks in "source_dir".']),
    ...(details['bucket']?.includes('$virtual_path') === true
      ? ['SOPS cannot fill this bucket: only its loader understands "$virtual_path".']
      : []),
  ];
}

const words: Readonly<Partial<Record<Obstacle, (count: string) => string>>> = {
  name: (files) => `${files} left out, whose names cannot be those of files here`,
  'too large': (files) => `${files} left out, larger than 20 MB`,
  'folder of the same name': (files) => `${files} left out, whose names are folders as well`,
  'leads out': (files) => `${files} left out, links that lead out of the source or nowhere`,
  'no file': (files) => `${files} left out, pipes, sockets or devices`,
  link: (files) => `${files} copied as a raw host hands out a link: the name of its target as text`,
  submodule: (files) => `${files} left out, submodules, which a raw host does not hand out`,
};

/** What of a source is not in its copy, or otherwise, a sentence for each reason. */
export function notesOfCopy(oddities: readonly Oddity[]): string[] {
  return Object.entries(words).flatMap(([is, sentence]) => {
    const paths = oddities.filter((odd) => odd.is === is).map(({ path }) => JSON.stringify(path));
    const count = `${paths.length} ${paths.length === 1 ? 'entry was' : 'entries were'}`;
    return paths.length === 0
      ? []
      : [`${sentence(count)}: ${paths.slice(0, 3).join(', ')}${paths.length > 3 ? ', …' : ''}.`];
  });
}
