import type { JsonObject } from '../../../base/json';
import { textAt, type Value } from './values';

const UNITS = ['BYTES', 'KB', 'MB', 'GB', 'TB', 'PB'];
const STEP = 1024;

/**
 * A size in the unit that is asked for, or in the best one (console a8bc088a, dynamic-field size).
 * @throws RangeError for a default that is a text with a number, at which the console fails
 */
export function sizeText(value: Value, options: JsonObject): string {
  const source = textAt(options, 'source_unit');
  const number = numberOf(value);
  if (number === undefined) {
    return defaultText(options, source);
  }
  const bytes = number * STEP ** Math.max(UNITS.indexOf(source ?? 'BYTES'), 0);
  const asked = UNITS.indexOf(textAt(options, 'display_unit') ?? '');
  return inUnit(bytes, asked >= 0 ? asked : best(bytes));
}

function defaultText(options: JsonObject, source: string | undefined): string {
  const given = options['default'];
  if (typeof given === 'string' && Number(given) > 0) {
    throw new RangeError('The default of a size is a number, not a text.');
  }
  return typeof given === 'number' && source === undefined ? inUnit(given, best(given)) : '-';
}

function numberOf(value: Value): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function best(bytes: number): number {
  return Math.min(Math.max(Math.floor(Math.log(Math.abs(bytes) || 1) / Math.log(STEP)), 0), UNITS.length - 1);
}

function inUnit(bytes: number, unit: number): string {
  const value = Number((bytes / STEP ** unit).toFixed(2));
  return `${value} ${unit === 0 ? 'bytes' : (UNITS[unit] ?? '')}`;
}
