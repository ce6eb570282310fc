import { Disposable } from 'vscode';
import type { Catalog } from '../../catalog/catalog';
import { platforms } from '../../platforms/platforms';
import type { Runtime } from '../../runtime/runtime';
import type { Commands } from '../commands';
import type { Failures } from '../failures';
import { interruptedWritings } from './interrupted-writings';
import { NewPlugin } from './new-plugin';

/** New plugins: written, and mended where a writing was interrupted. */
export function scaffolding(
  catalog: Catalog,
  { templates, scaffolds }: Runtime,
  commands: Commands,
  failures: Failures,
): Disposable {
  return Disposable.from(
    new NewPlugin(platforms, templates, scaffolds, catalog).register(commands),
    interruptedWritings(catalog, scaffolds, failures),
  );
}
