import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { ids } from '../../../src/ids';

/** The commands that a text names in calls of `add`, or in a list. */
function commandsIn(text: string, name: RegExp): string[] {
  return [...text.matchAll(name)].map(([, command = '']) => command).sort();
}

describe('the commands of registrations', () => {
  it('are registered at activation, each of those that the code loaded for them has', () => {
    const folder = 'src/editor/platforms/spaceone/registrations';
    const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`${folder}/${file}`, 'utf8'));
    const views = readFileSync('src/editor/platforms/spaceone/spaceone-views.ts', 'utf8');
    const listed = commandsIn(views, /^ {2}command\.(\w+),$/gm);
    assert.ok(listed.every((name) => name in ids.command));
    assert.deepEqual(listed, commandsIn(code.join('\n'), /\badd\(ids\.command\.(\w+),/g));
  });
});
