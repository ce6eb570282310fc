import { join } from 'node:path';
import type { Answers } from '../../../../src/base/questions';
import type { NewFolderScaffold, ScaffoldPlan, Templates } from '../../../../src/base/scaffold';
import { pluginScaffolds } from '../../../../src/platforms/spaceone/scaffolds/plugin-scaffold';
import { readTemplates } from '../../../../src/runtime/scaffold/templates';

const folder = join(__dirname, '../../../../src/platforms/spaceone/templates');

/** The kind of plugin that the command line calls so. */
export function scaffoldOf(id: string): NewFolderScaffold {
  const found = pluginScaffolds.find((kind) => kind.id === id);
  if (!found) {
    throw new Error(`There is no kind ${id}.`);
  }
  return found;
}

/** The templates of a kind, as they stand in the source tree. */
export async function templatesOfKind({ templates = [] }: NewFolderScaffold): Promise<Templates> {
  const read = await Promise.all(templates.map((name) => readTemplates(join(folder, name.replace('spaceone/', '')))));
  return new Map(read.flatMap((each) => [...each]));
}

/** What a kind would write. */
export async function scaffoldPlan(id: string, answers: Answers = {}): Promise<ScaffoldPlan> {
  const kind = scaffoldOf(id);
  return kind.plan(answers, await templatesOfKind(kind));
}

/** Every plugin that the kinds write: the kind, and the answers that make it what it is. */
export const everyPlugin: readonly (readonly [string, Answers])[] = pluginScaffolds.flatMap(({ id, questions }) =>
  questions
    .filter((question) => question.is === 'choice')
    .reduce<Answers[]>(
      (all, question) =>
        all.flatMap((answers) => question.options.map(({ value }) => ({ ...answers, [question.id]: value }))),
      [{}],
    )
    .map((answers) => [id, answers] as const),
);
