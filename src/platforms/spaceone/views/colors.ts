/** The families of the console's colours, each by its shade 500 (console a8bc088a, mirinae-foundation/colors.cjs). */
const families: Readonly<Record<string, string>> = {
  gray: '#898995',
  red: '#EA4646',
  coral: '#E8704D',
  yellow: '#FFCE02',
  green: '#87D247',
  blue: '#49A7F7',
  violet: '#7D5DD2',
  indigo: '#5F77E2',
  peacock: '#4FD1C5',
};
const names: Readonly<Record<string, string>> = {
  black: '#000000',
  white: '#FFFFFF',
  transparent: '#00000000',
  alert: '#EA4646',
  safe: '#87D247',
  primary: '#6638B6',
  secondary: '#49A7F7',
};
/** Of a badge without colours. */
export const BADGE = { background: '#6638B6', text: '#FFFFFF' } as const;

const WHOLE = 255;
const BASE = 500;
const SHADE = /^(\w+)\.(\d00|default)$/;

/**
 * A colour as the console writes it: a family with a shade, a name, or what CSS itself knows. Shades other than 500 are
 * mixed with white or black, which comes near to those of the console.
 * @returns undefined for one that is not known here
 * @throws RangeError for a family without a shade, at which the console fails
 */
export function colorOf(written: string): string | undefined {
  if (/^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(written)) {
    return written;
  }
  if (Object.hasOwn(families, written)) {
    throw new RangeError(`The colour "${written}" has no shade, such as "${written}.500".`);
  }
  const [, family = '', shade = ''] = SHADE.exec(written) ?? [];
  const base = Object.hasOwn(families, family) ? families[family] : undefined;
  if (base !== undefined) {
    return mixed(base, shade === 'default' ? BASE : Number(shade));
  }
  const [name = ''] = /^[a-z]+/i.exec(written) ?? [];
  return Object.hasOwn(names, name) ? names[name] : undefined;
}

function mixed(base: string, shade: number): string {
  const target = shade < BASE ? WHOLE : 0;
  // 100 is nearly white, and 900 nearly black.
  const part = Math.min(Math.abs(shade - BASE) / BASE, 1) * (shade < BASE ? 1 : 0.9);
  const parts = [1, 3, 5].map((at) => Number.parseInt(base.slice(at, at + 2), 16));
  const words = parts.map((value) =>
    Math.round(value + (target - value) * part)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${words.join('')}`.toUpperCase();
}
