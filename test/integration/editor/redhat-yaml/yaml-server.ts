import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import {
  IPCMessageReader,
  IPCMessageWriter,
  createMessageConnection,
  type MessageConnection,
} from 'vscode-jsonrpc/node';

const program = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server');

export interface Place {
  readonly line: number;
  readonly character: number;
}

export interface ServerDiagnostic {
  readonly range: { readonly start: Place; readonly end: Place };
  readonly message: string;
  readonly source?: string;
  readonly code?: unknown;
}

/** What the server asks of Red Hat's extension, and that of its contributors. */
export interface Contributor {
  requestSchema(uri: string): string | undefined;
  requestSchemaContent(schemaUri: string): string;
}

/** The language server inside Red Hat's YAML extension, spoken to as that does. */
export class YamlServer implements AsyncDisposable {
  /** Each document whose schema was asked for. */
  readonly asks: string[] = [];
  private readonly published = new Map<string, (diagnostics: readonly ServerDiagnostic[]) => void>();
  private opened = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly connection: MessageConnection,
  ) {}

  static async start(
    contributor?: Contributor,
    associations: readonly { fileMatch: readonly string[]; uri: string }[] = [],
  ): Promise<YamlServer> {
    const child = fork(program, ['--node-ipc'], { stdio: 'ignore', execArgv: [] });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    const server = new YamlServer(child, connection);
    connection.onNotification('textDocument/publishDiagnostics', (sent: Published) =>
      server.published.get(sent.uri)?.(sent.diagnostics),
    );
    connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
      items.map(({ section }) => (section === 'yaml' ? settings : null)),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onRequest('custom/schema/request', (uri: string) => {
      server.asks.push(uri);
      const answer = contributor?.requestSchema(uri);
      return answer === undefined ? [] : [answer];
    });
    connection.onRequest('custom/schema/content', (uri: string) => contributor?.requestSchemaContent(uri));
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
        workspace: { configuration: true },
        textDocument: { completion: { completionItem: { snippetSupport: true } } },
      },
    });
    await connection.sendNotification('initialized', {});
    await connection.sendNotification('json/schemaAssociations', associations);
    await connection.sendNotification('yaml/registerCustomSchemaRequest');
    return server;
  }

  /** Opens a text and resolves with its address and what the server finds in it. */
  async open(text: string, name = 'sample.yaml'): Promise<{ uri: string; diagnostics: readonly ServerDiagnostic[] }> {
    this.opened += 1;
    const uri = `file:///samples/${this.opened}/${name}`;
    const found = new Promise<readonly ServerDiagnostic[]>((resolve) => this.published.set(uri, resolve));
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    await this.connection.sendNotification('textDocument/didOpen', { textDocument });
    return { uri, diagnostics: await found };
  }

  async completions(uri: string, position: Place): Promise<string[]> {
    const at = { textDocument: { uri }, position };
    const found = await this.connection.sendRequest<{ items: { label: string }[] }>('textDocument/completion', at);
    return found.items.map(({ label }) => label);
  }

  async hover(uri: string, position: Place): Promise<string> {
    const at = { textDocument: { uri }, position };
    const found = await this.connection.sendRequest<{ contents: { value: string } } | null>('textDocument/hover', at);
    return found?.contents.value ?? '';
  }

  async lenses(uri: string): Promise<unknown[]> {
    return (
      (await this.connection.sendRequest<unknown[] | null>('textDocument/codeLens', { textDocument: { uri } })) ?? []
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.child, 'exit');
    this.connection.dispose();
    this.child.kill();
    await ended;
  }
}

interface Published {
  readonly uri: string;
  readonly diagnostics: readonly ServerDiagnostic[];
}

/** As the extension's, but nothing is downloaded. */
const settings = {
  validate: true,
  hover: true,
  completion: true,
  format: { enable: true },
  schemaStore: { enable: false },
  kubernetesCRDStore: { enable: false },
};
