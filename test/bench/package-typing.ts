// npx tsx test/bench/package-typing.ts
// From an edit of a module until what is wrong with it is known: the work, and the longest stretch of it in which the
// window waits, in a package of many modules.
import { finish, timed } from '../../src/base/steps';
import { CheckedPackages } from '../../src/platforms/bksops/packages/checked-packages';
import { MemoryFiles } from '../memory-files';
import { component, packageOf } from '../unit/platforms/bksops/packages/packages';

const LINES = 2000;
const MODULES = 50;
const ROUNDS = 15;
const at = '/w/pk/components/collections/';

function longModule(round: number): string {
  const one = component().split('\n').length;
  const parts = Array.from({ length: Math.ceil(LINES / one) }, (_, index) =>
    component({ code: `    code = "hello_${index}"\n`, form: `    form = "$.atoms.hello_${index} = []"\n` }),
  );
  return `# ${round}\n${parts.map((text, index) => text.replaceAll('Hello', `Hello${index}`)).join('\n')}`;
}

async function main(): Promise<void> {
  const others = Array.from({ length: MODULES }, (_, index) => [`${at}other_${index}.py`, component()] as const);
  const files = new MemoryFiles(packageOf({ ...Object.fromEntries(others), [`${at}hello.py`]: longModule(-1) }));
  const packages = new CheckedPackages(files);
  finish(await packages.check(`${at}hello.py`, '/w/pk', longModule(-1)));
  const rounds: { all: number; longest: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const text = longModule(round);
    const parts: number[] = [];
    finish(timed(await packages.check(`${at}hello.py`, '/w/pk', text), (time) => parts.push(time)));
    rounds.push({ all: parts.reduce((sum, each) => sum + each, 0), longest: Math.max(...parts) });
  }
  const median = (values: number[]): string => (values.sort((a, b) => a - b)[ROUNDS >> 1] ?? NaN).toFixed(1);
  console.log(
    `A module of ${longModule(0).split('\n').length} lines, ${MODULES} others: ${median(rounds.map(({ all }) => all))} ms of work after an edit, ${median(rounds.map(({ longest }) => longest))} ms the longest part (median of ${ROUNDS})`,
  );
}

void main();
