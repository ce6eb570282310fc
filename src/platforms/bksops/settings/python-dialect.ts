import { booleanReading, nullReading, numberReading, type Dialect } from '../../../manifest/dialects/dialect';

/** What Python makes of a literal that is no string (Python 3.11, Lexical analysis 2.4); `None` has no text here. */
export const python: Dialect = {
  reader: 'Python',
  stringKeysOnly: true,
  uniqueAnchors: false,
  refusesTabs: false,
  read(text) {
    if (text === '') {
      return nullReading(false);
    }
    if (text === 'True' || text === 'False') {
      return { ...booleanReading(text === 'True', false), words: `the boolean ${text}` };
    }
    return {
      ...numberReading(Number(text.replaceAll('_', '')), text),
      words: `the number ${text}`,
      surprising: false,
    };
  },
};
