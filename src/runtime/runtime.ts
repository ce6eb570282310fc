import path from 'node:path';
import { CredentialFiles } from './secrets/credential-files';
import type { GrpcConnectionOptions } from './calls/grpc-api';
import { Callers } from './calls/callers';
import { GrpcConnections } from './calls/grpc-connections';
import { Kubectl } from './kubernetes/kubectl';
import { SupervisedWork } from './loading/supervised-work';
import { Processes } from './processes/processes';
import { EnvironmentSetup } from './python/environment-setup';
import { PythonInterpreters } from './python/interpreters';
import { installedDescriptors, type PythonContracts } from './python-descriptors/installed-descriptors';
import { Uv } from './python/uv';
import { cacheFolder } from './files/user-files';
import { PySocks } from './recording/py-socks';
import { Recordings } from './recording/recordings';
import { Redactor } from './secrets/redactor';
import { inheritedSecrets } from './secrets/judgement';
import { ScaffoldWriter } from './scaffold/scaffold-writer';
import type { LaunchRecipe } from './server/launch-recipe';
import { readyProbe } from './server/ready-probe';
import { ServerProcesses } from './server/server-process';
import { TestServers } from './server/test-servers';
import { TemplateEngine } from './template-engine/template-engine';

/** What the editor and the command line run things with; nothing is started or loaded by making it. */
export class Runtime implements AsyncDisposable {
  /** Knows every secret that the runtime has met, and hides them in all that leaves it. */
  readonly redactor = new Redactor();
  readonly processes = new Processes(this.redactor);
  readonly connections = new GrpcConnections((address) => this.connectionOptions(address), this.redactor);
  readonly callers = new Callers(this.connections, this.redactor);
  /** Reaches the person's clusters. */
  readonly kubectl: Kubectl;
  readonly scaffolds = new ScaffoldWriter();
  readonly credentialFiles = new CredentialFiles(this.redactor);
  readonly python: PythonInterpreters;
  readonly environments: EnvironmentSetup;
  readonly servers: TestServers;
  /** Plugins' calls to their clouds, recorded and replayed. */
  readonly recordings: Recordings;
  /** Judges and renders the templates that are written in manifests. */
  readonly templateEngine: TemplateEngine;
  /** The folder of the scaffolds' templates: `<platform>/<kind>`. */
  readonly templates: string;

  /**
   * @param resources The built product's folder with `python/`, `templates/`, `constraints/` and the template engine.
   * @param workspaceFolders The folders whose programs are never run unless a person chose them.
   * @param besides gRPC services by full name that servers of the platforms have beside their own.
   */
  constructor(
    private readonly resources: string,
    workspaceFolders: () => readonly string[] = () => [],
    private readonly besides: readonly string[] = [],
  ) {
    // Whatever is started inherits them.
    this.redactor.hide(inheritedSecrets(process.env));
    const run = this.processes.run.bind(this.processes);
    this.kubectl = new Kubectl(this.processes, workspaceFolders);
    this.python = new PythonInterpreters(run, workspaceFolders);
    const tools = path.join(cacheFolder(), 'tools');
    this.recordings = new Recordings(this.redactor, new PySocks(run, this.python, tools));
    this.environments = new EnvironmentSetup(run, this.python, {
      uv: new Uv(run, this.python, tools),
      constraints: path.join(resources, 'constraints'),
      redactor: this.redactor,
    });
    this.templates = path.join(resources, 'templates');
    this.templateEngine = new TemplateEngine({
      worker: path.join(resources, 'template-engine-worker.js'),
      program: path.join(resources, 'template-engine.wasm'),
    });
    const serveScript = path.join(resources, 'python', 'serve.py');
    const serverProcesses = new ServerProcesses(serveScript, this.processes, (name, folder) =>
      this.python.program(name, folder),
    );
    this.servers = new TestServers(serverProcesses, this.redactor, readyProbe(this.connections));
    this.servers.onDidChange(({ state, before }) => {
      if (before.is === 'ready' && state.is !== 'ready') {
        void this.connections.drop(before.address);
      }
    });
  }

  /**
   * The Python that runs a recipe; undefined for a recipe that needs none.
   * @param chosen The interpreter that a person chose instead of the plugin's own environment.
   * @throws WorkbenchError when there is none
   */
  async interpreterFor(recipe: LaunchRecipe, folder: string, chosen: string | undefined): Promise<string | undefined> {
    return recipe.is === 'python-module' ? this.python.forPlugin(folder, chosen, recipe.anyPython) : undefined;
  }

  /**
   * Work that nobody vouches for, done by a Python file of the product.
   * @param worker Its name in the folder `python`.
   * @param options Of the interpreter, such as `-P`.
   */
  supervised(interpreter: string, worker: string, options: readonly string[]): SupervisedWork {
    const inPython = (name: string): string => path.join(this.resources, 'python', name);
    const workplace = { interpreter, options, script: inPython('supervise.py'), worker: inPython(worker) };
    return new SupervisedWork(workplace, this.processes);
  }

  /** A plugin's own server without reflection is known by the contracts that its Python has installed. */
  private connectionOptions(address: string): GrpcConnectionOptions {
    const { besides } = this;
    const place = this.servers.all.find((server) => server.place?.address === address)?.place;
    const contracts = place?.recipe.is === 'python-module' ? place.recipe.contracts : undefined;
    const interpreter = place?.interpreter;
    return interpreter !== undefined && contracts
      ? { besides, descriptors: (signal) => this.installedContracts(interpreter, contracts, signal) }
      : { besides };
  }

  private installedContracts(
    interpreter: string,
    contracts: PythonContracts,
    signal: AbortSignal | undefined,
  ): Promise<Uint8Array> {
    const script = path.join(this.resources, 'python', 'dump_descriptors.py');
    return installedDescriptors(this.processes.run.bind(this.processes), { interpreter, script, contracts, signal });
  }

  /**
   * The gRPC contracts that a plugin's Python has installed, as a serialized FileDescriptorSet.
   * @param chosen The interpreter that a person chose instead of the plugin's own environment.
   * @throws WorkbenchError when the plugin has no Python, or that has no contracts.
   */
  async contracts(
    folder: string,
    contracts: PythonContracts,
    chosen: string | undefined,
    signal: AbortSignal,
  ): Promise<Uint8Array> {
    const interpreter = await this.python.forPlugin(folder, chosen);
    return this.installedContracts(interpreter, contracts, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connections.dispose();
    await this.templateEngine[Symbol.asyncDispose]();
    await this.servers[Symbol.asyncDispose]();
    await this.processes[Symbol.asyncDispose]();
  }
}
