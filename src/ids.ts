/** Every id that package.json contributes; a test holds the two against each other both ways. */
export const ids = {
  command: {
    newPlugin: 'pluginWorkbench.newPlugin',
    addToPlugin: 'pluginWorkbench.addToPlugin',
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
    callAgain: 'pluginWorkbench.callAgain',
    cancelCall: 'pluginWorkbench.cancelCall',
    runContract: 'pluginWorkbench.runContract',
    debugContract: 'pluginWorkbench.debugContract',
    editProfiles: 'pluginWorkbench.editProfiles',
    openPlugin: 'pluginWorkbench.openPlugin',
    refreshRegistrations: 'pluginWorkbench.refreshRegistrations',
    filterRegistrations: 'pluginWorkbench.filterRegistrations',
    clearRegistrationFilter: 'pluginWorkbench.clearRegistrationFilter',
    groupRegistrations: 'pluginWorkbench.groupRegistrations',
    showMoreRegistrations: 'pluginWorkbench.showMoreRegistrations',
    showRegistration: 'pluginWorkbench.showRegistration',
    copyRegistrationId: 'pluginWorkbench.copyRegistrationId',
    openRegistrationDocs: 'pluginWorkbench.openRegistrationDocs',
    openRegistrationIcon: 'pluginWorkbench.openRegistrationIcon',
    startLocalRepository: 'pluginWorkbench.startLocalRepository',
    chooseEndpoint: 'pluginWorkbench.chooseEndpoint',
    addEndpoint: 'pluginWorkbench.addEndpoint',
    removeEndpoint: 'pluginWorkbench.removeEndpoint',
    editEndpointToken: 'pluginWorkbench.editEndpointToken',
    copyEndpointAddress: 'pluginWorkbench.copyEndpointAddress',
    useAsManagedPlugins: 'pluginWorkbench.useAsManagedPlugins',
    copySpacectlEnvironment: 'pluginWorkbench.copySpacectlEnvironment',
    registerPlugin: 'pluginWorkbench.registerPlugin',
    updatePlugin: 'pluginWorkbench.updatePlugin',
    enablePlugin: 'pluginWorkbench.enablePlugin',
    disablePlugin: 'pluginWorkbench.disablePlugin',
    deregisterPlugin: 'pluginWorkbench.deregisterPlugin',
    showRegistrationChanges: 'pluginWorkbench.showRegistrationChanges',
    cancelEndpointRequest: 'pluginWorkbench.cancelEndpointRequest',
    showFormPreview: 'pluginWorkbench.showFormPreview',
    showLog: 'pluginWorkbench.showLog',
  },
  viewContainer: 'pluginWorkbench',
  view: {
    plugins: 'pluginWorkbench.plugins',
    registrations: 'pluginWorkbench.registrations',
  },
  context: {
    /** `none`, `searching` or `some`: what the Plugins view has found. */
    plugins: 'pluginWorkbench.foundPlugins',
    /** True while something can be added to a plugin of the workspace. */
    extendable: 'pluginWorkbench.extendable',
    /** True while the open text editor holds a request. */
    requestFile: 'pluginWorkbench.requestFile',
    /** True once a request was sent since the window opened. */
    called: 'pluginWorkbench.called',
    /** True while a call is under way. */
    calling: 'pluginWorkbench.calling',
    /** True when no Python can be found on the PATH and none is set. */
    noPython: 'pluginWorkbench.noPython',
    /** True while the Registered Plugins view shows only some. */
    registrationsFiltered: 'pluginWorkbench.registrationsFiltered',
    /** `unregistered`, `registered`, `changed` or `updatable` while the open text editor holds a register manifest. */
    openManifest: 'pluginWorkbench.openManifest',
    /** True while an endpoint is asked or written to at a person's word. */
    askingEndpoint: 'pluginWorkbench.askingEndpoint',
    /** True while the open text editor holds a component with a form of its own. */
    componentForm: 'pluginWorkbench.componentForm',
  },
  webview: {
    formPreview: 'pluginWorkbench.formPreview',
  },
  setting: {
    python: 'pluginWorkbench.python',
    credentialProfiles: 'pluginWorkbench.credentialProfiles',
    lenses: 'pluginWorkbench.lenses',
    schemaChecks: 'pluginWorkbench.schemaChecks',
    endpoints: 'pluginWorkbench.endpoints',
    imageTags: 'pluginWorkbench.imageTags',
    managedPlugins: 'pluginWorkbench.localRepository.managed',
  },
  debugType: 'plugin-server',
  serverLogLanguage: 'plugin-server-log',
} as const;
