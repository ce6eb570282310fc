import { isObject, type Json } from '../../../base/json';
import { sameJson } from '../../../base/same-json';
import type { SpecPath } from '../calls/controller-error';
import { givesParameters, shownMessage } from '../calls/refusal';
import { valueFault } from '../contract/parameter-faults';
import type { PluginCall } from './plugin-call';
import type { RunRemark } from './remarks';

/** So many calls for one reconcile are worth a word: they come one after the other. */
const MANY_CALLS = 10;

/** What the calls of each generator show that its author should know, worst first. */
export function remarksOnCalls(calls: readonly PluginCall[]): RunRemark[] {
  const generators = new Set(calls.map(({ generator }) => JSON.stringify(generator)));
  return [...generators].flatMap((key) => {
    const generator = JSON.parse(key) as SpecPath;
    const own = calls.filter((call) => JSON.stringify(call.generator) === key);
    const said = [
      refusal(own),
      otherAnswer(own),
      nothing(own, calls),
      values(own),
      late(own),
      redirected(own),
      many(own),
    ];
    return said.flatMap((each) => (each ? [{ ...each, place: { generator } }] : []));
  });
}

type Said = Omit<RunRemark, 'place'>;

function refusal(calls: readonly PluginCall[]): Said | undefined {
  const refused = calls.flatMap(({ answer }) =>
    answer && (answer.status < 200 || answer.status > 299) ? [answer] : [],
  );
  const leaking = refused.find(({ text }) => givesParameters(text));
  if (leaking) {
    return {
      code: 'argocd/parameters-after-refusal',
      severity: 'error',
      message: `The server answers ${leaking.status} and gives the parameters all the same: whoever asks with any token has them. Return after the refusal.`,
    };
  }
  const silent = refused.find(
    ({ text }) => text.trim() === '' || (text.trim().startsWith('{') && shownMessage(text) === undefined),
  );
  return (
    silent && {
      code: 'argocd/refusal-without-message',
      severity: 'warning',
      message: `The server answers ${silent.status} without a word that the controller shows. Put a "message" into the body, as JSON.`,
    }
  );
}

/** A matrix may ask the same more than once for one reconcile. */
function otherAnswer(calls: readonly PluginCall[]): Said | undefined {
  const first = new Map<string, Json>();
  for (const { request, made } of calls) {
    if (!request || 'error' in made) {
      continue;
    }
    const key = `${request.url} ${request.body}`;
    const sets: Json = [...made.sets];
    if (!sameJson(first.get(key) ?? sets, sets)) {
      return {
        code: 'argocd/answers-differ',
        severity: 'warning',
        message:
          'The server answers the same question otherwise than a moment before: the controller changes, makes or deletes Applications at each reconcile.',
      };
    }
    first.set(key, sets);
  }
  return undefined;
}

/** Beside generators that give some, the silence of one is as final for its own Applications. */
function nothing(own: readonly PluginCall[], all: readonly PluginCall[]): Said | undefined {
  const isSilent = ({ made }: PluginCall): boolean => 'sets' in made && made.sets.length === 0;
  return own.every(isSilent) && !all.every(isSilent)
    ? {
        code: 'argocd/generator-without-sets',
        severity: 'warning',
        message:
          'The generator gives no parameter sets, which is no error: the controller deletes every Application that it made of them.',
      }
    : undefined;
}

function values(calls: readonly PluginCall[]): Said | undefined {
  const sets = calls.flatMap(({ made }) => ('sets' in made ? made.sets.filter((set) => isObject(set)) : []));
  const fault = valueFault(sets);
  return (
    fault && {
      code: 'argocd/parameter-value',
      severity: 'warning',
      message: `${fault.what} ${fault.why} ${fault.next}.`,
    }
  );
}

function late(calls: readonly PluginCall[]): Said | undefined {
  const slow = calls.find(
    ({ request, answer }) => request?.withinMs !== undefined && answer && answer.milliseconds > request.withinMs / 2,
  );
  return slow?.request?.withinMs !== undefined && slow.answer
    ? {
        code: 'argocd/slow-answer',
        severity: 'warning',
        message: `The server took ${seconds(slow.answer.milliseconds)} s of the ${seconds(slow.request.withinMs)} s that "requestTimeout" leaves it.`,
      }
    : undefined;
}

function redirected(calls: readonly PluginCall[]): Said | undefined {
  const sent = calls.find(({ answer }) => answer?.redirect !== undefined)?.answer?.redirect;
  return (
    sent && {
      code: 'argocd/redirected',
      severity: 'warning',
      message: `The server sends the controller on with ${sent.status} to ${sent.to}${sent.status === 307 || sent.status === 308 ? '' : ', where it asks with a GET and without its input'}. Answer where you are asked.`,
    }
  );
}

function many(calls: readonly PluginCall[]): Said | undefined {
  const spent = calls.reduce((sum, { answer }) => sum + (answer?.milliseconds ?? 0), 0);
  return calls.length >= MANY_CALLS
    ? {
        code: 'argocd/calls-of-a-reconcile',
        severity: 'info',
        message: `The controller calls this server ${calls.length} times for each reconcile, one after the other: here in ${seconds(spent)} s.`,
      }
    : undefined;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1).replace(/\.0$/, '');
}
