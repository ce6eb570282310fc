/** How functions are called whose arguments nobody guesses in the right order (sprig 3.3.0, text/template, Argo CD). */
const usages = `
  abbrev LENGTH TEXT; add NUMBER NUMBER…; and VALUE VALUE…; atoi TEXT; b64dec TEXT; b64enc TEXT; cat TEXT TEXT…;
  contains PART TEXT; coalesce VALUE VALUE…; date LAYOUT TIME; default FALLBACK VALUE; dict KEY VALUE…;
  dig KEY… FALLBACK MAP; div NUMBER NUMBER; eq VALUE VALUE…; fail TEXT; first LIST; float64 VALUE; fromJson TEXT;
  fromYaml TEXT; fromYamlArray TEXT; ge VALUE VALUE; get MAP KEY; gt VALUE VALUE; has VALUE LIST; hasKey MAP KEY;
  hasPrefix START TEXT; hasSuffix END TEXT; indent SPACES TEXT; index LIST NUMBER, or index MAP KEY; initial LIST;
  int VALUE; int64 VALUE; join SEPARATOR LIST; keys MAP; last LIST; le VALUE VALUE; len VALUE; list VALUE…;
  lower TEXT; lt VALUE VALUE; merge MAP MAP…; mod NUMBER NUMBER; mul NUMBER NUMBER…; ne VALUE VALUE;
  nindent SPACES TEXT; normalize TEXT; not VALUE; omit MAP KEY…; or VALUE VALUE…; pick MAP KEY…; pluck KEY MAP…;
  printf FORMAT VALUE…; quote VALUE…; regexFind PATTERN TEXT; regexMatch PATTERN TEXT;
  regexReplaceAll PATTERN TEXT REPLACEMENT; regexSplit PATTERN TEXT COUNT; repeat COUNT TEXT; replace OLD NEW TEXT;
  rest LIST; semverCompare CONSTRAINT VERSION; set MAP KEY VALUE; sha256sum TEXT; slice LIST FROM TO;
  slugify SIZE TEXT; sortAlpha LIST; split SEPARATOR TEXT; splitList SEPARATOR TEXT; splitn SEPARATOR COUNT TEXT;
  squote VALUE…; sub NUMBER NUMBER; substr FROM TO TEXT; ternary YES NO CONDITION; title TEXT; toJson VALUE;
  toString VALUE; toYaml VALUE; tpl TEXT VALUES; trim TEXT; trimAll SIGNS TEXT; trimPrefix START TEXT;
  trimSuffix END TEXT; trunc LENGTH TEXT; uniq LIST; until COUNT; upper TEXT; urlParse TEXT; without LIST VALUE…
`;

const known = new Map(
  usages.split(';').map((usage): [string, string] => {
    const words = usage.trim().replace(/\s+/g, ' ');
    return [words.split(' ')[0] ?? '', words];
  }),
);

const ofGo: ReadonlyMap<string, string> = new Map([
  ['string', 'TEXT'],
  ['bool', 'BOOLEAN'],
  ['int', 'INTEGER'],
  ['int64', 'INTEGER'],
  ['float64', 'NUMBER'],
  ['interface {}', 'VALUE'],
  ['[]interface {}', 'LIST'],
  ['[]string', 'LIST'],
  ['map[string]interface {}', 'MAP'],
]);

/** How a function is called, such as `replace OLD NEW TEXT`; by the types of its parameters where no better words are known. */
export function usageOf(name: string, parameters: readonly string[]): string {
  return known.get(name) ?? [name, ...parameters.map(parameterWord)].join(' ');
}

function parameterWord(type: string): string {
  return type.startsWith('...') ? `${wordFor(type.slice(3))}…` : wordFor(type);
}

function wordFor(type: string): string {
  return ofGo.get(type) ?? 'VALUE';
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['bool', 'true or false'],
  ['int', 'an integer'],
  ['int64', 'an integer'],
  ['float64', 'a number with a fraction'],
  ['[]interface {}', 'a list'],
  ['[]string', 'a list of texts'],
  ['map[string]interface {}', 'a mapping'],
  ['map[string]string', 'a mapping of texts'],
  ['nil', 'nothing'],
]);

/** A type of Go in the words of a person who does not write it. */
export function kindWords(type: string): string {
  return kinds.get(type) ?? `a ${type}`;
}
