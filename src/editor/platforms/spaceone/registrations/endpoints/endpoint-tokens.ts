import type { SecretStorage } from 'vscode';

/** What a token belongs to. */
interface Owner {
  readonly name: string;
  readonly address: string;
}

/**
 * The tokens of added endpoints, in the editor's secret storage and nowhere else. A token belongs to a name and an
 * address: one that is changed in the settings does not get it.
 */
export class EndpointTokens {
  constructor(private readonly secrets: SecretStorage) {}

  async of(endpoint: Owner): Promise<string | undefined> {
    return this.secrets.get(key(endpoint));
  }

  /** @param token An empty one forgets it. */
  async store(endpoint: Owner, token: string): Promise<void> {
    await (token.trim() === '' ? this.secrets.delete(key(endpoint)) : this.secrets.store(key(endpoint), token.trim()));
  }

  async forget(endpoint: Owner): Promise<void> {
    await this.secrets.delete(key(endpoint));
  }
}

function key({ name, address }: Owner): string {
  return `endpoints/${JSON.stringify([name, address])}`;
}
