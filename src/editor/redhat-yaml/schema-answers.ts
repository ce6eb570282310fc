import { Emitter } from '../../base/emitter';
import type { CheckedText } from '../../manifest/check/check-text';
import type { Schema } from '../../manifest/schema/json-schema';
import { mentionsRootKey } from '../../manifest/kind';

/** A scheme of our own: the extension that asks tells its contributors by it. */
export const schemaScheme = 'plugin-workbench';

/** Shown in the status bar. The schema is `true`, which finds nothing; of an empty object a lens would be drawn. */
const checkedHere: Answer = { uri: `${schemaScheme}://built-in-checks`, schema: true };

interface Answer {
  readonly uri: string;
  readonly schema: Schema;
}

/** Which schema Red Hat's extension shall use for which document; found out at each check, so that asking costs nothing. */
export class SchemaAnswers {
  private readonly answers = new Map<string, Answer>();
  private readonly asked = new Map<string, Answer | undefined>();
  private readonly addresses = new WeakMap<object, string>();
  private made = 0;
  private readonly didHandOut = new Emitter<string>();
  /** The address of a document whose schema was asked for and is another kind of answer than before. */
  readonly onDidHandOut = this.didHandOut.event;

  /**
   * @param documentUri as the editor writes it
   * @param checked undefined when nothing of ours is in the document
   * @param wantsFull whether the full schema is to be handed out; it is, where one schema fits the whole file
   */
  update(documentUri: string, checked: CheckedText | undefined, wantsFull: boolean): void {
    const answer = checked && this.answerTo(checked, wantsFull);
    if (answer) {
      this.answers.set(documentUri, answer);
    } else {
      this.answers.delete(documentUri);
    }
  }

  forget(documentUri: string): void {
    this.answers.delete(documentUri);
    this.asked.delete(documentUri);
  }

  clear(): void {
    this.answers.clear();
    this.asked.clear();
  }

  /** The address of a document's schema; undefined leaves the document to others. Asked twice a document and edit. */
  readonly requestSchema = (documentUri: string): string | undefined => {
    const answer = this.answers.get(documentUri);
    const before = this.asked.get(documentUri);
    if (answer !== before) {
      this.asked.set(documentUri, answer);
      if (isFull(answer) !== isFull(before)) {
        this.didHandOut.fire(documentUri);
      }
    }
    return answer?.uri;
  };

  readonly requestSchemaContent = (schemaUri: string): string => {
    const answers = [...this.answers.values(), ...this.asked.values()];
    return JSON.stringify(answers.find((answer) => answer?.uri === schemaUri)?.schema ?? true);
  };

  /** True when the document is kept from all other schemas, or has its full one. */
  has(documentUri: string): boolean {
    return this.answers.has(documentUri);
  }

  /** True when the full schema is what the next to ask will get. */
  isFull(documentUri: string): boolean {
    return isFull(this.answers.get(documentUri));
  }

  /** True when the full schema is what the last to ask has got. */
  wasFull(documentUri: string): boolean {
    return isFull(this.asked.get(documentUri));
  }

  private answerTo({ documents }: CheckedText, wantsFull: boolean): Answer | undefined {
    const isForeign = documents.some(({ kind, text }) => !kind && mentionsRootKey(text, ['apiVersion', 'kind']));
    if (isForeign || !documents.some(({ kind }) => kind)) {
      return undefined;
    }
    const [first, ...others] = documents;
    if (wantsFull && first?.kind && others.length === 0 && first.document?.parsed.hasTemplates === false) {
      const { schema, schemaFile } = first.kind;
      return typeof schema === 'object' ? { uri: this.addressOf(schema, schemaFile), schema } : checkedHere;
    }
    return checkedHere;
  }

  /** Kinds may share a file whose schema follows the content: each schema has an address of its own. */
  private addressOf(schema: object, file: string): string {
    let address = this.addresses.get(schema);
    if (address === undefined) {
      this.made += 1;
      address = `${schemaScheme}://schemas/${this.made}/${file}`;
      this.addresses.set(schema, address);
    }
    return address;
  }
}

function isFull(answer: Answer | undefined): boolean {
  return answer !== undefined && answer !== checkedHere;
}
