// Stands in for Red Hat's YAML extension, which is published on marketplaces only: the same id, the same API, the same
// language server.
import * as path from 'node:path';
import { extensions, type Diagnostic, type ExtensionContext } from 'vscode';
import { LanguageClient, TransportKind, type LanguageClientOptions } from 'vscode-languageclient/node';
import { Catalogue } from './catalogue';
import { Contributors, type Ask } from './contributors';

/** The API of the extension, and what tests want to know besides. */
export interface StandIn {
  registerContributor: Contributors['register'];
  modifySchemaContent(modification: object): Promise<void>;
  readonly asks: readonly Ask[];
  /** Everything that the server has said about documents, in order. */
  readonly published: readonly { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }[];
}

let client: LanguageClient | undefined;

/** Resolves before the server is up, as that of the extension does. */
export function activate(context: ExtensionContext): StandIn {
  const contributors = new Contributors();
  const published: { uri: string; diagnostics: readonly Diagnostic[] }[] = [];
  const made = startServer(context, contributors, published);
  return {
    registerContributor: (scheme, requestSchema, requestContent) =>
      contributors.register(scheme, requestSchema, requestContent),
    modifySchemaContent: async (modification) => (await made).sendRequest('json/schema/modify', modification),
    asks: contributors.asks,
    published,
  };
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function startServer(
  context: ExtensionContext,
  contributors: Contributors,
  published: { uri: string; diagnostics: readonly Diagnostic[] }[],
): Promise<LanguageClient> {
  const catalogue = await Catalogue.start();
  context.subscriptions.push(catalogue);
  const options: LanguageClientOptions = {
    documentSelector: [{ language: 'yaml' }],
    middleware: {
      handleDiagnostics: (uri, diagnostics, next) => {
        published.push({ uri: uri.toString(), diagnostics });
        next(uri, diagnostics);
      },
      workspace: {
        configuration: async (params, token, next) => {
          const sections = (await next(params, token)) as Record<string, unknown>[];
          return sections.map((values, index) =>
            params.items[index]?.section === 'yaml'
              ? { ...values, schemaStore: { ...(values['schemaStore'] as object), url: catalogue.url } }
              : values,
          );
        },
      },
    },
  };
  // The extension under test is loaded from its sources, and its test dependencies are there.
  const tested = extensions.getExtension('plugin-workbench.plugin-workbench');
  const server = path.join(tested?.extensionPath ?? '', 'node_modules/yaml-language-server/out/server/src/server.js');
  const run = { module: server, transport: TransportKind.ipc };
  client = new LanguageClient('yaml', 'YAML Support', { run, debug: run }, options);
  client.onRequest('custom/schema/request', (uri: string) => contributors.schemasOf(uri));
  client.onRequest('custom/schema/content', (uri: string) => contributors.contentOf(uri));
  client.onRequest('vscode/content', async (uri: string) => {
    const response = await fetch(uri);
    if (!response.ok) {
      throw new Error(`${uri} answers ${response.status}.`);
    }
    return response.text();
  });
  await client.start();
  await client.sendNotification('json/schemaAssociations', associations());
  await client.sendNotification('yaml/registerCustomSchemaRequest');
  await client.sendNotification('yaml/registerContentRequest');
  return client;
}

/** What all extensions contribute as `yamlValidation`. */
function associations(): { fileMatch: string[]; uri: string }[] {
  return extensions.all.flatMap(({ packageJSON, extensionUri }) => {
    const { contributes } = packageJSON as {
      contributes?: { yamlValidation?: { fileMatch: string[]; url: string }[] };
    };
    return (contributes?.yamlValidation ?? []).map(({ fileMatch, url }) => ({
      fileMatch: fileMatch.map((pattern) => (/^(?:\w+:\/\/|\/|!)/.test(pattern) ? pattern : `/${pattern}`)),
      uri: extensionUri.with({ path: path.posix.join(extensionUri.path, url) }).toString(),
    }));
  });
}
