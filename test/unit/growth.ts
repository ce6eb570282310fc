/** Well below quadratic, well above linear. */
export const LINEAR = 12;

/**
 * How many times longer work takes for four times as much: some 4 where it is linear, 16 where it is quadratic. The
 * least of several rounds, in turns, and of many while it does not look linear, so that what else the machine does
 * counts for little.
 */
export async function growth(size: number, work: (size: number) => unknown): Promise<number> {
  let [small, large] = [Infinity, Infinity];
  for (let round = 0; round < 9 || (round < 90 && large / small >= LINEAR); round++) {
    small = Math.min(small, await taken(() => work(size)));
    large = Math.min(large, await taken(() => work(size * 4)));
  }
  return large / small;
}

async function taken(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
