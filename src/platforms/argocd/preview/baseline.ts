import { basename } from '../../../base/paths';
import type { GitCommand } from '../../../runtime/fetching/git-command';
import { Revision } from './at-revision';
import type { ExistingApplication } from './existing-applications';
import type { ManifestText } from './manifest-objects';
import type { ManifestPreview } from './preview-manifest';
import { previewsOf, type PreviewSettings, type PreviewedWorkspace } from './previews';

/** The Applications that a preview is compared with. */
export interface Baseline {
  readonly existing: readonly ExistingApplication[];
  /** What keeps some of them from being known. */
  readonly notes: readonly string[];
}

/** What some previews would generate, as the Applications that are there. */
export function baselineOf(previews: readonly ManifestPreview[], when: string): Baseline {
  const known = previews.filter(({ error }) => error === undefined);
  return {
    existing: known.flatMap(({ name, applications }) => applications.map((each) => ({ ...each, owner: name }))),
    notes: previews.flatMap(({ name, file, error }) =>
      error === undefined ? [] : [`${name === '' ? basename(file) : name} generates nothing ${when}: ${error}`],
    ),
  };
}

/**
 * What the sets of some manifests would generate as a revision of their repository has them and their fixtures. What stands
 * around is as it is now, and the same servers are asked: the difference is that of the manifests.
 * @throws WorkbenchError for files in no repository, or a revision that it does not have
 */
export async function baselineAt(
  revision: string,
  named: readonly ManifestText[],
  workspace: PreviewedWorkspace,
  settings: PreviewSettings,
  git: Pick<GitCommand, 'run'>,
): Promise<Baseline> {
  const then = new Revision(git, revision, settings.signal);
  const texts: ManifestText[] = [];
  for (const { file } of named) {
    const text = await then.read(file);
    if (text !== undefined) {
      texts.push({ file, text });
    }
  }
  const before = {
    ...workspace,
    objects: workspace.objects.with(texts),
    read: async (file: string) => (await then.read(file)) ?? (await workspace.read(file)),
  };
  return baselineOf(await previewsOf(texts, before, settings), `at ${revision}`);
}
