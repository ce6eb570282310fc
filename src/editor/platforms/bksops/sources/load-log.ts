import { l10n, type Disposable } from 'vscode';
import { sentence, toFailure } from '../../../../base/workbench-error';
import type { LoadReport, ModuleLoad, SourceLoad } from '../../../../platforms/bksops/load/load-report';
import type { Redactor } from '../../../../runtime/secrets/redactor';
import { ReportLog, type Log } from '../../../log';
import { nameOf } from './choose-source';

/** What loads have told, in an output channel of their own: frames lead to their lines, as in the log of a test server. */
export class LoadLog implements Disposable {
  private channel: ReportLog | undefined;

  constructor(
    private readonly redactor: Redactor,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  tell(manifest: string, { sources, loader }: LoadReport): void {
    const title = loader === undefined ? nameOf(manifest) : l10n.t('{0}, loaded with {1}', nameOf(manifest), loader);
    const lines = [title, ...sources.flatMap(linesOf), ''];
    this.opened.append(lines);
  }

  /** Takes what went wrong where nobody waits for it. */
  failed(error: unknown): void {
    this.log.error(sentence(toFailure(error)));
  }

  show(): void {
    this.opened.show();
  }

  dispose(): void {
    this.channel?.dispose();
  }

  private get opened(): ReportLog {
    return (this.channel ??= new ReportLog(l10n.t('Load'), this.redactor));
  }
}

/** What became of a source, in lines; a frame is written as Python writes it. */
export function linesOf({ source, from, failure, modules }: SourceLoad): string[] {
  const place = from === 'cache' ? l10n.t('from the cache') : source.type;
  return [
    `${source.name} (${place})${failure ? `: ${sentence(failure)}` : ''}`,
    ...modules.flatMap((module) => linesOfModule(module)),
  ];
}

function linesOfModule({ module, fate, message, frames, components, notes, printed }: ModuleLoad): string[] {
  return [
    `  ${fate} ${module}${message === undefined ? '' : `: ${message}`}`,
    ...frames.map(({ file, line, name }) => `    File "${file}", line ${line}, in ${name}`),
    ...components.map(({ code, version, name, group }) => `    ${code} ${version}: ${group}-${name}`),
    ...notes.map((note) => `    ${note}`),
    ...(printed.length === 0 ? [] : [`    ${l10n.t('It printed:')}`, ...printed.map((line) => `      ${line}`)]),
  ];
}
