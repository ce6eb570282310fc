import { Uri, l10n, ProgressLocation, type Disposable } from 'vscode';
import { basename } from '../../../base/paths';
import { WorkbenchError } from '../../../base/workbench-error';
import { callText } from '../../../platforms/argocd/preview/call-text';
import { generatorWords } from '../../../platforms/argocd/preview/origin-words';
import type { PluginCall } from '../../../platforms/argocd/preview/plugin-call';
import { Answers } from '../../calls/answers';
import { withProgress } from '../../cancellation';
import { openDocument } from '../../language/open-document';
import type { PreviewActions } from './preview-actions';
import { PreviewSession, type PreviewParts } from './preview-session';
import type { CallPlace } from './set-lenses';

/** Calls of generators as read-only documents. */
export class GeneratorCalls implements Disposable {
  private readonly answers = new Answers('plugin-workbench-generator-call');

  constructor(
    private readonly parts: PreviewParts,
    private readonly actions: PreviewActions,
    private readonly redact: (text: string) => string,
  ) {}

  /**
   * Calls a generator as the controller does for its set: as often as it does, in a matrix for each outer set.
   * @returns the document in which the calls are shown
   */
  async call(given: CallPlace): Promise<Uri> {
    const files = given.generator ? [given.uri] : await this.filesOfSets(given);
    const calls: PluginCall[] = [];
    const sets: string[] = [];
    const idle = new Set<string>();
    await withProgress(
      { location: ProgressLocation.Window, title: l10n.t('Calling {0}', given.name) },
      async (signal) => {
        for (const file of files) {
          await this.ask(file, given, signal, calls, sets, idle);
        }
      },
    );
    if (calls.length === 0) {
      throw new WorkbenchError({
        what: given.generator
          ? l10n.t('The controller does not come as far as this generator: another one fails before, or gives nothing.')
          : l10n.t('No ApplicationSet of the workspace asks the server of {0}.', given.name),
        next: given.generator ? { title: l10n.t('Preview the set to see where it stops') } : undefined,
      });
    }
    const title = given.generator
      ? `The ApplicationSet ${given.name} asks ${calls[0]?.configMap ?? ''} for ${generatorWords(given.generator)}`
      : `${sets.join(', ')} ask${sets.length === 1 ? 's' : ''} the server of ${given.name}`;
    const name = `${basename(Uri.parse(given.uri).path).replace(/\.ya?ml$/, '')}.${given.name}.call.yaml`;
    const notes = [...idle].map(
      (each) => `The test server of ${each} does not run: once it does, it is asked instead.`,
    );
    return this.answers.open(`/${name}`, this.redact(callText(title, calls, notes)));
  }

  dispose(): void {
    this.answers.dispose();
  }

  private async ask(
    file: string,
    { name, generator }: CallPlace,
    signal: AbortSignal,
    calls: PluginCall[],
    sets: string[],
    idle: Set<string>,
  ): Promise<void> {
    const session = new PreviewSession(await openDocument(Uri.parse(file)), this.parts);
    const cancel = (): void => session.dispose();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      await session.ask();
      signal.throwIfAborted();
      for (const preview of session.result?.previews ?? []) {
        const own = preview.calls.filter((call) =>
          generator
            ? preview.name === name && JSON.stringify(call.generator) === JSON.stringify(generator)
            : call.configMap === name,
        );
        calls.push(...own);
        sets.push(...(own.length > 0 ? [preview.name] : []));
      }
      this.actions.idleServers(session).forEach(({ name: idleName }) => idle.add(idleName));
    } finally {
      signal.removeEventListener('abort', cancel);
      session.dispose();
    }
  }

  /** The files whose sets refer to a ConfigMap. */
  private async filesOfSets({ uri, name }: CallPlace): Promise<string[]> {
    const { objects } = await this.parts.objects.around(new AbortController().signal);
    const found = await objects.ofKind('ApplicationSet', name);
    const files = found
      .filter(({ object }) => JSON.stringify(object).includes(`"configMapRef":{"name":${JSON.stringify(name)}}`))
      .map(({ file }) => Uri.file(file).toString());
    return files.length > 0 ? [...new Set(files)] : [uri];
  }
}
