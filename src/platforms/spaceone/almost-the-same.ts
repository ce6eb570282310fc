import { nearestWord } from '../../base/nearest-word';

/**
 * The same words in other separators, cases or order, or one word misspelt. Ids that differ in a short word, such as
 * ec2 and ecs, are those of two plugins.
 */
export function isAlmost(text: string, id: string): boolean {
  const [written, known] = [wordsOf(text), wordsOf(id)];
  if (written.join('') === known.join('') || written.toSorted().join(' ') === known.toSorted().join(' ')) {
    return true;
  }
  const others = known.filter((word, index) => word !== written[index]);
  const [word = ''] = written.filter((each, index) => each !== known[index]);
  return (
    written.length === known.length &&
    others.length === 1 &&
    others.every((other) => Math.min(word.length, other.length) > 3 && nearestWord(word, [other]) !== undefined) &&
    !/\d/.test(word + others.join(''))
  );
}

function wordsOf(id: string): string[] {
  return id.toLowerCase().split(/[^a-z0-9]+/);
}
