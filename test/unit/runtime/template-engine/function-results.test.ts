import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { removedFunctions, templateFunctions } from '../../../../src/platforms/argocd/template-functions';
import type { RenderedText } from '../../../../src/runtime/template-engine/template-engine';
import { newEngine } from '../../../template-engine';

/** What the libraries made of a template in native form (`engine/functions_test.go`). */
interface Recorded {
  readonly text: string;
  readonly made: string;
  readonly error?: string;
}

const recorded = readFileSync(path.resolve('test/fixtures/templates/functions.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded);

/** As in `engine/functions_test.go`, byte for byte: a number that is no safe integer would be another one here. */
const parameters = JSON.parse(
  '{"map":{"a":1,"b":"x","c":[true]},"list":["a","b","c"],"float":1234567,"big":9007199254740993,"small":0.00001,"none":null,"time":1700000000}',
) as Record<string, unknown>;

describe('the functions of templates', () => {
  const engine = newEngine();
  after(() => engine[Symbol.asyncDispose]());

  it('make what the Go libraries make in native form, errors included', async () => {
    const answers: RenderedText[] = [];
    // One after the other, as a preview asks: the engine collects its memory in between.
    for (const { text } of recorded) {
      answers.push(...(await engine.render({ texts: [text], parameters, goTemplate: true }, 60_000)));
    }
    deepEqual(
      answers.map(({ text, error }, index) => ({
        text: recorded[index]?.text,
        made: text,
        ...(error !== undefined && { error }),
      })),
      recorded,
    );
  }).timeout(90_000);

  it('are all among those that are compared', () => {
    const words = new Set(recorded.flatMap(({ text }) => text.match(/\w+/g) ?? []));
    deepEqual(
      [...templateFunctions].filter((name) => !words.has(name)),
      [],
    );
  });

  it('are not those that Argo CD takes out', async () => {
    for (const name of removedFunctions) {
      const [answer] = await engine.render({ texts: [`{{ ${name} "HOME" }}`], parameters: {}, goTemplate: true });
      equal(
        answer?.error,
        `failed to parse template {{ ${name} "HOME" }}: template: base:1: function "${name}" not defined`,
      );
    }
  });
});
