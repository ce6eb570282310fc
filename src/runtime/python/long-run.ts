/** Where an installer is, as its lines tell. */
export interface LongRun {
  readonly seconds: number;
  readonly at: 'choosing versions' | 'installing';
}

/** Seconds after which a run is long, and between one word about it and the next. */
const LONG = 10;

/** Tells of some work every ten seconds that it still goes on, and at what; nothing of work that is quick. */
export async function whileLong<T>(
  tell: (long: LongRun) => void,
  work: (heard: (line: string) => void) => Promise<T>,
  every = LONG * 1000,
): Promise<T> {
  const began = Date.now();
  let at: LongRun['at'] = 'choosing versions';
  const timer = setInterval(() => tell({ seconds: Math.round((Date.now() - began) / 1000), at }), every);
  try {
    return await work((line) => {
      if (/^(?:Resolved \d|Prepared \d|Installing collected packages)/.test(line)) {
        at = 'installing';
      }
    });
  } finally {
    clearInterval(timer);
  }
}
