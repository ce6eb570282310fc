/** So many files are read before it is their turn. */
const AHEAD = 8;

/**
 * What is read of each file, in their order: the next ones are read while one is at work with the last.
 * @throws What `read` throws, when it is that file's turn.
 */
export function* readAhead<T>(
  files: readonly string[],
  read: (file: string) => Promise<T>,
): Generator<{ readonly file: string; readonly reading: Promise<T> }> {
  const begun: Promise<T>[] = [];
  for (const [index, file] of files.entries()) {
    for (const next of files.slice(index + begun.length, index + AHEAD)) {
      begun.push(begin(next, read));
    }
    const reading = begun.shift();
    if (reading) {
      yield { file, reading };
    }
  }
}

/** A failure waits for the file's turn. */
function begin<T>(file: string, read: (file: string) => Promise<T>): Promise<T> {
  const reading = read(file);
  reading.catch(() => undefined);
  return reading;
}
