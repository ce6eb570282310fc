import type { Check, Outcome } from '../../../contract/contract';
import type { GeneratorPlugin } from '../generator/generator-finder';
import { givesParameters, shownMessage } from '../calls/refusal';
import { ANSWERS } from './answer-checks';
import { ask, type GeneratorCheckContext, type ReadAnswer, type Reply } from './controller-calls';
import { failed, passed, quoted, warned } from './outcomes';

const DOCS = 'argo-cd v3.5.7, docs/operator-manual/applicationset/Generators-Plugin.md';

/** Whoever reaches the server in the cluster reads what it gives away. */
const noToken: Check<GeneratorPlugin> = {
  id: 'refuses-no-token',
  title: 'It gives nothing away to a caller without a token',
  source: DOCS,
  needs: 'server',
  after: [ANSWERS],
  run: async (context) => judged(context, await ask(context, { token: null }), 'a caller without a token'),
};

const wrongToken: Check<GeneratorPlugin> = {
  id: 'refuses-wrong-token',
  title: 'It gives nothing away to a caller with another token',
  source: DOCS,
  needs: 'server',
  after: [ANSWERS],
  run: (context) =>
    withToken(context, async () =>
      judged(context, await ask(context, { token: 'not-the-token-of-this-server' }), 'another token'),
    ),
};

/** Parts of a token, and more than it, are other tokens. */
const wholeToken: Check<GeneratorPlugin> = {
  id: 'compares-whole-token',
  title: 'It takes no part of the token, and nothing that the token is a part of',
  source: DOCS,
  needs: 'server',
  after: [wrongToken.id],
  run: (context) =>
    withToken(context, async (token) => {
      for (const [other, words] of almost(token)) {
        const reply = await ask(context, { token: other });
        if (isLet(reply)) {
          return failed(context, {
            what: `It lets in ${words}.`,
            why: 'Who knows or guesses a part has all.',
            next: 'Compare the whole of both, in constant time',
          });
        }
      }
      return passed;
    }),
};

function almost(token: string): (readonly [string, string])[] {
  const other = token === token.toUpperCase() ? token.toLowerCase() : token.toUpperCase();
  const all: (readonly [string, string])[] = [
    ['', 'an empty token'],
    [token.slice(0, -1), 'the token without its last character'],
    [token.slice(0, 1), 'the first character of the token'],
    [token.slice(1), 'the token without its first character'],
    [`${token}x`, 'the token with a character behind it'],
    [`x${token}`, 'the token with a character in front of it'],
    [other, 'the token in other capitals'],
  ];
  return all.filter(([each]) => each !== token);
}

/** What a refused caller reads, the author of an ApplicationSet reads in its status. */
const refusalSaysWhy: Check<GeneratorPlugin> = {
  id: 'refusal-has-message',
  title: 'A refused caller is told why, in a way that the controller shows',
  source: 'argo-cd v3.5.7, applicationset/services/internal/http/client.go',
  needs: 'server',
  after: [wrongToken.id],
  run: (context) =>
    withToken(context, async () => {
      const reply = await ask(context, { token: 'not-the-token-of-this-server' });
      return reply.is === 'nothing' ? passed : (messageFault(context, reply.answer, 'a wrong token') ?? passed);
    }),
};

/** What an error's body lacks for the controller to show it; undefined where it shows what is meant for the author of a set. */
export function messageFault(
  context: GeneratorCheckContext,
  { status, text }: ReadAnswer,
  on: string,
): Outcome | undefined {
  if (shownMessage(text) !== undefined && !isTrace(text)) {
    return undefined;
  }
  const isJson = /^\s*[{["]/.test(text);
  const shown = isTrace(text)
    ? 'what only its log should have, for everybody to read'
    : isJson || text.trim() === ''
      ? `"API error with status code ${status}: " and nothing behind it`
      : `"API error with status code ${status}: " and the whole body`;
  return warned(context, {
    what: `Its ${status} on ${on} has ${text.trim() === '' ? 'no body' : `the body ${quoted(text)}`}.`,
    why: `The controller shows ${shown}.`,
    next: 'Answer with {"message": "…"} that says what is wrong',
  });
}

function isTrace(text: string): boolean {
  return /Traceback \(most recent call last\)|^[ \t]{1,8}at [^\n]{1,300}:\d+:\d+|goroutine \d+ \[|panic:|<!doctype|<html/im.test(
    text,
  );
}

export const tokenChecks = [noToken, wrongToken, wholeToken, refusalSaysWhy] as const;

async function withToken(context: GeneratorCheckContext, work: (token: string) => Promise<Outcome>): Promise<Outcome> {
  const { token } = context.caller;
  return token === undefined
    ? { is: 'skipped', why: 'The right token is not known here, so that none is known to be wrong.' }
    : work(token);
}

function isLet(reply: Reply): boolean {
  return reply.is === 'answer' && ('sets' in reply.answer.made || givesParameters(reply.answer.text));
}

function judged(context: GeneratorCheckContext, reply: Reply, who: string): Outcome {
  if (reply.is === 'nothing') {
    return failed(context, {
      what: `It does not answer ${who}: ${reply.why}.`,
      why: 'A wrong token in the Secret looks like a server that is down.',
      next: 'Answer 401 or 403 with a "message"',
    });
  }
  const { status, text } = reply.answer;
  if (status >= 200 && status <= 299) {
    return failed(context, {
      what: `It answers ${who} with ${status}${givesParameters(text) ? ' and its parameters' : ''}.`,
      why: givesParameters(text)
        ? 'Whoever reaches it in the cluster reads them.'
        : 'To the controller such a status with no parameters means: delete every Application.',
      next: 'Answer 401 or 403',
    });
  }
  if (givesParameters(text)) {
    return failed(context, {
      what: `It answers ${who} with ${status}, and the parameters follow in the same answer.`,
      why: 'Whoever reaches it in the cluster reads them, and the controller shows them in its error.',
      next: 'Return once the refusal is sent',
    });
  }
  const { token } = context.caller;
  if (token !== undefined && text.includes(token)) {
    return failed(context, {
      what: `Its ${status} for ${who} has the right token in it.`,
      why: 'The controller shows it in the status of the ApplicationSet.',
      next: 'Say that the token is wrong, and no more',
    });
  }
  if (status >= 500) {
    return failed(context, {
      what: `It fails on ${who} with ${status}.`,
      why: 'A wrong token in the Secret looks like a mistake of the server.',
      next: 'Answer 401 or 403 with a "message"',
    });
  }
  return status === 401 || status === 403
    ? passed
    : warned(context, {
        what: `It answers ${who} with ${status}.`,
        why: 'The status is shown to the author of the ApplicationSet, who looks for something else than the token.',
        next: 'Answer 401 or 403',
      });
}
