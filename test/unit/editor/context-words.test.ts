import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { contextOf, contextWords } from '../../../src/editor/context-words';
import { ids } from '../../../src/ids';

const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly contributes: { readonly menus: Readonly<Record<string, readonly { readonly when?: string }[]>> };
};
/** What the clauses of a view ask of its rows: each part between `&&`. */
function asked(view: keyof typeof contextWords): string[] {
  const clauses = (contributes.menus['view/item/context'] ?? []).map(({ when = '' }) => when.split(' && '));
  return clauses.filter(([first]) => first === `view == ${ids.view[view]}`).flatMap(([, ...rest]) => rest);
}
/** A platform's notes on manifests add words to their rows. */
const rooms = { plugins: ['plugins', 'platforms'], registrations: ['registrations'], sources: ['sources'] };
/** The only form of such a part: one word, wherever it stands. */
const oneWord = /^viewItem =~ \/\\b([a-z]+)\\b\/$/;

describe('the words of a row', () => {
  for (const view of ['plugins', 'registrations', 'sources'] as const) {
    it(`are asked for one at a time in the view ${view}, so that their order says nothing`, () => {
      assert.ok(asked(view).length > 0);
      assert.deepEqual(
        asked(view).filter((part) => !oneWord.test(part)),
        [],
      );
    });

    it(`are all asked for in the view ${view}, and no others`, () => {
      const words = asked(view).map((part) => oneWord.exec(part)?.[1]);
      assert.deepEqual([...new Set(words)].sort(), [...contextWords[view]].sort());
    });

    it(`are all set by the code of the view ${view}`, () => {
      const files = readdirSync('src/editor', { recursive: true, encoding: 'utf8' })
        .filter(
          (file) =>
            file.endsWith('.ts') && rooms[view].some((room) => path.dirname(file).split(path.sep).includes(room)),
        )
        .map((file) => readFileSync(path.join('src/editor', file), 'utf8'));
      const set = new Set(files.join('\n').match(/\b[a-z]+(?=: |,$)/gm));
      assert.deepEqual(
        contextWords[view].filter((word) => !set.has(word)),
        [],
      );
    });
  }

  it('are set through one function alone', () => {
    const sources = readdirSync('src/editor', { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const values = sources.flatMap((file) =>
      [...readFileSync(`src/editor/${file}`, 'utf8').matchAll(/contextValue = (.*)/g)].map(([, value = '']) => value),
    );
    assert.ok(values.length > 0);
    assert.deepEqual(
      values.filter((value) => !/^(contextOf|registrationContext)\(/.test(value)),
      [],
    );
  });

  it('are those that are true of it', () => {
    assert.equal(contextOf('plugins', { failed: true, plugin: true, running: false }), 'plugin failed');
  });
});
