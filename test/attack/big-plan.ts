import type { Addition, ScaffoldPlan } from '../../src/base/scaffold';
import { ScaffoldWriter } from '../../src/runtime/scaffold/scaffold-writer';

/** A plan of forty files in several folders. */
export const bigPlan: ScaffoldPlan = {
  folder: 'plugin-a',
  files: Array.from({ length: 40 }, (_, index) => {
    const path = `part-${index % 5}/${index % 3 === 0 ? 'deep/' : ''}file-${index}.py`;
    return { path, text: `new ${path}\n` };
  }),
  open: 'part-0/deep/file-0.py',
  renamed: () => bigPlan,
};

/** The text that a file of the plan has before. */
export function oldText(path: string): string {
  return `old ${path}\n`;
}

/** The same as an addition to a plugin: every second file is an edit of one that is there. */
export const bigAddition: Addition = {
  files: bigPlan.files.filter((_, index) => index % 2 === 1),
  edits: bigPlan.files
    .filter((_, index) => index % 2 === 0)
    .map(({ path, text }) => ({ path, before: oldText(path), after: text })),
  open: bigPlan.open,
};

/** How the big plan is written into a folder with some of its files. */
export type Way = 'overwrite' | 'add';

/** Writes it under `into`. */
export async function writeBig(into: string, way: Way): Promise<void> {
  const writer = new ScaffoldWriter();
  const never = new AbortController().signal;
  await (way === 'add'
    ? writer.add(bigAddition, `${into}/${bigPlan.folder}`, never)
    : writer.write(bigPlan, into, 'overwrite', never));
}
