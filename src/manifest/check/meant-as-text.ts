import type { Reading } from '../dialects/dialect';

/** Words of keys whose values are texts to a person, digits or not. */
const ofTexts = new Set(
  `account address alias branch code commit country date day description digest hash id isbn key label lang language
  locale name number password passwd phone postcode ref region release rev revision secret serial sha since sku
  subscription tag telephone tenant title token until user username uuid ver version zip zipcode`.split(/\s+/),
);

/** Words of keys whose values are numbers in base 8, by the habit of `chmod`. */
const ofModes = new Set(['mode', 'umask', 'permission', 'permissions', 'chmod']);

/**
 * How likely a plain scalar that is read as a number or a boolean was meant as a text: `likely` by its key, or because
 * the number has other digits than are written; `possible` for what looks like a version under a key that says nothing.
 * @param key The key of the value, or of the list that it stands in.
 */
export function meantAsText(text: string, reading: Reading, key: string | undefined): 'likely' | 'possible' | 'no' {
  const words = wordsOf(key ?? '');
  if (words.some((word) => ofTexts.has(word) || ofTexts.has(word.replace(/s$/, '')))) {
    return 'likely';
  }
  if (reading.type === 'boolean') {
    return text.length === 1 ? 'likely' : 'no';
  }
  if (typeof reading.value !== 'number' || losesDigits(text, reading.value, words)) {
    return 'likely';
  }
  return looksLikeVersion(text, words) ? 'possible' : 'no';
}

/** True for leading zeros, base 60, and more digits than a number keeps; a number that says its base is meant as one. */
function losesDigits(text: string, value: number, words: readonly string[]): boolean {
  const digits = text.replace(/^[-+]/, '').replaceAll('_', '');
  if (/^0[xob]/i.test(digits)) {
    return false;
  }
  if (/^0\d/.test(digits)) {
    return !words.some((word) => ofModes.has(word));
  }
  return text.includes(':') || (/^\d+$/.test(digits) && BigInt(digits) !== BigInt(Math.abs(value)));
}

/** Words of keys of amounts, which are often written with two decimals. */
const ofAmounts =
  /^(?:amount|average|budget|charge|cost|default|factor|fee|interval|limit|max|maximum|min|minimum|percent|percentage|price|quota|rate|ratio|score|seconds|share|size|sum|threshold|timeout|total|value|weight)$/;

function looksLikeVersion(text: string, words: readonly string[]): boolean {
  return /^[1-9]\d?\.[1-9]\d*0$/.test(text) && !words.some((word) => ofAmounts.test(word));
}

/** `accountId`, `account_id` and `account-id` are two words each. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
}
