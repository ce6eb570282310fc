import type { Files } from '../../../base/files';
import type { Steps } from '../../../base/steps';
import type { Finding } from '../../../manifest/finding';
import type { CheckedSources } from '../../platform';

/** The Python files of packages, with what reads Python loaded when the first of them is asked about. */
export class LatePackages implements CheckedSources {
  private packages: Promise<CheckedSources> | undefined;

  constructor(private readonly files: Files) {}

  async unitOf(file: string): Promise<string | undefined> {
    return (await this.loaded()).unitOf(file);
  }

  async check(file: string, unit: string, text: string): Promise<Steps<Finding[]>> {
    return (await this.loaded()).check(file, unit, text);
  }

  forget(changed?: readonly string[]): void {
    void this.packages?.then((packages) => packages.forget(changed));
  }

  private loaded(): Promise<CheckedSources> {
    return (this.packages ??= import('./checked-packages').then(
      ({ CheckedPackages }) => new CheckedPackages(this.files),
    ));
  }
}
