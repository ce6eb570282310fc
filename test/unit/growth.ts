/** Well below quadratic, well above linear. */
export const LINEAR = 12;

/**
 * How many times longer work computes for four times as much: some 4 where it is linear, 16 where it is quadratic. The
 * least of several rounds, in turns, of the time on a processor, so that what else the machine does counts for little.
 */
export async function growth(size: number, work: (size: number) => unknown): Promise<number> {
  let [small, large] = [Infinity, Infinity];
  for (let round = 0; round < 9; round++) {
    small = Math.min(small, await taken(() => work(size)));
    large = Math.min(large, await taken(() => work(size * 4)));
  }
  return large / small;
}

/** In microseconds. */
async function taken(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
