import { workspace, type Disposable, type TextDocument } from 'vscode';
import { finishInTurns, timed } from '../../../../base/steps';
import { LineIndex } from '../../../../manifest/parse/line-index';
import { readFormsInSteps, type ModuleForms } from '../../../../platforms/bksops/forms/module-forms';

/** The forms of a document's text as they were read. */
export interface OpenForms extends ModuleForms {
  readonly version: number;
  readonly lines: LineIndex;
}

interface Reading {
  readonly version: number;
  readonly stopped: AbortController;
  readonly result: Promise<OpenForms | undefined>;
}

/** Reads the forms of open documents, each text once, a few milliseconds at a time. */
export class FormReader implements Disposable {
  private readonly readings = new Map<string, Reading>();
  private readonly works = new Map<string, number>();
  private readonly closing = workspace.onDidCloseTextDocument((document) => this.forget(document));

  /** The forms of a document's text as it is now; undefined when it changes before they are read. */
  of(document: TextDocument): Promise<OpenForms | undefined> {
    const key = document.uri.toString();
    const { version } = document;
    const known = this.readings.get(key);
    if (known?.version === version) {
      return known.result;
    }
    known?.stopped.abort();
    const stopped = new AbortController();
    const result = this.read(document, stopped.signal);
    this.readings.set(key, { version, stopped, result });
    return result;
  }

  /** The milliseconds of work that the last reading of a document took. */
  workOf({ uri }: TextDocument): number {
    return this.works.get(uri.toString()) ?? 0;
  }

  dispose(): void {
    this.closing.dispose();
    this.readings.forEach(({ stopped }) => stopped.abort());
  }

  private async read(document: TextDocument, signal: AbortSignal): Promise<OpenForms | undefined> {
    const { version } = document;
    const text = document.getText();
    let work = 0;
    const steps = timed(readFormsInSteps(text), (milliseconds) => (work += milliseconds));
    const forms = await finishInTurns(steps, signal);
    if (!forms) {
      return undefined;
    }
    this.works.set(document.uri.toString(), work);
    return { ...forms, version, lines: new LineIndex(text) };
  }

  private forget({ uri }: TextDocument): void {
    const key = uri.toString();
    this.readings.get(key)?.stopped.abort();
    this.readings.delete(key);
    this.works.delete(key);
  }
}
