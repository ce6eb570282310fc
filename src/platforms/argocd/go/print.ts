import { RawJson } from './raw-json';

/** A value as Go's `%v` prints what was decoded from JSON: all numbers are floats, and maps are sorted (go1.26, `fmt`). */
export function printed(value: unknown): string {
  if (value === null || value === undefined) {
    return '<nil>';
  }
  if (typeof value === 'number') {
    return printedNumber(value);
  }
  if (value instanceof RawJson) {
    return `{[${[...new TextEncoder().encode(value.text)].join(' ')}]}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(printed).join(' ')}]`;
  }
  if (typeof value === 'object') {
    const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
    return `map[${entries.map(([key, each]) => `${key}:${printed(each)}`).join(' ')}]`;
  }
  return typeof value === 'boolean' ? String(value) : (value as string);
}

/** A float as Go's `%v` prints it: with an exponent from a million on, and below a ten thousandth. */
function printedNumber(value: number): string {
  const [digits = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power > 5)) {
    return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  }
  return Object.is(value, -0) ? '-0' : String(value);
}
