import { sentence } from '../base/workbench-error';
import { syncSources, type SyncReport, type SyncResult } from '../platforms/bksops/sync/sync-sources';
import { readUtf8 } from '../runtime/files/read-file';
import { mustBeThere } from '../runtime/files/unreadable-file';
import { GitCommand } from '../runtime/fetching/git-command';
import { UsageError, absolute, formatOf, parsed, type CliCommand, type CliOptions } from './command';
import { fromHere, placeFromHere } from './place';

const FORMATS = ['text', 'json'] as const;
/** Names that a line of the text report shows of each change. */
const SHOWN = 10;

const options = {
  source: { takes: 'NAME', about: 'the source that is synced alone, and no cache with it; all unless given' },
  format: { takes: FORMATS.join('|'), about: 'how the results are printed; text unless given' },
} as const satisfies CliOptions;

export const sync: CliCommand = {
  name: 'sync',
  takes: 'SOURCES',
  options,
  summary: 'copy the package sources of a BlueKing SOPS manifest to this machine, and fill its cache from them',
  details: [
    'SOURCES is a manifest with package sources: of our own form, of the API, or of the settings.',
    'What is written as ${env:NAME} is taken from the environment.',
    'A source that fails keeps its last good copy; the exit code is 1 then.',
  ],
  async run(words, { runtime, output, signal }) {
    const { values, positionals } = parsed(words, options);
    const [given, ...more] = positionals;
    const { source: only } = values;
    if (given === undefined || more.length > 0) {
      throw new UsageError('sync takes one manifest.');
    }
    const format = formatOf(values.format, FORMATS);
    const file = absolute(given);
    const text = mustBeThere(await readUtf8(file, { kind: 'manifest', within: 'anywhere', signal }), file);
    const report = await syncSources(
      { file, text },
      {
        only,
        git: new GitCommand(runtime.processes),
        redactor: runtime.redactor,
        variable: (name) => process.env[name],
        signal,
        tell: (source, progress) => output.note(`${source.name}: ${progress}`),
        onResult: (result) => (format === 'text' ? linesOf(result).forEach((line) => output.line(line)) : undefined),
      },
    );
    if (format === 'json') {
      await output.json(inJson(report), 2);
    }
    const results = [...report.sources, ...(report.cache ? [report.cache] : [])];
    return results.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
  },
};

function linesOf({ source, outcome, files, failure, notes, ...changes }: SyncResult): string[] {
  const called = source.isCache ? `cache ${source.name}` : source.name;
  const notesBelow = notes.map((note) => `  note: ${note}`);
  if (failure) {
    const place = failure.where ? [`  at ${placeFromHere(failure.where)}`] : [];
    return [`${outcome} ${called}: ${sentence(failure)}`, ...place, ...notesBelow];
  }
  const counts = (['added', 'changed', 'removed'] as const)
    .filter((kind) => changes[kind].length > 0)
    .map((kind) => `, ${changes[kind].length} ${kind}`);
  const names = (['added', 'changed', 'removed'] as const).flatMap((kind) => namesOf(kind, changes[kind]));
  return [
    `${outcome} ${called}: ${files} ${files === 1 ? 'file' : 'files'}${counts.join('')}`,
    ...names,
    ...notesBelow,
  ];
}

function namesOf(kind: string, paths: readonly string[]): string[] {
  const rest = paths.length - SHOWN;
  const shown = paths.slice(0, SHOWN).map((path) => `  ${kind} ${path}`);
  return rest > 0 ? [...shown, `  ${kind} ${rest} more`] : shown;
}

function inJson({ sources, cache }: SyncReport): object {
  return { sources: sources.map(resultInJson), ...(cache && { cache: resultInJson(cache) }) };
}

function resultInJson({ source, outcome, files, added, changed, removed, failure, notes }: SyncResult): object {
  return {
    name: source.name,
    type: source.type,
    outcome,
    files,
    ...{ added, changed, removed },
    message: failure && sentence(failure),
    file: failure?.where && fromHere(failure.where.file),
    line: failure?.where?.line,
    notes,
  };
}
