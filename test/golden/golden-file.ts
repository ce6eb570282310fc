import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { checkTextInSteps } from '../../src/manifest/check/check-in-steps';
import type { CheckedText } from '../../src/manifest/check/check-text';
import { finishInTurns } from '../../src/base/steps';
import type { Finding } from '../../src/manifest/finding';
import type { Names } from '../../src/manifest/names/names';
import type { Rule } from '../../src/manifest/rule';
import type { platforms } from '../../src/platforms/all-platforms';
import { namesIn } from '../memory-files';
import { sharedEngine } from '../template-engine';

/**
 * What a comment says about the line above it; the carets stand under the range:
 *
 *     #   ^^^^ error code: message      the finding, with its whole message
 *     #   ^^^^ near miss: code          the nearest text on which that rule is silent
 *
 * Lines that begin with `#~`, `#>` and the like, as `finding-notes.ts` writes them, belong to the finding above them. A range that begins in the first column begins at the `#` itself: `#^^^ error …`, or `#< error …` when it is one
 * character long.
 */
const marker = /^(\s*)#(\s*)(\^+|<)\s+(?:(error|warning|info) (\S+)|near miss): (.*)$/;

const isManifest = /\.(?:ya?ml|json)$/;

const note = /^#[~$=+>*-](?: |$)/;

/** Where something stands: a line, counted from 1, and the columns of it. */
export interface Place {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface MarkedFinding extends Place {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  /** Its fixes with what they make of the text, and the places that belong to it. */
  readonly notes: readonly string[];
}

export interface NearMiss extends Place {
  readonly code: string;
}

/** A manifest of a folder here, without the comments that tell what is to be found in it. */
export interface GoldenFile {
  /** Its path from the platform's folder. */
  readonly name: string;
  /** The platform's folder. */
  readonly folder: string;
  readonly text: string;
  readonly expected: readonly MarkedFinding[];
  readonly nearMisses: readonly NearMiss[];
}

export type ManifestPlatform = (typeof platforms)[number];

export function goldenFilesOf({ id }: ManifestPlatform): GoldenFile[] {
  const folder = join(__dirname, id);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return names.filter((name) => isManifest.test(name)).map((name) => readGolden(folder, name));
}

/** Checks a file in its workspace: the folder below the platform's in which it lies, or itself alone. */
export async function checkGolden(file: GoldenFile, platform: ManifestPlatform): Promise<CheckedText> {
  return checkerOf(file, await namesOf(file), platform)(file.text);
}

/** The check of texts of a file, which may be its documents one by one. */
export function checkerOf(
  { name }: GoldenFile,
  names: Names,
  { manifestKinds, rules }: ManifestPlatform,
): (text: string) => Promise<CheckedText> {
  const templates = sharedEngine();
  return (text) => finishInTurns(checkTextInSteps(text, manifestKinds, rulesFor(name, rules), { names, templates }));
}

/**
 * What a file's workspace names; a comment `# beside it: pk/a.py, pk/b.py` puts empty files into it.
 * @param made Paths of further ones.
 */
export async function namesOf(file: GoldenFile, made: readonly string[] = []): Promise<Names> {
  const [, paths = ''] = /^\uFEFF?# beside it: (.*?)\r?$/m.exec(file.text) ?? [];
  const others = paths === '' ? [] : paths.split(', ').map((path) => [`/${path}`, ''] as const);
  const created = made.map((path) => [path, ''] as const);
  const texts = { ...Object.fromEntries([...others, ...created]), ...besides(file), [`/${file.name}`]: file.text };
  return namesIn(texts, `/${file.name}`);
}

/** The texts of the files in the same workspace. */
function besides({ folder, name }: GoldenFile): Record<string, string> {
  const [workspace = '', inside] = name.split('/');
  if (inside === undefined) {
    return {};
  }
  const paths = readdirSync(join(folder, workspace), { recursive: true, withFileTypes: true });
  const files = paths.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  return Object.fromEntries(
    files.map((file) => file.replaceAll('\\', '/')).map((file) => [`/${file}`, isManifest.test(file) ? readGolden(folder, file).text : '']),
  );
}

/** Most files show several manifests; that spacectl refuses such files is the matter of one of them. */
function rulesFor(name: string, rules: readonly Rule[]): readonly Rule[] {
  return name.startsWith('one-document') ? rules : rules.filter(({ code }) => code !== 'spaceone/one-document');
}

export function placeOf({ range }: Finding, { lines }: CheckedText): Place & { readonly isOnOneLine: boolean } {
  const { start, end } = lines.rangeAt(range);
  const isOnOneLine = start.line === end.line;
  return { line: start.line + 1, start: start.character, end: end.character, isOnOneLine };
}

function readGolden(folder: string, name: string): GoldenFile {
  const kept: string[] = [];
  const expected: (MarkedFinding & { readonly notes: string[] })[] = [];
  const nearMisses: NearMiss[] = [];
  for (const line of readFileSync(join(folder, name), 'utf8').split('\n')) {
    if (note.test(line)) {
      expected.at(-1)?.notes.push(line);
      continue;
    }
    const [, before = '', gap = '', carets = '', severity = '', code = '', words = ''] = marker.exec(line) ?? [];
    if (carets === '') {
      kept.push(line);
      continue;
    }
    const fromHash = gap === '';
    const start = fromHash ? before.length : before.length + 1 + gap.length;
    const end = carets === '<' ? start + 1 : start + carets.length + (fromHash ? 1 : 0);
    const place = { line: kept.length, start, end };
    if (severity === '') {
      nearMisses.push({ ...place, code: words });
    } else {
      expected.push({ ...place, severity, code, message: words, notes: [] });
    }
  }
  const inOrder = expected.sort((a, b) => a.line - b.line);
  return { folder, name, text: kept.join('\n'), expected: inOrder, nearMisses };
}
