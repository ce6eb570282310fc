import { workspace, Uri } from 'vscode';
import type { Files } from '../../base/files';
import { normalize } from '../../base/paths';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { serverOf } from '../../platforms/platforms';
import { missingEnvironmentFile, readEnvironmentFile } from '../../runtime/secrets/environment-file';
import type { Runtime } from '../../runtime/runtime';
import type { ServerStart } from '../../runtime/server/test-server';
import { requireTrust } from '../commands';
import type { CredentialProfiles } from '../credential-profiles';
import { linksMayLead } from '../editor-files';
import type { Failures } from '../failures';
import { wayOf } from '../recordings/recorded-servers';
import { pluginOfConfiguration, type LaunchConfiguration } from './launch-configuration';
import type { ServerSession } from './plugin-server-adapter';

/** Turns launch configurations into what starts a server: recipe, interpreter, variables, credentials. */
export class ServerSessions {
  /** Tokens of the debuggers that listen, by their port. */
  private readonly debuggerTokens = new Map<number, string>();

  constructor(
    private readonly catalog: Catalog,
    private readonly files: Files,
    private readonly runtime: Runtime,
    private readonly profiles: CredentialProfiles,
    private readonly failures: Failures,
  ) {}

  /**
   * The session of a configuration whose variables are substituted.
   * @param onDelegate Starts another debugger of the editor on the server.
   */
  async open(
    configuration: LaunchConfiguration,
    debug: boolean,
    onDelegate: ServerSession['onDelegate'],
  ): Promise<ServerSession> {
    requireTrust();
    const plugin = await pluginOfConfiguration(this.catalog, configuration);
    return {
      server: this.runtime.servers.of(plugin),
      prepare: () => this.prepare(plugin, configuration),
      debug,
      attachArguments: { justMyCode: configuration.justMyCode ?? true, subProcess: configuration.subProcess ?? true },
      onDebugger: (port, token) => void this.debuggerTokens.set(port, token),
      onDelegate,
      onFailure: (error) => void this.failures.show(error),
    };
  }

  /** The token of a debugger that one of our servers listens with; undefined for any other. */
  debuggerToken(port: number): string | undefined {
    return this.debuggerTokens.get(port);
  }

  private async prepare(plugin: Plugin, configuration: LaunchConfiguration): Promise<Omit<ServerStart, 'onDebugger'>> {
    const chosen = configuration.python ?? chosenInterpreter(plugin.folder);
    const recipe = await serverOf(plugin).recipe(plugin, this.files);
    const [interpreter, { environment, notes }] = await Promise.all([
      this.runtime.interpreterFor(recipe, plugin.folder, chosen),
      this.environment(plugin, configuration),
    ]);
    const { folder } = plugin;
    const recorded = { folder, variables: environment, interpreter };
    const cloud = await wayOf(this.runtime.recordings, this.failures, plugin, configuration, recorded);
    return { interpreter, recipe, environment, notes, cloud, port: configuration.port };
  }

  /** Variables from the profile, the file and the configuration itself; the later win. */
  private async environment(
    plugin: Plugin,
    { env, envFile, profile }: LaunchConfiguration,
  ): Promise<Pick<ServerStart, 'environment' | 'notes'>> {
    const fromProfile = profile ? await this.profiles.values(profile, plugin.folder) : undefined;
    // Without a word in the configuration, a plugin's own .env counts.
    const file = envFile ?? `${plugin.folder}/.env`;
    const notes: string[] = [];
    const tell = (note: string): void => void notes.push(note);
    const within = linksMayLead(normalize(file));
    const fromFile = await readEnvironmentFile(file, { within, tell });
    const missing = fromFile
      ? undefined
      : await missingEnvironmentFile(file, { within, isNamed: envFile !== undefined });
    const own = Object.fromEntries(
      Object.entries(env ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
    return {
      environment: { ...fromProfile?.variables, ...fromFile, ...own },
      notes: missing === undefined ? notes : [...notes, missing],
    };
  }
}

/** The interpreter that the person chose for a folder; undefined when none is set. */
export function chosenInterpreter(folder: string): string | undefined {
  const chosen = workspace.getConfiguration(undefined, Uri.file(folder)).get<string>(ids.setting.python);
  return chosen === '' ? undefined : chosen;
}
