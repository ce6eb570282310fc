import { realDisk, type Disk } from '../../../src/runtime/scaffold/disk';

/** What changes a disk. */
const STEPS = ['makeFolder', 'makeFolders', 'write', 'keep', 'move', 'moveToNew', 'remove', 'removeTree'] as const;

type Step = (typeof STEPS)[number];
type Method = (...values: unknown[]) => Promise<void>;

/** The real disk, except that a step is done otherwise: `instead` gets the step's number, from 1 on, and what it would do. */
export function disturbed(
  instead: (step: {
    readonly number: number;
    readonly name: Step;
    readonly path: string;
    readonly does: () => Promise<void>;
  }) => Promise<void>,
): Disk {
  let count = 0;
  const methods = realDisk as unknown as Record<Step, Method>;
  const steps = STEPS.map((name): [Step, Method] => [
    name,
    (...values) => {
      count += 1;
      return instead({ number: count, name, path: String(values[0]), does: () => methods[name](...values) });
    },
  ]);
  return { ...realDisk, ...Object.fromEntries(steps) };
}

/** Fails as the system would, at the call with this number of one kind of step, or of any. */
export function failing(method: Step | 'any', call: number, code: string): Disk {
  let calls = 0;
  return disturbed(async ({ name, does }) => {
    calls += method === 'any' || method === name ? 1 : 0;
    if (calls === call && (method === 'any' || method === name)) {
      throw Object.assign(new Error(`${code}: injected`), { code });
    }
    await does();
  });
}

/** Does as many steps and then nothing any more, as the disk of a process that was killed. */
export function dying(steps: number): Disk {
  return disturbed(async ({ number, does }) => {
    if (number > steps) {
      throw new Error('The process was killed.');
    }
    await does();
  });
}
