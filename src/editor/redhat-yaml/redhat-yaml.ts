import { Disposable, EventEmitter, extensions, workspace, type TextDocument } from 'vscode';
import { ids } from '../../ids';
import type { CheckedDocument, CheckedDocuments } from '../language/checked-documents';
import { hasAssistSchema, redHatId, type RedHatApi, type RedHatSetting } from './contract';
import { SchemaAnswers, schemaScheme } from './schema-answers';

/**
 * What Red Hat's YAML extension does in a document, where it is installed: its schema checks, completion and hover are
 * kept from manifests, which have ours, unless the person wants it the other way round.
 */
export class RedHatYaml implements Disposable {
  private readonly answers = new SchemaAnswers();
  private readonly didChange = new EventEmitter<string | undefined>();
  /** What it does has changed: in the document with this address, or in all of them. */
  readonly onDidChange = this.didChange.event;
  private readonly listening: Disposable;
  private isActive = false;
  /** Lives as long as the extension host, as does what it was told: it takes no other contributor for the same scheme. */
  private told: RedHatApi | undefined;

  constructor(private readonly documents: CheckedDocuments) {
    this.listening = Disposable.from(
      documents.onDidCheck(({ document, checked }) => this.update({ document, checked })),
      workspace.onDidOpenTextDocument((document) => void (isYaml(document) && this.look())),
      workspace.onDidCloseTextDocument(({ uri }) => this.answers.forget(uri.toString())),
      workspace.onDidChangeConfiguration((change) => {
        if (['yaml', '[yaml]', ids.setting.schemaChecks].some((section) => change.affectsConfiguration(section))) {
          this.updateAll();
        }
      }),
      extensions.onDidChange(() => void this.look()),
      this.answers.onDidHandOut((uri) => this.didChange.fire(uri)),
    );
    void this.look();
  }

  /** True when it marks syntax errors in the document. */
  validates(document: TextDocument): boolean {
    return this.isActive && isOn(document, 'validate');
  }

  /** True when it has looked at the document with its full schema, so that what follows from that is marked. */
  checksSchema(document: TextDocument): boolean {
    return this.validates(document) && this.answers.wasFull(document.uri.toString());
  }

  /** True when it knows the keys and values of the document, so that it completes or explains them. */
  assists(document: TextDocument, what: 'completion' | 'hover'): boolean {
    if (!this.isActive || !isOn(document, what)) {
      return false;
    }
    const uri = document.uri.toString();
    return this.answers.has(uri) ? this.answers.isFull(uri) : hasAssistSchema(document.uri.path);
  }

  dispose(): void {
    this.listening.dispose();
    this.didChange.dispose();
    // It goes on to ask.
    this.answers.clear();
  }

  /** It may come, go and come back while the window is open. */
  private async look(): Promise<void> {
    const extension = extensions.getExtension<RedHatApi | undefined>(redHatId);
    // Its server is not started for a window in which no YAML is open.
    if (extension && !extension.isActive && !workspace.textDocuments.some(isYaml)) {
      return;
    }
    try {
      const api = await extension?.activate();
      if (api && api !== this.told) {
        this.told = api;
        api.registerContributor(schemaScheme, this.answers.requestSchema, this.answers.requestSchemaContent);
      }
    } catch {
      // One that does not start, or knows no contributors, says so itself; manifests are checked as if it were not there.
    }
    const isActive = extensions.getExtension(redHatId)?.isActive === true;
    if (isActive !== this.isActive) {
      this.isActive = isActive;
      this.updateAll();
    }
  }

  private update({ document, checked }: CheckedDocument): void {
    const wantsFull =
      workspace.getConfiguration(undefined, document).get(ids.setting.schemaChecks) === 'redhat' &&
      this.validates(document);
    this.answers.update(document.uri.toString(), checked, wantsFull);
  }

  private updateAll(): void {
    for (const document of workspace.textDocuments.filter(isYaml)) {
      this.update({ document, checked: this.documents.lastOf(document) });
    }
    this.didChange.fire(undefined);
  }
}

function isYaml({ languageId }: TextDocument): boolean {
  return languageId === 'yaml';
}

/** Its settings are read for the resource and the language, as it does. */
function isOn(document: TextDocument, setting: RedHatSetting): boolean {
  return workspace.getConfiguration('yaml', document).get(setting) !== false;
}
