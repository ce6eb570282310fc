/** The times that filters are given in, read as spaceone-core 2.0.144 (`core/utils.py`) reads them. */

const ISO =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2})(?:[T ](\d{2})(?::?(\d{2})(?::?(\d{2})(?:[.,](\d{1,6}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/;
const AROUND_NOW = /^\s?(now(?:\/[dwm])?)\s?([+|-])\s?(\d+)([smhdw|])\s?$/;
const MILLISECONDS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** A date and time in ISO 8601, in UTC unless it says otherwise; undefined when it is none. */
export function isoTime(text: string): Date | undefined {
  const [all, year, month = '01', day = '01', hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] =
    ISO.exec(text) ?? [];
  if (all === undefined || year === undefined) {
    return undefined;
  }
  const milliseconds = fraction.padEnd(3, '0').slice(0, 3);
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}.${milliseconds}${offset}`);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** A time around now, such as `now-1d` or `now/w + 2h`; undefined when it is none. */
export function relativeTime(text: string, now: Date): Date | undefined {
  const [all, base = '', sign, count, unit = ''] = AROUND_NOW.exec(text) ?? [];
  if (all === undefined) {
    return startOf(text.trim(), now);
  }
  const start = startOf(base, now);
  const step = MILLISECONDS[unit];
  if (!start || step === undefined) {
    return undefined;
  }
  // Whatever is no plus is taken for a minus there.
  return new Date(start.getTime() + (sign === '+' ? 1 : -1) * Number(count) * step);
}

function startOf(base: string, now: Date): Date | undefined {
  const today = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  switch (base) {
    case 'now':
      return now;
    case 'now/d':
      return today;
    case 'now/w':
      return new Date(today.getTime() - ((today.getUTCDay() + 6) % 7) * 86_400_000);
    case 'now/m':
      return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
    default:
      return undefined;
  }
}
