import { l10n, window, type SecretStorage } from 'vscode';
import { basename } from '../../../../base/paths';
import { environmentVariable } from '../../../../runtime/environment-variable';
import { picked } from '../../../plugins/choose-plugin';

/**
 * What stands behind the references of manifests such as `${env:NAME}`, in the editor's secret storage and nowhere else.
 * A value belongs to the manifest for which it was given: another one that refers to the same name does not get it.
 */
export class SourceSecrets {
  constructor(private readonly storage: SecretStorage) {}

  /**
   * The stored value, else that of the environment, else what the person is asked for, once.
   * @throws an AbortError when the person does not answer
   */
  async lookUp(manifest: string, name: string): Promise<string> {
    return (await this.known(manifest, name)) ?? (await this.ask(manifest, name));
  }

  /** The stored value, else that of the environment; nobody is asked for it. */
  async known(manifest: string, name: string): Promise<string | undefined> {
    return (await this.stored(manifest)).get(name) ?? environmentVariable(name);
  }

  /** Asks for a value and keeps it. */
  async ask(manifest: string, name: string): Promise<string> {
    const value = await picked(
      window.showInputBox({
        title: l10n.t('{0} of {1}', name, basename(manifest)),
        prompt: l10n.t('Kept in the secret storage of this editor; never in a file.'),
        password: true,
        ignoreFocusOut: true,
        validateInput: (given) => (given === '' ? l10n.t('It must not be empty.') : undefined),
      }),
    );
    await this.store(manifest, new Map([[name, value]]));
    return value;
  }

  /** True for a name whose value nobody needs to be asked for. */
  async has(manifest: string, name: string): Promise<boolean> {
    return (await this.known(manifest, name)) !== undefined;
  }

  async store(manifest: string, values: ReadonlyMap<string, string>): Promise<void> {
    if (values.size > 0) {
      const all = new Map([...(await this.stored(manifest)), ...values]);
      await this.storage.store(key(manifest), JSON.stringify(Object.fromEntries(all)));
    }
  }

  /** Forgets all of a manifest's; resolves with their names. */
  async forget(manifest: string): Promise<string[]> {
    const names = [...(await this.stored(manifest)).keys()];
    await this.storage.delete(key(manifest));
    return names;
  }

  private async stored(manifest: string): Promise<Map<string, string>> {
    const text = await this.storage.get(key(manifest));
    return new Map(Object.entries(text === undefined ? {} : (JSON.parse(text) as Record<string, string>)));
  }
}

function key(manifest: string): string {
  return `sources/${manifest}`;
}
