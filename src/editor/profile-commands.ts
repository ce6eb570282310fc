import { ConfigurationTarget, Uri, l10n, window, workspace, type Disposable, type QuickPickItem } from 'vscode';
import { ids } from '../ids';
import type { Commands } from './commands';
import type { CredentialProfile, CredentialProfiles } from './credential-profiles';
import { picked } from './plugins/choose-plugin';

type Step = QuickPickItem & { run(): Promise<void> };

/** Editing credential profiles: names go to the settings, values to the secret storage, typed behind dots. */
export function profileCommands(profiles: CredentialProfiles, commands: Commands): Disposable {
  return commands.add(ids.command.editProfiles, async (given?: unknown) => {
    const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
    const known = profiles.all(folder);
    const named = known.find(({ name }) => name === given);
    await editProfile(profiles, named ?? (await chooseProfile(known, folder)));
  });
}

async function chooseProfile(known: readonly CredentialProfile[], folder: string): Promise<CredentialProfile> {
  const items = [
    ...known.map((profile) => ({ label: profile.name, description: namesOf(profile), profile })),
    { label: `$(add) ${l10n.t('New profile…')}`, description: '', profile: undefined },
  ];
  const item = await picked(window.showQuickPick(items, { placeHolder: l10n.t('Which credential profile?') }));
  return item.profile ?? newProfile(known, folder);
}

async function newProfile(known: readonly CredentialProfile[], folder: string): Promise<CredentialProfile> {
  const name = await picked(
    window.showInputBox({
      prompt: l10n.t('A name for the profile, such as the account it opens'),
      validateInput: (value) =>
        !/^[\w.-]+$/.test(value)
          ? l10n.t('Letters, digits, "-", "_" and "." make a name.')
          : known.some((profile) => profile.name === value)
            ? l10n.t('There is a profile of this name.')
            : undefined,
    }),
  );
  const profile: CredentialProfile = { name, secrets: [], files: {} };
  await save(profile, folder);
  return profile;
}

async function editProfile(profiles: CredentialProfiles, profile: CredentialProfile): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const secrets = await Promise.all(
    profile.secrets.map(async (variable): Promise<Step> => ({
      label: `$(key) ${variable}`,
      description: (await profiles.has(profile, variable))
        ? l10n.t('has a value')
        : l10n.t('has no value on this machine'),
      run: () => askValue(profiles, profile, variable),
    })),
  );
  const files = Object.entries(profile.files).map(([variable, file]): Step => ({
    label: `$(file) ${variable}`,
    description: file,
    run: () => askFile(profile, variable, folder),
  }));
  const steps: Step[] = [
    ...secrets,
    ...files,
    {
      label: `$(add) ${l10n.t('Add a secret…')}`,
      run: async () => {
        const variable = await askVariable(l10n.t('The variable that holds the secret, such as API_KEY'));
        await save({ ...profile, secrets: [...new Set([...profile.secrets, variable])] }, folder);
        await askValue(profiles, profile, variable);
      },
    },
    {
      label: `$(add) ${l10n.t('Add a credential file…')}`,
      run: async () =>
        askFile(
          profile,
          await askVariable(l10n.t('The variable that names the file'), 'GOOGLE_APPLICATION_CREDENTIALS'),
          folder,
        ),
    },
    {
      label: `$(trash) ${l10n.t('Delete the profile')}`,
      run: async () => {
        await profiles.forget(profile);
        await remove(profile.name, folder);
      },
    },
  ];
  await (
    await picked(window.showQuickPick(steps, { placeHolder: l10n.t('Credential profile {0}', profile.name) }))
  ).run();
}

async function askVariable(prompt: string, value = ''): Promise<string> {
  return picked(
    window.showInputBox({
      prompt,
      value,
      validateInput: (typed) =>
        /^[A-Za-z_]\w*$/.test(typed) ? undefined : l10n.t('Letters, digits and "_" make the name of a variable.'),
    }),
  );
}

async function askValue(profiles: CredentialProfiles, profile: CredentialProfile, variable: string): Promise<void> {
  const value = await picked(
    window.showInputBox({
      prompt: l10n.t('The value of {0} in {1}', variable, profile.name),
      password: true,
      ignoreFocusOut: true,
    }),
  );
  await profiles.store(profile.name, variable, value);
}

async function askFile(profile: CredentialProfile, variable: string, folder: string): Promise<void> {
  const [file] = await picked(
    window.showOpenDialog({ title: l10n.t('The credential file that {0} names', variable), canSelectMany: false }),
  );
  if (file) {
    await save({ ...profile, files: { ...profile.files, [variable]: file.fsPath } }, folder);
  }
}

function namesOf(profile: CredentialProfile): string {
  return [...profile.secrets, ...Object.keys(profile.files)].join(', ');
}

/** Profiles are written where they stand; new ones to the person's own settings. */
async function save(profile: CredentialProfile, folder: string): Promise<void> {
  await change(
    folder,
    (all) => ({ ...all, [profile.name]: { secrets: profile.secrets, files: profile.files } }),
    profile.name,
  );
}

async function remove(name: string, folder: string): Promise<void> {
  await change(folder, (all) => Object.fromEntries(Object.entries(all).filter(([key]) => key !== name)), name);
}

type Profiles = Readonly<Record<string, unknown>>;

async function change(folder: string, edit: (all: Profiles) => Profiles, name: string): Promise<void> {
  const configuration = workspace.getConfiguration(undefined, folder ? Uri.file(folder) : undefined);
  const written = configuration.inspect<Profiles>(ids.setting.credentialProfiles);
  const places: [Profiles | undefined, ConfigurationTarget][] = [
    [written?.workspaceFolderValue, ConfigurationTarget.WorkspaceFolder],
    [written?.workspaceValue, ConfigurationTarget.Workspace],
  ];
  const [value, target] = places.find(([all]) => all && name in all) ?? [
    written?.globalValue,
    ConfigurationTarget.Global,
  ];
  await configuration.update(ids.setting.credentialProfiles, edit(value ?? {}), target);
}
