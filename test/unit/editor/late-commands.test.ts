import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { ids } from '../../../src/ids';

/** The commands that a text names in calls of `add`, or in a list. */
function commandsIn(text: string, name: RegExp): string[] {
  return [...text.matchAll(name)].map(([, command = '']) => command).sort();
}

for (const [what, views, folder] of [
  ['registrations', 'spaceone/spaceone-views.ts', 'spaceone/registrations'],
  ['sources', 'bksops/sources/late-sources.ts', 'bksops/sources'],
] as const) {
  describe(`the commands of ${what}`, () => {
    it('are registered at activation, each of those that the code loaded for them has', () => {
      const platforms = 'src/editor/platforms';
      const code = readdirSync(`${platforms}/${folder}`, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(`${platforms}/${folder}/${file}`, 'utf8'));
      const listed = commandsIn(readFileSync(`${platforms}/${views}`, 'utf8'), /^ {2}command\.(\w+),$/gm);
      assert.ok(listed.every((name) => name in ids.command));
      assert.deepEqual(listed, commandsIn(code.join('\n'), /\badd\(ids\.command\.(\w+),/g));
    });
  });
}
