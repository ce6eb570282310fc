import { finish } from '../../base/steps';
import { isInside } from '../../base/paths';
import { LineIndex } from '../../manifest/parse/line-index';
import type { CheckedSources, SourceChecks } from '../../platforms/platform';
import { UnreadableFile } from '../../runtime/files/unreadable-file';
import type { CheckLimits } from './check-limits';
import type { CheckedFile } from './checked-file';
import type { CheckedFiles } from './checked-files';
import { readAhead } from './read-ahead';
import { asHarshAs, notUtf8, tooLong, unchecked, unreadable } from './unchecked';

/** A file that is a part of a plugin, and what it is checked with. */
export interface PluginSource {
  readonly file: string;
  readonly unit: string;
  readonly of: SourceChecks;
  readonly sources: CheckedSources;
}

/** Those of some files that belong to plugins. */
export async function pluginSources(
  files: readonly string[],
  kinds: readonly SourceChecks[],
  texts: CheckedFiles,
): Promise<PluginSource[]> {
  const found: PluginSource[] = [];
  for (const of of kinds) {
    const sources = of.over(texts);
    const fitting = files.filter((each) => each.endsWith(of.ending));
    for (const { file, reading } of readAhead(fitting, (each) => sources.unitOf(each))) {
      const unit = await reading;
      found.push(...(unit === undefined ? [] : [{ file, unit, of, sources }]));
    }
  }
  return found;
}

/** Checks one of them. */
export async function checkSource(
  { file, unit, of, sources }: PluginSource,
  texts: CheckedFiles,
  limits: CheckLimits,
): Promise<CheckedFile> {
  const isNamed = texts.isNamed(file);
  if (limits.spent) {
    return { file, ...unchecked(limits.spent) };
  }
  try {
    const { text, isWhole, flaw } = await texts.text(file);
    if (!isWhole || flaw) {
      return { file, ...unchecked(flaw ? notUtf8(flaw, 'its readers') : tooLong(isNamed), text) };
    }
    const findings = finish(await sources.check(file, unit, text)).map((finding) => asHarshAs(isNamed, finding));
    limits.add(1, findings.length);
    return { file, findings, lines: new LineIndex(text), manifests: 0, unchecked: 0, source: of.called };
  } catch (error) {
    if (error instanceof UnreadableFile) {
      return { file, ...unchecked(unreadable(error)) };
    }
    throw error;
  }
}

/** What is to be said of folders without a manifest, unless there is a plugin's source in them. */
export function notesOnBare(
  bare: readonly { readonly folder: string; readonly note: string }[],
  sources: readonly PluginSource[],
): string[] {
  return bare.filter(({ folder }) => !sources.some(({ file }) => isInside(folder, file))).map(({ note }) => note);
}
