import path from 'node:path';
import { CredentialFiles } from './secrets/credential-files';
import type { GrpcConnectionOptions } from './calls/grpc-api';
import { GrpcConnections } from './calls/grpc-connections';
import { Processes } from './processes/processes';
import { EnvironmentSetup } from './python/environment-setup';
import { PythonInterpreters } from './python/interpreters';
import { Uv } from './python/uv';
import { cacheFolder } from './files/user-files';
import { installedDescriptors } from './python-descriptors/installed-descriptors';
import { Redactor } from './secrets/redactor';
import { inheritedSecrets } from './secrets/judgement';
import { ScaffoldWriter } from './scaffold/scaffold-writer';
import { TestServers } from './server/test-servers';

/** What the editor and the command line run things with; nothing is started or loaded by making it. */
export class Runtime implements AsyncDisposable {
  /** Knows every secret that the runtime has met, and hides them in all that leaves it. */
  readonly redactor = new Redactor();
  readonly processes = new Processes(this.redactor);
  readonly connections = new GrpcConnections((address) => this.connectionOptions(address), this.redactor);
  readonly scaffolds = new ScaffoldWriter();
  readonly credentialFiles = new CredentialFiles(this.redactor);
  readonly python: PythonInterpreters;
  readonly environments: EnvironmentSetup;
  readonly servers: TestServers;
  /** The folder of the scaffolds' templates: `<platform>/<kind>`. */
  readonly templates: string;

  /**
   * @param resources The built product's folder with `python/`, `templates/` and `constraints/`.
   * @param workspaceFolders The folders whose programs are never run unless a person chose them.
   */
  constructor(
    private readonly resources: string,
    workspaceFolders: () => readonly string[] = () => [],
  ) {
    // Whatever is started inherits them.
    this.redactor.hide(inheritedSecrets(process.env));
    const run = this.processes.run.bind(this.processes);
    this.python = new PythonInterpreters(run, workspaceFolders);
    this.environments = new EnvironmentSetup(run, this.python, {
      uv: new Uv(run, this.python, path.join(cacheFolder(), 'tools')),
      constraints: path.join(resources, 'constraints'),
      redactor: this.redactor,
    });
    this.templates = path.join(resources, 'templates');
    this.servers = new TestServers(path.join(resources, 'python', 'serve.py'), this.processes, (address, signal) =>
      this.connections.becomesHealthy(address, signal),
    );
    this.servers.onDidChange(({ state, before }) => {
      if (before.is === 'ready' && state.is !== 'ready') {
        void this.connections.drop(before.address);
      }
    });
  }

  /** A plugin's own server without reflection is known by the contracts that its Python has installed. */
  private connectionOptions(address: string): GrpcConnectionOptions {
    const server = this.servers.all.find(({ place }) => place?.address === address);
    const interpreter = server?.place?.interpreter;
    return interpreter ? { descriptors: (signal) => this.installedContracts(interpreter, signal) } : {};
  }

  private installedContracts(interpreter: string, signal: AbortSignal | undefined): Promise<Uint8Array> {
    const script = path.join(this.resources, 'python', 'dump_descriptors.py');
    return installedDescriptors(this.processes.run.bind(this.processes), { interpreter, script, signal });
  }

  /**
   * The gRPC contracts that a plugin's Python has installed, as a serialized FileDescriptorSet.
   * @param chosen The interpreter that a person chose instead of the plugin's own environment.
   * @throws WorkbenchError when the plugin has no Python, or that has no contracts.
   */
  async contracts(folder: string, chosen: string | undefined, signal: AbortSignal): Promise<Uint8Array> {
    const interpreter = await this.python.forPlugin(folder, chosen);
    return this.installedContracts(interpreter, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connections.dispose();
    await this.servers[Symbol.asyncDispose]();
    await this.processes[Symbol.asyncDispose]();
  }
}
