import { Budget, BudgetSpent } from '../../../base/budget';
import type { Files } from '../../../base/files';
import { basename, dirname, isInside, withAncestors } from '../../../base/paths';
import type { Steps } from '../../../base/steps';
import type { Finding } from '../../../manifest/finding';
import type { CheckedSources } from '../../platform';
import { findingsOf } from '../contract/module-findings';
import { readModuleInSteps } from '../python/python-module';
import { mayHoldComponent, rootOf } from './module-names';
import { foldersOfManifests, rootPackagesIn } from './package-loaders';
import { readPackageView, withModule, type PackageModule, type PackageView } from './package-view';

/** Longer chains of folders are cut at their top. */
const MOST_FOLDERS = 30;

/** The Python files of packages that SOPS loads: those around components, and those that a manifest names. */
export class CheckedPackages implements CheckedSources {
  /** Root folders, by folder. */
  private readonly units = new Map<string, Promise<string | undefined>>();
  /** The root packages that manifests name, by their folder. */
  private readonly named = new Map<string, Promise<ReadonlySet<string>>>();
  /** Which folders hold components: folders that lie beside each other ask the same ones above them. */
  private readonly holding = new Map<string, Promise<boolean>>();
  private readonly views = new Map<string, Promise<PackageView>>();
  /** What was read before something changed, so that only that is parsed. */
  private readonly before = new Map<string, PackageView>();

  constructor(private readonly files: Files) {}

  unitOf(file: string): Promise<string | undefined> {
    const folder = dirname(file);
    const known = this.units.get(folder) ?? this.find(folder);
    this.units.set(folder, known);
    return known;
  }

  async check(file: string, unit: string, text: string): Promise<Steps<Finding[]>> {
    const view = await this.viewOf(unit);
    return this.steps(file, view, text);
  }

  forget(changed?: readonly string[]): void {
    this.holding.clear();
    const isLayout = changed?.every((file) => file.endsWith('.py') && basename(file) !== '__init__.py') !== true;
    if (isLayout) {
      this.units.clear();
      this.named.clear();
    }
    for (const unit of this.views.keys()) {
      if (isLayout || changed.some((file) => isInside(dirname(unit), file))) {
        this.views.delete(unit);
      }
    }
  }

  private async viewOf(unit: string): Promise<PackageView> {
    const known = this.views.get(unit);
    const reading = known ?? readPackageView(unit, this.files, this.before.get(unit));
    this.views.set(unit, reading);
    const view = await reading;
    this.before.set(unit, view);
    return view;
  }

  private *steps(file: string, view: PackageView, text: string): Steps<Finding[]> {
    try {
      const known = view.modules.find((each) => each.file === file);
      const now =
        known?.python.text === text ? view : withModule(view, file, yield* readModuleInSteps(text, new Budget()));
      if (now !== view) {
        // What is written in one file decides what is right in another.
        this.views.set(view.rootFolder, Promise.resolve(now));
        this.before.set(view.rootFolder, now);
      }
      const module = now.modules.find((each): each is PackageModule => each.file === file);
      return module ? yield* findingsOf(module, now) : [];
    } catch (error) {
      if (error instanceof BudgetSpent) {
        const range = { start: 0, end: 0 };
        return [{ code: 'bksops/not-checked', severity: 'warning', range, message: `Not checked: ${error.message}` }];
      }
      throw error;
    }
  }

  /** The uppermost folder that a manifest names as a root package; else that around the nearest components. */
  private async find(folder: string): Promise<string | undefined> {
    let named: string | undefined;
    let holding: string | undefined;
    for (const at of [...withAncestors(folder)].slice(0, MOST_FOLDERS)) {
      named = (await this.isNamed(at)) ? at : named;
      holding ??= (await this.isHolding(at)) ? at : undefined;
    }
    return named ?? (holding === undefined ? undefined : rootOf(holding, this.files));
  }

  private async isNamed(root: string): Promise<boolean> {
    for (const folder of foldersOfManifests(root)) {
      const names = this.named.get(folder) ?? rootPackagesIn(folder, this.files);
      this.named.set(folder, names);
      if ((await names).has(basename(root))) {
        return true;
      }
    }
    return false;
  }

  private isHolding(folder: string): Promise<boolean> {
    const known = this.holding.get(folder) ?? this.holdsComponents(folder);
    this.holding.set(folder, known);
    return known;
  }

  /** True for a folder in which bk-sops's own generators would have put components. */
  private async holdsComponents(folder: string): Promise<boolean> {
    const found = await this.files.find(folder, ['components/collections/**/*.py']).catch(() => []);
    for (const file of found) {
      const text = await this.files.read(file).catch(() => undefined);
      if (text !== undefined && mayHoldComponent(text)) {
        return true;
      }
    }
    return false;
  }
}
