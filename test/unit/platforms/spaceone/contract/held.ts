import type { Json, JsonObject } from '../../../../../src/base/json';
import type { CheckResult } from '../../../../../src/contract/contract';
import { outcomeWords } from '../../../../../src/contract/outcome-words';
import { runContract } from '../../../../../src/contract/run-contract';
import { contract } from '../../../../../src/platforms/spaceone/contract/plugin-contract';
import type { SpaceonePlugin } from '../../../../../src/platforms/spaceone/plugin-finder';
import { sampleRequest } from '../../../../../src/platforms/spaceone/requests';
import { serviceSets } from '../../../../../src/platforms/spaceone/service-sets';
import type { Caller } from '../../../../../src/runtime/calls/caller';

/** What a plugin answers to a message of a method: its messages, or the refusal that it throws. */
export type Answers = Readonly<Record<string, (message: JsonObject) => readonly Json[] | Promise<readonly Json[]>>>;

/** Says no as a server does. */
export function refuse(details: string, status = 'INVALID_ARGUMENT'): never {
  throw Object.assign(new Error(details), { refusal: { status, details } });
}

/** As the framework says that the plugin's code raised something. */
export function crash(words: string): never {
  return refuse(`ERROR_UNKNOWN:  ${words}`, 'INTERNAL');
}

/** Refuses a message whose secret has no token, as plugins do. */
export function needsToken(message: JsonObject): void {
  const secret = message['secret_data'] as JsonObject | undefined;
  if (secret?.['token'] !== 'sound') {
    refuse('ERROR_INVALID_CREDENTIALS: The token is not valid.');
  }
}

/** A plugin of a type, by its answers, held to its contract; a stand-in for its server, which tests of their own run. */
export async function held(
  type: string,
  answers: Answers,
  requests: Readonly<Record<string, JsonObject>> = {},
): Promise<string[]> {
  const set = serviceSets.find((each) => each.type === type)!;
  const names = Object.keys(answers);
  const plugin = {
    type,
    style: 'GRPCServer',
    entry: { file: '/p/main.py', line: 1 },
    methods: names.map((name, index) => ({ name, file: '/p/main.py', line: index + 2 })),
  } as unknown as SpaceonePlugin;
  const caller = {
    endpoint: 'grpc://127.0.0.1:1',
    methods: () =>
      Promise.resolve(names.map((name) => ({ name: `spaceone.api.${set.owner}.plugin.${name}`, streams: false }))),
    call: async (call: string, message: JsonObject, { onMessage }: { onMessage?: (each: Json) => unknown } = {}) => {
      const messages = await answers[call]!(message);
      for (const each of messages) {
        await onMessage?.(each);
      }
      return { count: messages.length };
    },
  } as unknown as Caller;
  const results = await runContract({
    checks: contract.checks(plugin),
    plugin,
    server: () => Promise.resolve(caller),
    messageFor: (call) =>
      Promise.resolve({
        ...(sampleRequest(call, plugin, new Date('2026-01-31T12:00:00Z')) as JsonObject),
        ...('secret_data' in sampleRequest(call, plugin)! && { secret_data: { token: 'sound' } }),
        ...requests[call],
      }),
    signal: new AbortController().signal,
  });
  return results.filter(({ outcome }) => outcome.is !== 'passed').map(told);
}

function told({ check, outcome }: CheckResult): string {
  return `${check.id} ${outcome.is}: ${outcomeWords({ ...outcome, ...('failure' in outcome && { failure: { ...outcome.failure, where: undefined } }) })}`;
}
