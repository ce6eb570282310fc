import { startGrpcServer, type GrpcServer } from '../../../runtime/grpc-server';
import { TokenKey } from '../../../runtime/secrets/signed-token';
import { tokenKeyIn } from '../../../runtime/secrets/token-key-file';
import type { Failure } from '../../../base/workbench-error';
import { Access, ownerToken } from './access';
import { ManagedPlugins, type ManagedPlugin } from './managed-plugins';
import { PluginService, type ImageTags } from './plugin-service';
import { PluginStore } from './plugin-store';
import { repositoryProtoFiles } from './proto-files';
import { repositoryMethods } from './repository-service';

export interface LocalRepositoryOptions {
  /** Where the plugins and the token's key are kept; without it they end with the Repository. Several processes may use one folder. */
  readonly folder?: string | undefined;
  /** A free one unless given. */
  readonly port?: number | undefined;
  /** The tags of an image; every image has the one tag `latest` unless given. */
  readonly tags?: ImageTags | undefined;
  /** The plugins of the managed repository; none unless given. */
  readonly managed?: readonly ManagedPlugin[] | undefined;
  /** Told of each plugin whose file is damaged. */
  readonly onDamage?: ((failure: Failure) => void) | undefined;
  /** Told of what a method threw that is no refusal: a defect. */
  readonly onDefect?: ((method: string, error: unknown) => void) | undefined;
  readonly now?: (() => Date) | undefined;
}

/** A Repository service on loopback, with a token of its own: that of its folder, or one that ends with it. */
export class LocalRepository implements AsyncDisposable {
  private constructor(
    private readonly server: GrpcServer,
    private readonly store: PluginStore,
    private readonly managed: ManagedPlugins,
    /** Lets its bearer do everything here, as metadata `token`. */
    readonly token: string,
  ) {}

  /**
   * Starts the service and resolves when it answers.
   * @throws WorkbenchError when the port is taken, the folder cannot be written to, or a newer version wrote a plugin's file
   */
  static async start(options: LocalRepositoryOptions = {}): Promise<LocalRepository> {
    const now = options.now ?? (() => new Date());
    const { folder, onDamage = () => undefined } = options;
    const store = await PluginStore.open(folder, onDamage);
    const key = folder === undefined ? new TokenKey() : await tokenKeyIn(folder, onDamage);
    const access = new Access(key, now);
    const managed = new ManagedPlugins(options.managed ?? []);
    const service = new PluginService({
      store,
      managed,
      access,
      tags: options.tags ?? (() => ['latest']),
      now,
    });
    const server = await startGrpcServer({
      files: repositoryProtoFiles,
      services: {
        'spaceone.api.repository.v1.Plugin': service.methods,
        'spaceone.api.repository.v1.Repository': repositoryMethods(access),
      },
      port: options.port,
      ...(options.onDefect && { onDefect: options.onDefect }),
    });
    return new LocalRepository(server, store, managed, ownerToken(key));
  }

  /** Such as `127.0.0.1:50051`. */
  get address(): string {
    return this.server.address;
  }

  /** Fires when plugins have changed, through this server or, once it is noticed, through another process. */
  get onDidChange(): PluginStore['onDidChange'] {
    return this.store.onDidChange;
  }

  /** Gives the managed repository these plugins in place of those that it had. */
  replaceManaged(plugins: readonly ManagedPlugin[]): void {
    this.managed.replace(plugins);
  }

  /** What spacectl needs to know, as a file of `~/.spaceone/environments`. */
  get spacectlEnvironment(): string {
    return `api_key: ${this.token}\nendpoints:\n  repository: grpc://${this.address}\n`;
  }

  /** Answers what is under way, and ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
  }
}
