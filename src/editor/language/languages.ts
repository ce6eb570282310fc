import { Disposable } from 'vscode';
import { manifestKinds, manifestRules, sourceChecks } from '../../platforms/platforms';
import type { Runtime } from '../../runtime/runtime';
import type { KnownWorkspace } from '../known-workspace';
import type { Log } from '../log';
import { CheckedDocuments, type FindingsBeside } from './checked-documents';
import { withLearnt, type LearntKind } from './learnt-kinds';
import { manifestLanguage } from './manifest-language';
import { sourceLanguage } from './source-language';
import { ToldMistakes } from './told-mistakes';

/** All that is checked while it is written: manifests, request files, and the source of plugins. */
export class Languages {
  readonly documents: CheckedDocuments;

  constructor(
    private readonly workspace: KnownWorkspace,
    private readonly learnt: readonly LearntKind[],
    private readonly beside: FindingsBeside,
    runtime: Runtime,
  ) {
    const kinds = withLearnt(manifestKinds, learnt);
    const { manifests } = workspace;
    this.documents = new CheckedDocuments(kinds, manifestRules, manifests, beside, runtime.templateEngine);
  }

  /** Checks the open documents, and from then on whatever is written. */
  register(log: Log): Disposable {
    const { manifests, ignored } = this.workspace;
    const told = new ToldMistakes();
    return Disposable.from(
      told,
      manifestLanguage(this.documents, manifests, this.learnt, ignored, this.beside, told),
      sourceLanguage(this.workspace, sourceChecks, log, told),
    );
  }
}
