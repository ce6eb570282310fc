import { workspace, type ExtensionContext } from 'vscode';
import { join } from '../../../../../base/paths';
import { WorkbenchError, type Failure } from '../../../../../base/workbench-error';
import type { Manifests } from '../../../../../catalog/manifests';
import { ids } from '../../../../../ids';
import type { ImageTags } from '../../../../../platforms/spaceone/repository/plugin-service';
import { pathOf } from '../../../../editor-files';
import type { Failures } from '../../../../failures';
import type { Log } from '../../../../log';
import { imageTags } from '../view/image-tags';

/** What the window's Repository needs to know of it. */
export interface LocalRepositoryPlace {
  /** Where the plugins are kept; the windows of one workspace have the same. */
  readonly folder: string;
  readonly tags: ImageTags;
  readonly onDamage: (failure: Failure) => void;
  readonly onDefect: (method: string, error: unknown) => void;
  /** Told of what was passed over of its managed plugins. */
  readonly tell: (note: string) => void;
}

/** In the workspace's own storage; a window without a workspace has that of the extension, which outlives it as well. */
export function localRepositoryPlace(
  { storageUri, globalStorageUri }: ExtensionContext,
  manifests: Manifests,
  failures: Failures,
  log: Log,
): LocalRepositoryPlace {
  return {
    folder: join(pathOf(storageUri ?? globalStorageUri), 'repository'),
    tags: imageTags(manifests, () => workspace.getConfiguration().get(ids.setting.imageTags)),
    onDamage: (failure) => void failures.show(new WorkbenchError(failure)),
    tell: (note) => log.info(note),
    onDefect: (method, error) => log.error(`${method}: ${error instanceof Error ? error.stack : String(error)}`),
  };
}
