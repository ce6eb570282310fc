import type { CheckContext } from '../../../contract/contract';
import type { BksopsPlugin } from '../package-finder';
import { readPackageView, type PackageView } from '../packages/package-view';

const views = new WeakMap<CheckContext['run'], Promise<PackageView>>();

/** The package of a run, read once however many checks look at it. */
export function viewOf(
  { run, files }: Pick<CheckContext<BksopsPlugin>, 'run' | 'files'>,
  { rootFolder }: BksopsPlugin,
): Promise<PackageView> {
  const view = views.get(run) ?? readPackageView(rootFolder, files);
  views.set(run, view);
  return view;
}
