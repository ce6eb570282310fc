import { l10n, window, workspace, Uri } from 'vscode';
import { WorkbenchError } from '../../../../base/workbench-error';
import type { Source, Sources } from '../../../../catalog/sources';
import { ids } from '../../../../ids';
import { openFile } from '../../../editor-files';
import { picked } from '../../../plugins/choose-plugin';
import { shownText } from '../../../shown-text';
import { addressOf } from './source-items';
import type { SourceNode } from './source-tree';

/** What a command about sources may be given: its node, or nothing from the palette. */
export type SourceArgument = SourceNode | undefined;

/** The manifest that a command is about: of the node, of the open file, the only one, or the one that the person picks. */
export async function chooseManifest(sources: Pick<Sources, 'all'>, given: SourceArgument): Promise<string> {
  const named = manifestOf(given);
  if (named !== undefined) {
    return named;
  }
  const files = [...new Set((await sources.all()).map(({ file }) => file))];
  const open = openFile();
  const [only = none(), ...more] = files;
  if (open !== undefined && files.includes(open)) {
    return open;
  }
  if (more.length === 0) {
    return only;
  }
  const items = files.map((file) => ({ label: nameOf(file), file }));
  return (await picked(window.showQuickPick(items, { placeHolder: l10n.t('Which manifest of sources?') }))).file;
}

/**
 * The source that a command is about.
 * @param fits Those that it can be about.
 */
export async function chooseSource(
  sources: Pick<Sources, 'all'>,
  given: SourceArgument,
  fits: (source: Source) => boolean = (source) => !source.isCache,
): Promise<Source> {
  if (given && 'source' in given) {
    return given.source;
  }
  const fitting = (await sources.all()).filter(fits);
  const [only = none(), ...more] = fitting;
  if (more.length === 0) {
    return only;
  }
  const items = fitting.map((source) => ({
    label: shownText(source.name),
    description: shownText(addressOf(source)),
    detail: nameOf(source.file),
    source,
  }));
  const options = { placeHolder: l10n.t('Which source?'), matchOnDescription: true, matchOnDetail: true };
  return (await picked(window.showQuickPick(items, options))).source;
}

/** A manifest's path as the person sees it in this workspace. */
export function nameOf(file: string): string {
  return workspace.asRelativePath(Uri.file(file));
}

function manifestOf(given: SourceArgument): string | undefined {
  return given?.is === 'manifest' ? given.file : given && 'source' in given ? given.source.file : undefined;
}

function none(): never {
  throw new WorkbenchError({
    what: l10n.t('This workspace has no manifest of package sources.'),
    next: { title: l10n.t('Add Source'), command: ids.command.addSource },
  });
}
