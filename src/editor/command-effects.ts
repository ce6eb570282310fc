import { ids } from '../ids';

/**
 * What a command does beyond the window:
 * - `shows`: nothing. It opens what is there, copies what is known, or stops what runs.
 * - `writes`: files, settings or secrets.
 * - `starts`: a process, or a conversation with an endpoint, a server or the outside.
 */
export type CommandEffect = 'shows' | 'writes' | 'starts';

type CommandId = (typeof ids.command)[keyof typeof ids.command];

const { command } = ids;

/** Every command has an effect: a new one cannot be forgotten. */
const effects: Readonly<Record<CommandId, CommandEffect>> = {
  [command.refreshPlugins]: 'shows',
  [command.openPlugin]: 'shows',
  [command.showLog]: 'shows',
  [command.showFormPreview]: 'shows',
  [command.previewViews]: 'shows',
  [command.showServerLog]: 'shows',
  [command.showRecording]: 'shows',
  [command.showServerFailure]: 'shows',
  [command.copyServerAddress]: 'shows',
  [command.stopServer]: 'shows',
  [command.cancelCall]: 'shows',
  [command.showEarlierAnswers]: 'shows',
  [command.compareAnswers]: 'shows',
  [command.cancelEndpointRequest]: 'shows',
  [command.refreshSources]: 'shows',
  [command.openSource]: 'shows',
  [command.showLoadLog]: 'shows',
  [command.copySourceForPage]: 'shows',
  [command.exportApiSources]: 'shows',
  [command.exportSettingsSources]: 'shows',

  [command.newPlugin]: 'writes',
  [command.addToPlugin]: 'writes',
  [command.editRequest]: 'writes',
  [command.forgetAnswers]: 'writes',
  [command.editComponentRun]: 'writes',
  [command.editProfiles]: 'writes',
  [command.chooseInterpreter]: 'writes',
  [command.chooseEndpoint]: 'writes',
  [command.addEndpoint]: 'writes',
  [command.removeEndpoint]: 'writes',
  [command.editEndpointToken]: 'writes',
  [command.groupRegistrations]: 'writes',
  [command.useAsManagedPlugins]: 'writes',
  [command.addSource]: 'writes',
  [command.addPluginSet]: 'writes',
  [command.importSources]: 'writes',
  [command.removeSourceSecrets]: 'writes',

  [command.syncSource]: 'starts',
  [command.syncAllSources]: 'starts',
  [command.loadSource]: 'starts',
  [command.loadAllSources]: 'starts',
  [command.loadSourcesFromCache]: 'starts',
  [command.installRequirements]: 'starts',
  [command.readyToDeploy]: 'starts',
  [command.setUpEnvironment]: 'starts',
  [command.startServer]: 'starts',
  [command.debugServer]: 'starts',
  [command.recordServer]: 'starts',
  [command.replayServer]: 'starts',
  [command.restartServer]: 'starts',
  [command.call]: 'starts',
  [command.debugCall]: 'starts',
  [command.runContract]: 'starts',
  [command.debugContract]: 'starts',
  [command.sendRequest]: 'starts',
  [command.sendRequestTo]: 'starts',
  [command.runComponent]: 'starts',
  [command.debugComponent]: 'starts',
  [command.callAgain]: 'starts',
  [command.showSetPreview]: 'starts',
  [command.callGenerator]: 'starts',
  [command.startLocalRepository]: 'starts',
  [command.refreshRegistrations]: 'starts',
  [command.filterRegistrations]: 'starts',
  [command.clearRegistrationFilter]: 'starts',
  [command.showMoreRegistrations]: 'starts',
  [command.showRegistration]: 'starts',
  [command.showRegistrationChanges]: 'starts',
  [command.copyRegistrationId]: 'starts',
  [command.copyEndpointAddress]: 'starts',
  [command.copySpacectlEnvironment]: 'starts',
  [command.openRegistrationDocs]: 'starts',
  [command.openRegistrationIcon]: 'starts',
  [command.registerPlugin]: 'starts',
  [command.updatePlugin]: 'starts',
  [command.enablePlugin]: 'starts',
  [command.disablePlugin]: 'starts',
  [command.deregisterPlugin]: 'starts',
};

/** True for a command that is refused in a workspace without trust. */
export function asksForTrust(id: string): boolean {
  return effectOf(id) !== 'shows';
}

/** What a command does; one that nobody has listed is taken for the worst. */
export function effectOf(id: string): CommandEffect {
  return Object.hasOwn(effects, id) ? effects[id as CommandId] : 'starts';
}
