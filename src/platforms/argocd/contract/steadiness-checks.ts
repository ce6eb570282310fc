import { sameJson } from '../../../base/same-json';
import type { Json } from '../../../base/json';
import type { Check } from '../../../contract/contract';
import type { GeneratorPlugin } from '../generator/generator-finder';
import { GIVES_PARAMETERS, answered, setsOf } from './answer-checks';
import { ask, normalCall, type GeneratorCheckContext, type Reply } from './controller-calls';
import { failed, passed, quoted } from './outcomes';

const CONTROLLER = 'argo-cd v3.5.7, applicationset/controllers/applicationset_controller.go';

/** What changes from call to call changes the Applications at each reconcile. */
const sameAgain: Check<GeneratorPlugin> = {
  id: 'answers-the-same',
  title: 'It answers the same to the same',
  source: CONTROLLER,
  needs: 'server',
  after: [GIVES_PARAMETERS],
  async run(context) {
    const first = setsOf(answered(await normalCall(context)));
    const again = await ask(context);
    const sets = again.is === 'answer' ? setsOf(again.answer) : [];
    if (sameSets(first, sets)) {
      return passed;
    }
    const other = sets.find((set) => !first.some((each) => sameJson(each, set)));
    return {
      ...failed(context, {
        what:
          again.is === 'nothing'
            ? `The second call has no answer: ${again.why}.`
            : `The second call gives ${other === undefined ? `${sets.length} parameter sets and the first gave ${first.length}` : `another parameter set, ${quoted(JSON.stringify(other))}`}.`,
        why: 'The controller changes, makes or deletes Applications at each reconcile, and each change is synced.',
        next: 'Make the answer of the input and of what the plugin looks up alone: no time, no random number, no count',
      }),
      expected: shown(first),
      actual: shown(sets),
    };
  },
};

/** The order of the sets is no matter: an Application is found again by its name. */
function sameSets(one: readonly Json[], other: readonly Json[]): boolean {
  return (
    sameJson([...one], [...other]) ||
    (one.length === other.length && one.every((set) => other.some((each) => sameJson(each, set))))
  );
}

function shown(sets: readonly Json[]): string {
  return JSON.stringify(sets.slice(0, 50), undefined, 2);
}

/** As many ApplicationSets may be reconciled at once (`--concurrent-reconciliations` is 10 unless set). */
const CALLS_AT_ONCE = 8;

const atOnce: Check<GeneratorPlugin> = {
  id: 'answers-calls-at-once',
  title: `It answers ${CALLS_AT_ONCE} calls at once as it answers one`,
  source: 'argo-cd v3.5.7, cmd/argocd-applicationset-controller/commands/applicationset_controller.go',
  needs: 'server',
  after: [sameAgain.id],
  async run(context) {
    const first = setsOf(answered(await normalCall(context)));
    const replies = await Promise.all(Array.from({ length: CALLS_AT_ONCE }, () => ask(context)));
    const wrong = replies.find((reply) => !isAs(first, reply));
    return wrong === undefined
      ? passed
      : failed(context, {
          what: `Of ${CALLS_AT_ONCE} calls at once, one ${wordsOf(wrong)}.`,
          why: 'The controller reconciles ten ApplicationSets at once unless it is told otherwise.',
          next: 'Keep what belongs to one call out of what all share',
        });
  },
};

function isAs(sets: readonly Json[], reply: Reply): boolean {
  return reply.is === 'answer' && 'sets' in reply.answer.made && sameSets(sets, reply.answer.made.sets);
}

function wordsOf(reply: Reply): string {
  if (reply.is === 'nothing') {
    return `has no answer: ${reply.why}`;
  }
  const { made, status } = reply.answer;
  return 'error' in made ? `is answered with ${status}: ${quoted(made.error)}` : 'gets what another one asked for';
}

/** What was asked in between must not be in the answer. */
const noMemory: Check<GeneratorPlugin> = {
  id: 'forgets-other-calls',
  title: 'What others have asked does not change its answer',
  source: CONTROLLER,
  needs: 'server',
  after: [sameAgain.id],
  async run(context) {
    const first = setsOf(answered(await normalCall(context)));
    await otherCall(context);
    const again = await ask(context);
    return isAs(first, again)
      ? passed
      : failed(context, {
          what: `After a call with another input it ${again.is === 'nothing' ? 'does not answer' : 'answers the first one otherwise'}.`,
          why: 'All ApplicationSets ask the same server: what one asks changes the Applications of the other.',
          next: 'Keep what belongs to one call out of what all share',
        });
  },
};

async function otherCall(context: GeneratorCheckContext): Promise<Reply> {
  return ask(context, { parameters: { pluginWorkbenchOther: 'another input' } });
}

export const steadinessChecks = [sameAgain, atOnce, noMemory] as const;
