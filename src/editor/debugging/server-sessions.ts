import { workspace, Uri } from 'vscode';
import type { Disposable } from '../../base/emitter';
import type { Files } from '../../base/files';
import { normalize } from '../../base/paths';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { platformOf } from '../../platforms/platforms';
import { missingEnvironmentFile, readEnvironmentFile } from '../../runtime/environment-file';
import type { PythonInterpreters } from '../../runtime/python/interpreters';
import type { Redactor } from '../../runtime/redactor';
import type { ServerStart } from '../../runtime/server/test-server';
import type { TestServers } from '../../runtime/server/test-servers';
import { requireTrust } from '../commands';
import type { CredentialProfiles } from '../credential-profiles';
import { linksMayLead } from '../editor-files';
import type { Failures } from '../failures';
import { pluginOfConfiguration, type LaunchConfiguration } from './launch-configuration';
import type { ServerSession } from './plugin-server-adapter';

/** A variable with such a name holds a secret, wherever it comes from. */
const SECRET_NAME = /secret|token|password|passwd|credential|api_?key|access_?key|private/i;

/** Turns launch configurations into what starts a server: recipe, interpreter, variables, credentials. */
export class ServerSessions {
  private readonly hidden = new Map<string, Disposable>();

  constructor(
    private readonly catalog: Catalog,
    private readonly files: Files,
    private readonly servers: TestServers,
    private readonly interpreters: PythonInterpreters,
    private readonly profiles: CredentialProfiles,
    private readonly redactor: Redactor,
    private readonly failures: Failures,
  ) {}

  /** The session of a configuration whose variables are substituted. */
  async open(configuration: LaunchConfiguration, debug: boolean): Promise<ServerSession> {
    requireTrust();
    const plugin = await pluginOfConfiguration(this.catalog, configuration);
    return {
      server: this.servers.of(plugin.folder),
      prepare: () => this.prepare(plugin, configuration),
      debug,
      attachArguments: { justMyCode: configuration.justMyCode ?? true, subProcess: configuration.subProcess ?? true },
      onFailure: (error) => void this.failures.show(error),
    };
  }

  private async prepare(plugin: Plugin, configuration: LaunchConfiguration): Promise<Omit<ServerStart, 'onDebugger'>> {
    const [interpreter, recipe, { environment, notes }] = await Promise.all([
      this.interpreters.forPlugin(plugin.folder, configuration.python ?? chosenInterpreter(plugin.folder)),
      platformOf(plugin).launchRecipe(plugin, this.files),
      this.environment(plugin, configuration),
    ]);
    return { interpreter, recipe, environment, notes, port: configuration.port };
  }

  /** Variables from the profile, the file and the configuration itself; the later win. */
  private async environment(
    plugin: Plugin,
    { env, envFile, profile }: LaunchConfiguration,
  ): Promise<Pick<ServerStart, 'environment' | 'notes'>> {
    const fromProfile = profile ? await this.profiles.values(profile, plugin.folder) : undefined;
    // Without a word in the configuration, a plugin's own .env counts.
    const file = envFile ?? `${plugin.folder}/.env`;
    const fromFile = await readEnvironmentFile(file, { within: linksMayLead(normalize(file)) });
    const own = Object.fromEntries(
      Object.entries(env ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
    const secret = Object.entries({ ...fromFile, ...own }).flatMap(([name, value]) =>
      SECRET_NAME.test(name) ? [value] : [],
    );
    this.hide(plugin, [...(fromProfile?.hidden ?? []), ...secret]);
    return {
      environment: { ...fromProfile?.variables, ...fromFile, ...own },
      notes: envFile && !fromFile ? [missingEnvironmentFile(envFile)] : [],
    };
  }

  private hide(plugin: Plugin, values: readonly string[]): void {
    // What the run before printed stays hidden until now.
    this.hidden.get(plugin.folder)?.dispose();
    this.hidden.set(plugin.folder, this.redactor.hide(values));
  }
}

/** The interpreter that the person chose for a folder; undefined when none is set. */
export function chosenInterpreter(folder: string): string | undefined {
  const chosen = workspace.getConfiguration(undefined, Uri.file(folder)).get<string>(ids.setting.python);
  return chosen === '' ? undefined : chosen;
}
