import { isObject, type JsonObject } from '../../../base/json';
import { textAt, type Value } from './values';

const FORMAT = 'YYYY-MM-DD HH:mm:ss';
const TOKEN = /\[[^[\]]*\]|YYYY|YY|MMMM|MMM|MM|M|dddd|ddd|DD|D|HH|H|hh|h|mm|m|SSS|ss|s|A|a/g;
const HAS_ZONE = /(?:Z|[+-]\d\d:?\d\d)$/i;
const SECOND = 1000;
const HALF_DAY = 12;
const THREE = 3;

/** A time as the console shows it, in UTC, which is the zone of a person who has chosen none; empty for what is none. */
export function timeText(value: Value, options: JsonObject): string {
  const time = value ? timeOf(value, options) : undefined;
  return time === undefined || Number.isNaN(time.getTime()) ? '' : written(time, textAt(options, 'display_format'));
}

function timeOf(value: NonNullable<Value>, options: JsonObject): Date | undefined {
  const inSeconds = options['source_format'] === 'seconds' && options['source_type'] !== 'iso8601';
  const seconds = inSeconds ? (isObject(value) ? value['seconds'] : value) : undefined;
  if (inSeconds) {
    return typeof seconds === 'number' || typeof seconds === 'string' ? new Date(Number(seconds) * SECOND) : undefined;
  }
  if (typeof value === 'number') {
    return new Date(value);
  }
  // A text without a zone is taken in that of the browser; a date alone as well.
  return typeof value === 'string'
    ? new Date(
        HAS_ZONE.test(value) || /[a-z]{3}/i.test(value)
          ? value
          : `${value.replace(' ', 'T')}${/\d:\d/.test(value) ? '' : 'T00:00'}`,
      )
    : undefined;
}

function written(time: Date, format = FORMAT): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const [year, month, day, weekday] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate(), time.getUTCDay()];
  const [hour, minute, second] = [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()];
  const name = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' }).format(time);
  const half = hour % HALF_DAY || HALF_DAY;
  const words: Readonly<Record<string, () => string>> = {
    ...{ YYYY: () => String(year), YY: () => String(year).slice(-2) },
    ...{ MMMM: () => name({ month: 'long' }), MMM: () => name({ month: 'short' }) },
    ...{ MM: () => two(month + 1), M: () => String(month + 1), DD: () => two(day), D: () => String(day) },
    ...{
      dddd: () => name({ weekday: 'long' }),
      ddd: () => name({ weekday: 'long' }).slice(0, THREE),
      d: () => `${weekday}`,
    },
    ...{ HH: () => two(hour), H: () => String(hour), hh: () => two(half), h: () => String(half) },
    ...{ mm: () => two(minute), m: () => String(minute), ss: () => two(second), s: () => String(second) },
    ...{ SSS: () => String(time.getUTCMilliseconds()).padStart(THREE, '0') },
    ...{ A: () => (hour < HALF_DAY ? 'AM' : 'PM'), a: () => (hour < HALF_DAY ? 'am' : 'pm') },
  };
  return format.replace(TOKEN, (token) => words[token]?.() ?? token.replace(/^\[|\]$/g, ''));
}
