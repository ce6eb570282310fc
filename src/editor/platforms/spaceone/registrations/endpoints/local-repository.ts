import { Disposable, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import { localEndpoint, type Endpoint } from '../../../../../platforms/spaceone/registrations/endpoints';
import type { LocalRepository } from '../../../../../platforms/spaceone/repository/local-repository';
import type { ManagedPlugin } from '../../../../../platforms/spaceone/repository/managed-plugins';
import type { Redactor } from '../../../../../runtime/secrets/redactor';
import type { LocalRepositoryPlace } from './local-repository-place';

/**
 * The Repository that runs in this window: started by the first who asks for its token, ended with the window. Windows
 * of one workspace each run their own, on the same files and with the same token.
 */
export class WindowRepository implements AsyncDisposable {
  private readonly changed = new EventEmitter<void>();
  private starting: Promise<LocalRepository> | undefined;
  private running: LocalRepository | undefined;
  private listening: Disposable | undefined;
  private isOver = false;
  /** Fires when it has started, and when its plugins may have changed. */
  readonly onDidChange = this.changed.event;
  readonly endpoint: Endpoint;

  constructor(
    private readonly place: LocalRepositoryPlace,
    private readonly redactor: Redactor,
  ) {
    const token = async (): Promise<string> => (await this.start()).token;
    const address = (): string => this.address ?? '';
    this.endpoint = {
      ...localEndpoint('', token),
      // Known once the token is, which is asked for first.
      get address() {
        return address();
      },
    };
  }

  /** Such as `grpc://127.0.0.1:50051`; undefined until it runs. */
  get address(): string | undefined {
    return this.running && `grpc://${this.running.address}`;
  }

  /**
   * The Repository, started when it does not run yet.
   * @throws WorkbenchError when its folder cannot be written to, or a newer version wrote a plugin's file
   */
  async start(): Promise<LocalRepository> {
    this.starting ??= this.startOnce();
    return this.starting;
  }

  /** Gives its managed repository these plugins in place of those that it had; nothing while it does not run. */
  replaceManaged(plugins: readonly ManagedPlugin[]): void {
    if (this.running && !this.isOver) {
      this.running.replaceManaged(plugins);
      this.changed.fire();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isOver = true;
    this.changed.dispose();
    const started = await this.starting?.catch(() => undefined);
    await started?.[Symbol.asyncDispose]();
    this.listening?.dispose();
  }

  private async startOnce(): Promise<LocalRepository> {
    try {
      if (this.isOver) {
        throw new DOMException('The window is closing.', 'AbortError');
      }
      const { LocalRepository } = await import('../../../../../platforms/spaceone/repository/local-repository');
      const running = await LocalRepository.start(this.place);
      this.running = running;
      this.listening = this.listen(running);
      this.changed.fire();
      return running;
    } catch (error) {
      // What was in the way may be gone by the next time.
      this.starting = undefined;
      throw error;
    }
  }

  private listen(running: LocalRepository): Disposable {
    const fire = (): void => this.changed.fire();
    // What another window registers stands in the files first.
    const files = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(this.place.folder), 'plugins/**'));
    return Disposable.from(
      this.redactor.hide([running.token]),
      running.onDidChange(fire),
      files,
      files.onDidChange(fire),
      files.onDidCreate(fire),
    );
  }
}
