import { Uri, l10n, window, type TextDocument } from 'vscode';
import { WorkbenchError } from '../../../../../base/workbench-error';
import { basename, relative } from '../../../../../base/paths';
import type { ManifestEntry, Manifests } from '../../../../../catalog/manifests';
import { checkText } from '../../../../../manifest/check/check-text';
import type { Finding } from '../../../../../manifest/finding';
import type { ManifestDocument } from '../../../../../manifest/parse/manifest-document';
import type { Names } from '../../../../../manifest/names/names';
import { manifestKinds, manifestRules } from '../../../../../platforms/platforms';
import { registerManifest } from '../../../../../platforms/spaceone/register-manifest';
import { workspacePaths } from '../../../../editor-files';
import { openDocument } from '../../../../language/open-document';
import { picked } from '../../../../plugins/choose-plugin';
import type { PluginNode } from '../../../../plugins/plugin-nodes';

/** A register manifest of a document, as its text is now. */
export interface RegisterManifest {
  readonly document: TextDocument;
  readonly version: number;
  readonly manifest: ManifestDocument;
  /** Where it begins and ends in the document's text. */
  readonly start: number;
  readonly end: number;
  /** 0-based line of its first key. */
  readonly line: number;
  /** What its check gives; offsets count from the start of the file. */
  readonly findings: readonly Finding[];
}

/** Where a lens or a link has found a manifest; `line` is 0-based. */
export interface ManifestPlace {
  readonly uri: Uri;
  readonly line: number;
}

/** What a command about a manifest may be given: by a lens, the editor's title, the tree, or nothing by the palette. */
export type ManifestArgument = ManifestPlace | Uri | PluginNode | undefined;

/** The register manifests in a document. */
export function registerManifestsIn(document: TextDocument, names: Names): RegisterManifest[] {
  const { documents, findings, lines } = checkText(document.getText(), manifestKinds, manifestRules, { names });
  return documents.flatMap(({ kind, document: manifest, start, text }): RegisterManifest[] => {
    if (kind?.id !== registerManifest.id || !manifest) {
      return [];
    }
    const end = start + text.length;
    return [
      {
        document,
        version: document.version,
        manifest,
        start,
        end,
        line: lines.positionAt(start + manifest.head.start).line,
        findings: findings.filter(({ range }) => range.start >= start && range.end <= end),
      },
    ];
  });
}

/**
 * The manifest that a command is about: the given one, the one at the cursor, the only one, or the one that the person
 * picks.
 * @throws WorkbenchError when there is none, an AbortError when the person picks none
 */
export async function chooseRegisterManifest(manifests: Manifests, given: ManifestArgument): Promise<RegisterManifest> {
  await manifests.ready();
  const place = given === undefined ? openPlace() : placeOf(given);
  const found = place && (await manifestsAt(place.uri, manifests));
  if (found && found.length > 0) {
    const line = place.line ?? 0;
    return found.findLast((each) => each.line <= line) ?? found[0] ?? nothingThere();
  }
  return given === undefined || 'plugin' in given ? pick(manifests, given?.plugin.folder) : nothingThere();
}

async function manifestsAt(uri: Uri, manifests: Manifests): Promise<RegisterManifest[]> {
  return registerManifestsIn(await openDocument(uri), manifests.names);
}

interface Place {
  readonly uri: Uri;
  /** Undefined where nobody says. */
  readonly line: number | undefined;
}

function placeOf(given: NonNullable<ManifestArgument>): Place | undefined {
  if (given instanceof Uri) {
    return { uri: given, line: cursorIn(given) };
  }
  if ('uri' in given) {
    return given;
  }
  return given.is === 'manifest' ? placeOfEntry(given.manifest) : undefined;
}

function placeOfEntry({ file, line }: ManifestEntry): Place {
  return { uri: Uri.file(file), line: line - 1 };
}

function openPlace(): Place | undefined {
  const editor = window.activeTextEditor;
  return editor?.document.languageId === 'yaml'
    ? { uri: editor.document.uri, line: editor.selection.active.line }
    : undefined;
}

function cursorIn(uri: Uri): number | undefined {
  const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
  return shown?.selection.active.line;
}

/** The only manifest of the folder, or the one that is picked. */
async function pick(manifests: Manifests, folder: string | undefined): Promise<RegisterManifest> {
  const folders = folder === undefined ? workspacePaths() : [folder];
  const entries = (await Promise.all(folders.map((each) => manifests.in(each))))
    .flat()
    .filter(({ kind }) => kind === registerManifest.id);
  if (entries.length === 0) {
    throw new WorkbenchError({
      what: l10n.t('There is no register manifest here.'),
      why: l10n.t('It names a plugin and its image, as test/spacectl/register_plugin.yaml does in most plugins.'),
    });
  }
  const items = entries.map((entry) => ({
    label: basename(entry.file),
    description: relative(folders.find((each) => entry.file.startsWith(each)) ?? '', entry.file),
    entry,
  }));
  const [only, ...others] = items;
  const { entry } =
    only && others.length === 0
      ? only
      : await picked(
          window.showQuickPick(items, { placeHolder: l10n.t('Which register manifest?'), matchOnDescription: true }),
        );
  const { uri, line } = placeOfEntry(entry);
  const found = await manifestsAt(uri, manifests);
  return found.findLast((each) => each.line <= (line ?? 0)) ?? found[0] ?? nothingThere();
}

function nothingThere(): never {
  throw new WorkbenchError({ what: l10n.t('This is no register manifest.') });
}
