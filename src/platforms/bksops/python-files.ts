import type { Files } from '../../base/files';
import type { Steps } from '../../base/steps';
import type { Finding } from '../../manifest/finding';
import type { CheckedSources } from '../platform';
import { LatePackages } from './packages/late-packages';
import { SettingsFiles } from './settings/settings-files';
import { SETTING } from './settings/setting-name';

/** The Python files that are checked: the modules of packages, and what gives package sources to the settings. */
export class PythonFiles implements CheckedSources {
  private readonly packages: CheckedSources;
  private readonly settings: CheckedSources;

  constructor(files: Files) {
    this.packages = new LatePackages(files);
    this.settings = new SettingsFiles(files);
  }

  async unitOf(file: string): Promise<string | undefined> {
    return (await this.packages.unitOf(file)) ?? this.settings.unitOf(file);
  }

  async check(file: string, unit: string, text: string): Promise<Steps<Finding[]>> {
    const ofPackage = unit === file ? undefined : await this.packages.check(file, unit, text);
    const ofSettings = text.includes(SETTING) ? await this.settings.check(file, file, text) : undefined;
    return together(ofPackage, ofSettings);
  }

  forget(changed?: readonly string[]): void {
    this.packages.forget(changed);
  }
}

function* together(...all: readonly (Steps<Finding[]> | undefined)[]): Steps<Finding[]> {
  const found: Finding[] = [];
  for (const steps of all) {
    found.push(...(steps ? yield* steps : []));
  }
  return found.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}
