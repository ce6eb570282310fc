import { Location, TestMessage, Uri, type TestItem, type TestRun } from 'vscode';
import { visible, visibleLines } from '../../base/visible';
import { failureWords } from '../../contract/outcome-words';
import type { Failure, FilePlace } from '../../base/workbench-error';
import type { Plugin } from '../../catalog/plugin';
import type { PluginTest, TestListener, TestOutcome } from '../../runtime/testing/plugin-tests';
import type { Redactor } from '../../runtime/secrets/redactor';
import { rangeOf } from '../contract/contract-items';
import type { OwnTestItems } from './own-test-items';

/** Tells the tests of one plugin to the Testing view. What is foreign in it is without secrets, and no more than text. */
export class OwnTestReport implements TestListener {
  constructor(
    private readonly run: TestRun,
    private readonly plugin: Plugin,
    private readonly items: Pick<OwnTestItems, 'of' | 'made'>,
    private readonly redactor: Pick<Redactor, 'redact'>,
  ) {}

  onStart(test: PluginTest): void {
    const item = this.itemOf(test);
    if (item) {
      this.run.started(item);
    }
  }

  onEnd(test: PluginTest, outcome: TestOutcome, milliseconds: number): void {
    const item = this.itemOf(test);
    if (!item) {
      return;
    }
    switch (outcome.is) {
      case 'passed':
        this.run.passed(item, milliseconds);
        break;
      case 'failed':
        this.run.failed(
          item,
          outcome.failures.map(({ message, where }) => this.message(message, where, item)),
          milliseconds,
        );
        break;
      case 'skipped':
        this.onLine(outcome.why, test);
        this.run.skipped(item);
        break;
    }
  }

  /** The output is a terminal's: one line, so that what is foreign in it is nothing but text. */
  onLine(line: string, test: PluginTest | undefined): void {
    this.run.appendOutput(
      `${visible(this.redactor.redact(line))}\r\n`,
      undefined,
      (test && this.items.of(this.plugin, test.id)) ?? this.items.of(this.plugin),
    );
  }

  /** Nothing could be run, which says nothing of the tests. */
  errored(failure: Failure, items: readonly TestItem[]): void {
    const words = failureWords(failure);
    this.onLine(words, undefined);
    items.forEach((item) => this.run.errored(item, this.message(words, failure.where, item)));
  }

  private itemOf(test: PluginTest): TestItem | undefined {
    return this.items.of(this.plugin, test.id) ?? this.items.made(this.plugin, test);
  }

  private message(text: string, where: FilePlace | undefined, item: TestItem): TestMessage {
    const message = new TestMessage(visibleLines(this.redactor.redact(text)));
    const at = where && new Location(Uri.file(where.file), rangeOf(where));
    const own = item.uri && item.range && new Location(item.uri, item.range);
    const location = at ?? own;
    if (location) {
      message.location = location;
    }
    return message;
  }
}
