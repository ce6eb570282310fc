import type { Files } from '../../../base/files';
import type { Steps } from '../../../base/steps';
import type { Finding } from '../../../manifest/finding';
import type { CheckedSources } from '../../platform';
import { SETTING } from './setting-name';

/** Python files that give package sources to the settings of SOPS; each is checked alone. */
export class SettingsFiles implements CheckedSources {
  constructor(private readonly files: Files) {}

  async unitOf(file: string): Promise<string | undefined> {
    const text = await this.files.read(file).catch(() => undefined);
    return text?.includes(SETTING) === true ? file : undefined;
  }

  /** What reads Python is loaded when the first of them is checked. */
  async check(_file: string, _unit: string, text: string): Promise<Steps<Finding[]>> {
    return (await import('./settings-findings')).settingsFindings(text);
  }

  forget(): void {
    // Nothing is kept of a file.
  }
}
