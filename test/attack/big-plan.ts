import type { ScaffoldPlan } from '../../src/base/scaffold';

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
