import {
  Location,
  Range,
  Uri,
  WorkspaceEdit,
  languages,
  workspace,
  type Disposable,
  type LocationLink,
  type Position,
  type TextDocument,
} from 'vscode';
import type { Manifests } from '../../catalog/manifests';
import type { FoundName } from '../../manifest/names/names';
import { refusedName } from '../../platforms/platforms';
import { isManifestLanguage, manifestSelector, type CheckedDocuments } from './checked-documents';
import { pathOf } from '../editor-files';

/** Leads from a name in a manifest to what it stands for and back, and renames both ends. */
export function manifestNames(documents: CheckedDocuments, manifests: Manifests): Disposable[] {
  const names = new ManifestNames(documents, manifests);
  return [
    languages.registerDefinitionProvider(manifestSelector, {
      provideDefinition: (document, position) => names.definitions(document, position),
    }),
    languages.registerReferenceProvider(manifestSelector, {
      provideReferences: (document, position, { includeDeclaration }) =>
        names.references(document, position, includeDeclaration),
    }),
    languages.registerRenameProvider(manifestSelector, {
      prepareRename: (document, position) => names.renamed(document, position),
      provideRenameEdits: (document, position, name) => names.rename(document, position, name),
    }),
  ];
}

class ManifestNames {
  constructor(
    private readonly documents: CheckedDocuments,
    private readonly manifests: Manifests,
  ) {}

  async definitions(document: TextDocument, position: Position): Promise<LocationLink[]> {
    const found = await this.at(document, position);
    return (found?.definitions ?? []).map((definition) => ({
      ...(found && { originSelectionRange: rangeOf(found.mention) }),
      targetUri: uriOf(definition, document),
      targetRange: rangeOf(definition),
    }));
  }

  async references(document: TextDocument, position: Position, withDefinitions: boolean): Promise<Location[]> {
    const found = await this.at(document, position);
    const places = [...(withDefinitions ? (found?.definitions ?? []) : []), ...(found?.references ?? [])];
    return places.map((place) => new Location(uriOf(place, document), rangeOf(place)));
  }

  /** @throws Error with the reason, which the editor shows beside the name. */
  async renamed(document: TextDocument, position: Position): Promise<{ range: Range; placeholder: string }> {
    const found = await this.at(document, position);
    if (!found) {
      throw new Error('There is nothing here that another manifest refers to.');
    }
    if (found.definitions.some(isFile)) {
      throw new Error('This is the name of a file: rename the file, then this.');
    }
    const range = rangeOf(found.mention);
    return { range, placeholder: document.getText(range) };
  }

  /** @throws Error with the reason for a name that cannot be given. */
  async rename(document: TextDocument, position: Position, name: string): Promise<WorkspaceEdit> {
    const found = await this.at(document, position);
    const refusal = found && refusedName(found.mention.sort, name);
    if (refusal !== undefined) {
      throw new Error(refusal);
    }
    const edit = new WorkspaceEdit();
    for (const place of [...(found?.definitions ?? []), ...(found?.references ?? [])]) {
      edit.replace(uriOf(place, document), rangeOf(place), name);
    }
    return edit;
  }

  /** The name at a place of a document and all that share it, as the open editors show them now. */
  private async at(
    document: TextDocument,
    position: Position,
  ): Promise<{ mention: FoundName; definitions: readonly FoundName[]; references: readonly FoundName[] } | undefined> {
    await this.manifests.ready();
    await this.manifests.update(workspace.textDocuments.filter(isManifestLanguage).map(({ uri }) => pathOf(uri)));
    const names = await this.documents.namesFor(document);
    const mention = names
      .inFile(pathOf(document.uri))
      .find((each) => !isFile(each) && rangeOf(each).contains(position));
    if (!mention) {
      return undefined;
    }
    const { sort, name, scope } = mention;
    return {
      mention,
      definitions: names.definitions(sort, name, scope),
      references: names.references(sort, name, scope),
    };
  }
}

/** A name that a file has by its path stands nowhere in its text. */
function isFile({ range }: FoundName): boolean {
  return range.start === range.end;
}

function rangeOf({ at: { start, end } }: FoundName): Range {
  return new Range(start.line, start.character, end.line, end.character);
}

/** A document that is not on the disk has an address of its own. */
function uriOf({ file }: FoundName, asked: TextDocument): Uri {
  return file === pathOf(asked.uri) ? asked.uri : Uri.file(file);
}
