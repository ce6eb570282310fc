import { stringify } from 'yaml';
import { jsonIn, type Json } from '../../../base/json';
import { visibleLines } from '../../../base/visible';
import type { PluginCall } from './plugin-call';

/** So many calls of one reconcile are shown one by one. */
const MOST_SHOWN = 50;

/**
 * Calls of a plugin as a person reads them: what was asked, what came back, and what the controller makes of it. The token
 * is not in it.
 * @param title What asks whom, a sentence without its end.
 * @param notes What else is to be known, a sentence each.
 */
export function callText(title: string, calls: readonly PluginCall[], notes: readonly string[] = []): string {
  const more = calls.length - MOST_SHOWN;
  const count = calls.length === 1 ? 'One call' : `${calls.length} calls`;
  return visibleLines(
    [
      `# ${title}. ${count} for each reconcile.`,
      ...notes.map((note) => `# ${note}`),
      ...calls.slice(0, MOST_SHOWN).map((call) => `---\n${stringify(shown(call), { lineWidth: 0 }).trimEnd()}`),
      ...(more > 0 ? [`# And ${more} more.`] : []),
      '',
    ].join('\n'),
  );
}

function shown({ request, answer, made }: PluginCall): Json {
  const controller =
    'error' in made
      ? { stops: made.error }
      : made.sets.length === 0
        ? { takes: 'no parameter sets: every Application of this generator is deleted' }
        : { takes: `${made.sets.length} parameter set${made.sets.length === 1 ? '' : 's'}`, sets: [...made.sets] };
  return {
    ...(request && {
      request: {
        POST: request.shownUrl,
        headers: withoutToken(request.headers),
        body: bodyIn(request.body),
        within: request.withinMs === undefined ? 'no limit' : `${request.withinMs / 1000} s`,
      },
    }),
    answer: answer
      ? {
          status: answer.status,
          milliseconds: Math.round(answer.milliseconds),
          ...(answer.redirect && { redirected: `${answer.redirect.status} to ${answer.redirect.to}` }),
          ...(answer.brokenOff !== undefined && { 'broken off': answer.brokenOff }),
          bytes: answer.bytes,
          body: bodyIn(answer.text),
        }
      : 'none',
    controller,
  };
}

/** A header that is sent says that a token is; which one is nobody's to read here. */
function withoutToken(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { ...headers, ...(headers['authorization'] !== undefined && { authorization: 'Bearer •••' }) };
}

function bodyIn(text: string): Json {
  return jsonIn(text) ?? text;
}
