import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { TemplateProblem } from '../../../../src/base/template-judge';
import { newEngine } from '../../../template-engine';

/** What the native build said of random templates of a fixed seed, and what Go did with them (`engine/record_test.go`). */
interface Recorded {
  readonly text: string;
  /** Go made a text of it with one of many parameter sets, or may have left out the part that it would refuse. */
  readonly isTaken: boolean;
  /** Go's parser read it. */
  readonly isRead: boolean;
  readonly problems: readonly TemplateProblem[];
}

const file = path.join(__dirname, '../../../fixtures/templates/verdicts.jsonl');

describe('verdicts on random templates', () => {
  const recorded = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded);

  it('are those of the native build', async () => {
    const engine = newEngine();
    try {
      await engine.ask(recorded.map(({ text }) => text));
      for (const { text, problems } of recorded) {
        assert.deepEqual(engine.verdictOn(text), { problems }, text);
      }
    } finally {
      await engine[Symbol.asyncDispose]();
    }
  });

  it('leave none in silence that the parser refuses, and refuse none that it takes', () => {
    const isRefusal = ({ is, name, isParameter }: TemplateProblem): boolean =>
      is !== 'print' && !(is === 'compare' && isParameter === true && /^(?:eq|ne)$/.test(name ?? ''));
    const silent = recorded.filter(({ isRead, problems }) => !isRead && problems.length === 0);
    assert.deepEqual(silent, []);
    const wrong = recorded.filter(
      ({ text, isTaken, problems }) => isTaken && !/with|range|and|or/.test(text) && problems.some(isRefusal),
    );
    assert.deepEqual(wrong, []);
    assert.ok(
      recorded.filter(({ isTaken }) => isTaken).length > 50 && recorded.filter(({ isRead }) => !isRead).length > 50,
    );
  });
});
