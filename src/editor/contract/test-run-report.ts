import { Location, TestMessage, Uri, type TestItem, type TestRun } from 'vscode';
import { visible, visibleLines } from '../../base/visible';
import type { Failure, FilePlace } from '../../base/workbench-error';
import type { Plugin } from '../../catalog/plugin';
import type { Check, CheckResult } from '../../contract/contract';
import { failureWords, resultLine } from '../../contract/outcome-words';
import type { Redactor } from '../../runtime/secrets/redactor';
import { rangeOf, type ContractItems } from './contract-items';
import type { RunReport } from './contract-runs';

/** Tells a run of contracts to the Testing view. What is foreign in it is without secrets, and no more than text. */
export class TestRunReport implements RunReport {
  constructor(
    private readonly run: TestRun,
    private readonly items: Pick<ContractItems, 'of'>,
    private readonly redactor: Pick<Redactor, 'redact'>,
  ) {}

  enqueued(plugin: Plugin, { id }: Check): void {
    this.with(this.items.of(plugin, id), (item) => this.run.enqueued(item));
  }

  started(plugin: Plugin, { id }: Check): void {
    this.with(this.items.of(plugin, id), (item) => this.run.started(item));
  }

  /** The view knows no warning: one has passed, and its line in the output says of what it warns. */
  ended(plugin: Plugin, result: CheckResult): void {
    const { check, outcome, milliseconds } = result;
    const item = this.items.of(plugin, check.id);
    const at = ('failure' in outcome ? outcome.failure.where : undefined) ?? check.at ?? plugin.entry;
    this.print(resultLine(result), at, item);
    this.with(item, (known) => {
      switch (outcome.is) {
        case 'passed':
        case 'warned':
          this.run.passed(known, milliseconds);
          break;
        case 'failed':
          this.run.failed(known, this.message(outcome.failure, at, outcome), milliseconds);
          break;
        case 'skipped':
          this.run.skipped(known);
          break;
      }
    });
  }

  noted(plugin: Plugin, note: string): void {
    this.print(note, plugin.entry, this.items.of(plugin));
  }

  errored(plugin: Plugin, failure: Failure): void {
    const item = this.items.of(plugin);
    const at = failure.where ?? plugin.entry;
    this.print(failureWords(failure), at, item);
    this.with(item, (known) => this.run.errored(known, this.message(failure, at)));
  }

  private message(failure: Failure, at: FilePlace, sides: { expected?: string; actual?: string } = {}): TestMessage {
    const message = new TestMessage(this.shown(failureWords(failure)));
    message.location = placeOf(at);
    if (sides.expected !== undefined && sides.actual !== undefined) {
      message.expectedOutput = this.shown(sides.expected);
      message.actualOutput = this.shown(sides.actual);
    }
    return message;
  }

  /** The output is a terminal's: one line, so that what is foreign in it is not taken for the next result. */
  private print(text: string, at: FilePlace, item: TestItem | undefined): void {
    this.run.appendOutput(`${visible(this.redactor.redact(text))}\r\n`, placeOf(at), item);
  }

  private shown(text: string): string {
    return visibleLines(this.redactor.redact(text));
  }

  /** A plugin may have gone while its contract was run. */
  private with(item: TestItem | undefined, tell: (item: TestItem) => void): void {
    if (item) {
      tell(item);
    }
  }
}

function placeOf(at: FilePlace): Location {
  return new Location(Uri.file(at.file), rangeOf(at));
}
