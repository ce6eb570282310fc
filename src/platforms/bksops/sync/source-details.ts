import { WrongPart } from '../../../runtime/fetching/wrong-part';
import type { Redactor } from '../../../runtime/secrets/redactor';
import { textAt } from '../package-sources';
import type { WrittenSource } from '../source-reader';

/** Gives the value that stands behind `${env:NAME}`; undefined where there is none. */
export type Variable = (name: string) => string | undefined | Promise<string | undefined>;

const REFERENCE = /\$\{env:([A-Za-z_]\w*)\}/g;

/** What is written of a source in its `details`, with the values that stand elsewhere. */
export class SourceDetails {
  constructor(
    private readonly written: WrittenSource,
    private readonly variable: Variable,
    private readonly redactor: Redactor,
  ) {}

  /** As it is written; undefined when it is missing, empty, no text or a template's. */
  plain(key: string): string | undefined {
    return textAt(this.written.value, 'details', key);
  }

  /** With what its references stand for, which is hidden from now on. @throws WorkbenchError for a name without a value */
  async text(key: string, form: (value: string) => string = (value) => value): Promise<string | undefined> {
    return this.filled(key, this.plain(key), form);
  }

  /** @throws WorkbenchError also when it is not told */
  async required(key: string): Promise<string> {
    return (await this.text(key)) ?? this.missing(key);
  }

  /**
   * An address in which only user and password may stand elsewhere: what follows them becomes an argument of a process,
   * which everybody on the machine can see.
   */
  async address(key: string): Promise<string> {
    const plain = this.plain(key) ?? this.missing(key);
    const [, scheme = '', login = ''] = /^([a-z]+:\/\/)?([^/@]*(?:\$\{env:\w+\}[^/@]*)*@)?/i.exec(plain) ?? [];
    const rest = plain.slice(scheme.length + login.length);
    this.refuseReference(key, rest);
    return scheme + ((await this.filled(key, login, encodeURIComponent)) ?? '') + rest;
  }

  /** A value that becomes an argument of a process. */
  argument(key: string): string {
    const plain = this.plain(key) ?? this.missing(key);
    this.refuseReference(key, plain);
    return plain;
  }

  private async filled(
    key: string,
    text: string | undefined,
    form: (value: string) => string,
  ): Promise<string | undefined> {
    let filled = text;
    for (const [reference, name = ''] of text?.matchAll(REFERENCE) ?? []) {
      const value = await this.variable(name);
      if (value === undefined || value === '') {
        throw new WrongPart(key, {
          what: `"${key}" refers to ${name}, which has no value.`,
          next: { title: `Give ${name} its value in the environment` },
        });
      }
      this.redactor.hide([{ name, value }]);
      filled = filled?.replace(reference, () => form(value));
    }
    return filled;
  }

  private refuseReference(key: string, text: string): void {
    if (text.search(REFERENCE) >= 0) {
      throw new WrongPart(key, {
        what: `"${key}" refers to the environment where the value would be seen by everybody on the machine.`,
        next: { title: 'Refer to it only for the user and the password, in front of the "@"' },
      });
    }
  }

  private missing(key: string): never {
    const { name, type } = this.written.source;
    throw new WrongPart(key, {
      what: `The source ${name} tells no "${key}".`,
      why:
        key === 'repo_address'
          ? 'Only with it can a repository be cloned; the settings of SOPS do without.'
          : undefined,
      next: { title: `Write it into the details of the ${type} source` },
    });
  }
}
