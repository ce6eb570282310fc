import {
  Disposable,
  ThemeIcon,
  Uri,
  commands as editorCommands,
  l10n,
  window,
  workspace,
  type QuickPickItem,
} from 'vscode';
import { WorkbenchError } from '../../base/workbench-error';
import type { Catalog } from '../../catalog/catalog';
import type { Plugin } from '../../catalog/plugin';
import { ids } from '../../ids';
import { textOfAnswer, type AnswerHistory, type EarlierAnswer } from '../../platforms/answer-history';
import type { Commands } from '../commands';
import { openDocument } from '../language/open-document';
import { noticeText } from '../notice-text';
import { choosePlugin, picked, type PluginArgument } from '../plugins/choose-plugin';
import { shownText } from '../shown-text';

const SCHEME = 'plugin-workbench-earlier-answer';

const icons = { answered: 'pass', failed: 'error', cancelled: 'circle-slash' } as const;

/** What plugins have answered before: looked at, compared, and forgotten. */
export class EarlierAnswers {
  constructor(
    private readonly catalog: Catalog,
    private readonly history: AnswerHistory,
  ) {}

  register(commands: Commands): Disposable {
    return Disposable.from(
      workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: (uri) => this.text(uri) }),
      commands.add(ids.command.showEarlierAnswers, (given: PluginArgument) => this.show(given)),
      commands.add(ids.command.compareAnswers, (given: PluginArgument) => this.compare(given)),
      commands.add(ids.command.forgetAnswers, (given: PluginArgument) => this.forget(given)),
    );
  }

  private async show(given: PluginArgument): Promise<void> {
    const plugin = await choosePlugin(this.catalog, given);
    const answers = await this.answersOf(plugin, given);
    const answer = await this.pick(answers, l10n.t('Which answer of {0}?', this.catalog.nameOf(plugin)));
    await window.showTextDocument(await openDocument(this.uriOf(plugin, answer)), { preview: true });
  }

  /** The older one stands on the left. */
  private async compare(given: PluginArgument): Promise<void> {
    const plugin = await choosePlugin(this.catalog, given);
    const answers = await this.answersOf(plugin, given);
    const one = await this.pick(answers, l10n.t('Which answer?'));
    const others = answers.filter((each) => each !== one && each.call === one.call);
    if (others.length === 0) {
      throw new WorkbenchError({
        what: l10n.t('{0} has been answered once only.', shortName(one.call)),
        next: { title: l10n.t('Call Again'), command: ids.command.callAgain, arguments: [plugin] },
      });
    }
    const other = await this.pick(others, l10n.t('Compared with which?'));
    const [before, after] = one.at < other.at ? [one, other] : [other, one];
    await editorCommands.executeCommand(
      'vscode.diff',
      this.uriOf(plugin, before),
      this.uriOf(plugin, after),
      l10n.t('{0}: {1} and {2}', shortName(one.call), timeOf(before), timeOf(after)),
    );
  }

  private async forget(given: PluginArgument): Promise<void> {
    const plugin = await choosePlugin(this.catalog, given);
    const name = this.catalog.nameOf(plugin);
    const answers = await this.answersOf(plugin, undefined);
    const question = l10n.t('Forget the {0} answers of {1} that are kept?', answers.length, name);
    const forget = l10n.t('Forget');
    await picked(window.showWarningMessage(noticeText(question), { modal: true }, forget));
    await this.history.forget(plugin);
  }

  /** Those of one method where its row was given. */
  private async answersOf(plugin: Plugin, given: PluginArgument): Promise<readonly EarlierAnswer[]> {
    const method = typeof given === 'object' && 'is' in given && given.is === 'method' ? given.method.name : undefined;
    const all = await this.history.of(plugin);
    const answers = method === undefined ? all : all.filter(({ call }) => shortName(call) === shortName(method));
    if (answers.length === 0) {
      throw new WorkbenchError({
        what: l10n.t('No answer of {0} is kept.', method ?? this.catalog.nameOf(plugin)),
        why: l10n.t('The last ones of each plugin are kept from the first call on.'),
        next: { title: l10n.t('Call Method…'), command: ids.command.call, arguments: [plugin] },
      });
    }
    return answers;
  }

  private async pick(answers: readonly EarlierAnswer[], placeHolder: string): Promise<EarlierAnswer> {
    const items = answers.map((answer): QuickPickItem & { readonly answer: EarlierAnswer } => ({
      label: shownText(shortName(answer.call)),
      description: timeOf(answer),
      iconPath: new ThemeIcon(icons[answer.ended]),
      answer,
    }));
    return (await picked(window.showQuickPick(items, { placeHolder, matchOnDescription: true }))).answer;
  }

  private uriOf(plugin: Plugin, answer: EarlierAnswer): Uri {
    const { group, name } = answer.kept;
    const path = `/${this.catalog.nameOf(plugin)}/${shortName(answer.call)} ${timeOf(answer)}.answer.yaml`;
    const title = l10n.t('{0} of {1}, {2}', shortName(answer.call), this.catalog.nameOf(plugin), timeOf(answer));
    return Uri.from({ scheme: SCHEME, path, query: JSON.stringify({ group, name, title }) });
  }

  private async text(uri: Uri): Promise<string> {
    const { title, ...kept } = JSON.parse(uri.query) as { group: string; name: string; title: string };
    const answer = await this.history.read(kept);
    return answer ? textOfAnswer(answer, title) : `# ${l10n.t('This answer is no longer kept.')}\n`;
  }
}

/** Service and method, such as `Collector.init`. */
function shortName(call: string): string {
  return call.split('.').slice(-2).join('.');
}

/** In the person's own time, to the second. */
function timeOf({ at }: EarlierAnswer): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}
