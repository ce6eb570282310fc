type RequestSchema = (documentUri: string) => string | undefined;
type RequestContent = (schemaUri: string) => string;

/** A question to the contributors and how long their answer took. */
export interface Ask {
  readonly uri: string;
  readonly answers: readonly string[];
  readonly milliseconds: number;
}

/** The extensions that have schemas for documents, with the rules of Red Hat's extension (its schema-extension-api.ts). */
export class Contributors {
  readonly asks: Ask[] = [];
  private readonly byScheme = new Map<string, { requestSchema: RequestSchema; requestContent: RequestContent }>();

  /** False for a scheme that is taken. */
  register(scheme: string, requestSchema: RequestSchema, requestContent: RequestContent): boolean {
    if (this.byScheme.has(scheme)) {
      return false;
    }
    if (typeof requestSchema !== 'function') {
      throw new Error('Illegal parameter for requestSchema.');
    }
    this.byScheme.set(scheme, { requestSchema, requestContent });
    return true;
  }

  /** The addresses of all who have one; who throws is skipped. */
  schemasOf(uri: string): string[] {
    const start = performance.now();
    const answers = [...this.byScheme.values()].flatMap(({ requestSchema }) => {
      try {
        const answer = requestSchema(uri);
        return answer === undefined || answer === '' ? [] : [answer];
      } catch (error) {
        console.error('A schema contributor threw:', error);
        return [];
      }
    });
    this.asks.push({ uri, answers, milliseconds: performance.now() - start });
    return answers;
  }

  contentOf(schemaUri: string): string {
    const contributor = this.byScheme.get(/^([\w.+-]+):/.exec(schemaUri)?.[1] ?? '');
    if (!contributor) {
      throw new Error(`Nobody has ${schemaUri}.`);
    }
    return contributor.requestContent(schemaUri);
  }
}
