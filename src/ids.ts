/** Every id that package.json contributes; a test holds the two against each other both ways. */
export const ids = {
  command: {
    newPlugin: 'pluginWorkbench.newPlugin',
    refreshPlugins: 'pluginWorkbench.refreshPlugins',
    setUpEnvironment: 'pluginWorkbench.setUpEnvironment',
    chooseInterpreter: 'pluginWorkbench.chooseInterpreter',
    startServer: 'pluginWorkbench.startServer',
    debugServer: 'pluginWorkbench.debugServer',
    stopServer: 'pluginWorkbench.stopServer',
    restartServer: 'pluginWorkbench.restartServer',
    showServerLog: 'pluginWorkbench.showServerLog',
    showServerFailure: 'pluginWorkbench.showServerFailure',
    copyServerAddress: 'pluginWorkbench.copyServerAddress',
    call: 'pluginWorkbench.call',
    debugCall: 'pluginWorkbench.debugCall',
    editRequest: 'pluginWorkbench.editRequest',
    sendRequest: 'pluginWorkbench.sendRequest',
    cancelCall: 'pluginWorkbench.cancelCall',
    editProfiles: 'pluginWorkbench.editProfiles',
    openPlugin: 'pluginWorkbench.openPlugin',
    showLog: 'pluginWorkbench.showLog',
  },
  viewContainer: 'pluginWorkbench',
  view: {
    plugins: 'pluginWorkbench.plugins',
  },
  context: {
    /** `none`, `searching` or `some`: what the Plugins view has found. */
    plugins: 'pluginWorkbench.foundPlugins',
    /** True while the open text editor holds a request file. */
    requestFile: 'pluginWorkbench.requestFile',
    /** True while a call is under way. */
    calling: 'pluginWorkbench.calling',
    /** True when no Python can be found on the PATH and none is set. */
    noPython: 'pluginWorkbench.noPython',
  },
  setting: {
    python: 'pluginWorkbench.python',
    credentialProfiles: 'pluginWorkbench.credentialProfiles',
    lenses: 'pluginWorkbench.lenses',
    schemaChecks: 'pluginWorkbench.schemaChecks',
  },
  debugType: 'plugin-server',
  serverLogLanguage: 'plugin-server-log',
} as const;
