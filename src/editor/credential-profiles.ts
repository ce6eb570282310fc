import { l10n, workspace, Uri, type SecretStorage } from 'vscode';
import { WorkbenchError } from '../base/workbench-error';
import { ids } from '../ids';
import type { CredentialFiles } from '../runtime/secrets/credential-files';
import type { Redactor } from '../runtime/secrets/redactor';

/** A profile as the settings describe it: names and paths only. */
export interface CredentialProfile {
  readonly name: string;
  readonly secrets: readonly string[];
  /** Paths of credential files by the variable that names them. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a plugin and a request get of a profile. */
export interface ProfileValues {
  /** Environment variables for the plugin. */
  readonly variables: Readonly<Record<string, string>>;
  /** What `${profile}` stands for in a request: the content of the credential file when there is one, and the secrets by name. */
  readonly secretData: Readonly<Record<string, unknown>>;
}

/** Credential profiles: their names in the settings, their values in the editor's secret storage. */
export class CredentialProfiles {
  constructor(
    private readonly secrets: SecretStorage,
    private readonly files: CredentialFiles,
    private readonly redactor: Redactor,
  ) {}

  /** The profiles that count for a folder; none in a workspace that is not trusted. */
  all(folder: string): CredentialProfile[] {
    if (!workspace.isTrusted) {
      return [];
    }
    const configured = workspace
      .getConfiguration(undefined, Uri.file(folder))
      .get<Record<string, Partial<CredentialProfile>>>(ids.setting.credentialProfiles);
    return Object.entries(configured ?? {}).map(([name, { secrets = [], files = {} }]) => ({ name, secrets, files }));
  }

  /**
   * What a profile holds; all of it is hidden from then on.
   * @throws WorkbenchError when there is no such profile, or a value or file of it is missing.
   */
  async values(name: string, folder: string): Promise<ProfileValues> {
    const profile = this.all(folder).find((candidate) => candidate.name === name);
    if (!profile) {
      throw new WorkbenchError({
        what: l10n.t('There is no credential profile "{0}".', name),
        next: { title: l10n.t('Edit Credential Profiles'), command: ids.command.editProfiles },
      });
    }
    const secrets = Object.fromEntries(
      await Promise.all(
        profile.secrets.map(async (variable) => [variable, await this.secret(profile, variable)] as const),
      ),
    );
    this.redactor.hide(
      Object.entries(secrets).map(([variable, value]) => ({ name: variable, value, isDeclared: true })),
    );
    const files = await this.files.read(profile.files);
    return {
      variables: { ...secrets, ...files.paths },
      secretData: { ...files.content, ...secrets },
    };
  }

  async has(profile: CredentialProfile, variable: string): Promise<boolean> {
    return (await this.secrets.get(key(profile.name, variable))) !== undefined;
  }

  async store(profile: string, variable: string, value: string): Promise<void> {
    await this.secrets.store(key(profile, variable), value);
  }

  async forget(profile: CredentialProfile): Promise<void> {
    await Promise.all(profile.secrets.map((variable) => this.secrets.delete(key(profile.name, variable))));
  }

  private async secret(profile: CredentialProfile, variable: string): Promise<string> {
    const value = await this.secrets.get(key(profile.name, variable));
    if (value === undefined) {
      throw new WorkbenchError({
        what: l10n.t('The credential profile "{0}" has no value for {1} on this machine.', profile.name, variable),
        next: { title: l10n.t('Set Its Value'), command: ids.command.editProfiles, arguments: [profile.name] },
      });
    }
    return value;
  }
}

function key(profile: string, variable: string): string {
  return `credentials/${profile}/${variable}`;
}
