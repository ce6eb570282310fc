/** What stands for a moment or a day when two requests are compared. */
const SOME_TIME = '<time>';
/** ISO 8601, and the same without its marks as AWS writes it: 2026-11-29, 2026-11-29T18:00:00.5Z, 20261129T180000Z. */
const WRITTEN =
  /(?<![\d.])(?:20\d\d-[01]\d-[0-3]\d(?:[T ][0-2]\d:[0-5]\d(?::[0-6]\d(?:\.\d{1,9})?)?(?:Z|[+-][0-2]\d:?[0-5]\d)?)?|20\d\d[01]\d[0-3]\d(?:T[0-2]\d[0-5]\d[0-6]\dZ?)?)(?![\d.])/g;
/** Under a name of time also months, and seconds since 1970 or parts of them. */
const UNDER_ITS_NAME = /^(?:20\d\d-?[01]\d|20\d\d-?[01]\d-?[0-3]\d|1[3-9]\d{8}(?:\d{3}){0,3}(?:\.\d+)?)$/;
const NAME_OF_TIME =
  /(?:time|date|day|month|period|start|begin|end|from|since|until|before|after|created|updated|modified|timestamp|expires?)(?:[^a-z]|$)|(?:Time|Date|Day|Month|Start|End|From|Since|Until|Before|After)/i;
/** What is made up anew for every request, so that the cloud does the same once: it says nothing of what is asked. */
const MADE_UP =
  /(?:^|[?._-])(?:nonce|client_?token|request_?id|idempotency_?(?:key|token)|trace_?id|correlation_?id)$/i;

/** A value without the times in it, which are others on every day, and without what is made up for a request alone. */
export function withoutTimes(value: string, name: string): string {
  if (MADE_UP.test(name)) {
    return SOME_TIME;
  }
  return NAME_OF_TIME.test(name) && UNDER_ITS_NAME.test(value) ? SOME_TIME : value.replace(WRITTEN, SOME_TIME);
}

/** Names under which an answer says until when something is good. */
const EXPIRY = '(?:[\\w-]*[_-])?(?:expir(?:ation|y|es?)|expires?[_-]?(?:on|at)|expiration[_-]?(?:time|date)|exp)';
const IN_JSON = new RegExp(`("${EXPIRY}"\\s{0,8}:\\s{0,8}"?)([\\w:.+-]{8,40})`, 'gi');
const IN_XML = new RegExp(`(<${EXPIRY}>)([\\w:.+-]{8,40})(?=<)`, 'gi');

/**
 * What an answer says is good until a moment, as long from now on as it was when it was recorded: a library would throw
 * a session away that seems to be over, and ask for the next one without end.
 */
export function expiringLater(text: string, milliseconds: number): string {
  const later = (whole: string, front: string, moment: string): string => {
    const moved = movedBy(moment, milliseconds);
    return moved === undefined ? whole : front + moved;
  };
  return text.replace(IN_JSON, later).replace(IN_XML, later);
}

/** A moment in the way in which it is written, some time later; undefined for what is none. */
function movedBy(moment: string, milliseconds: number): string | undefined {
  if (/^1[3-9]\d{8}$/.test(moment)) {
    return String(Number(moment) + Math.round(milliseconds / 1000));
  }
  if (/^1[3-9]\d{11}$/.test(moment)) {
    return String(Number(moment) + Math.round(milliseconds));
  }
  const at = /^20\d\d-\d\d-\d\dT/.test(moment) ? Date.parse(moment) : NaN;
  if (Number.isNaN(at)) {
    return undefined;
  }
  const text = new Date(at + milliseconds).toISOString();
  return moment.includes('.') ? text : text.replace(/\.\d+Z$/, 'Z');
}
