import { Disposable } from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { platforms } from '../../platforms/all-platforms';
import type { Runtime } from '../../runtime/runtime';
import type { Commands } from '../commands';
import type { Failures } from '../failures';
import type { PluginsView } from '../plugins/plugins-view';
import { AddToPlugin } from './add-to-plugin';
import { interruptedWritings } from './interrupted-writings';
import { NewPlugin } from './new-plugin';
import { PlannedFiles } from './planned-files';

/** New plugins and what is added to plugins: written, and mended where a writing was interrupted. */
export function scaffolding(
  catalog: Catalog,
  { templates, scaffolds }: Runtime,
  view: Pick<PluginsView, 'select'>,
  commands: Commands,
  failures: Failures,
): Disposable {
  const planned = new PlannedFiles();
  return Disposable.from(
    planned,
    new NewPlugin(platforms, templates, scaffolds, catalog, planned, view).register(commands),
    new AddToPlugin(platforms, templates, scaffolds, catalog, planned).register(commands),
    interruptedWritings(catalog, scaffolds, failures),
  );
}
