import { isObject, type Json } from '../../../base/json';
import { saidByServer, type ServerRefusal } from '../../../runtime/calls/caller';
import type { FilePlace } from '../../../base/workbench-error';
import type { Check, CheckContext } from '../../../contract/contract';
import { outcomeOf, shown, type Fault } from '../../../contract/fault';
import type { SpaceonePlugin } from '../plugin-finder';

/** The parts of a check that are told; the rest is what it is about. */
export type Told = Pick<Check, 'id' | 'title' | 'source'> & Pick<Partial<Check>, 'after' | 'seconds'>;

/** A check that asks the server and finds the first thing that is wrong. */
export function serverCheck(
  told: Told,
  at: FilePlace | undefined,
  find: (context: CheckContext<SpaceonePlugin>) => Promise<Fault | undefined>,
): Check<SpaceonePlugin> {
  return {
    ...told,
    at,
    needs: 'server',
    async run(context) {
      return outcomeOf(await find(context), at);
    },
  };
}

/** What came of a call: its messages, none of them where the server said no. */
export interface Asked {
  readonly messages: readonly Json[];
  readonly refusal?: ServerRefusal;
}

/**
 * What a server answered, or said no with.
 * @throws Whatever the call failed of without a word of the server
 */
export async function asked(answers: Promise<readonly Json[]>): Promise<Asked> {
  try {
    return { messages: await answers };
  } catch (error) {
    const refusal = saidByServer(error);
    if (!refusal) {
      throw error;
    }
    return { messages: [], refusal };
  }
}

/** Makes the faults of one value; what is wrong with it stands behind its name, where it has one. */
export function faultsOf(
  actual: Json | undefined,
  name?: string,
): (what: string, why: string, next: string, isOdd?: boolean) => Fault {
  return (what, why, next, isOdd = false) => ({
    what: name === undefined ? what : `${name} ${what}.`,
    why,
    next,
    isOdd,
    actual,
  });
}

/** The first fault that the platform fails over, or else the first odd one. */
export function worstOf(faults: readonly (Fault | undefined)[]): Fault | undefined {
  return faults.find((fault) => fault && !fault.isOdd) ?? faults.find((fault) => fault !== undefined);
}

/**
 * True for what the framework says in place of an answer when the plugin's code raised what is no error of the platform's:
 * spaceone-core 2.0.144, error.py, `ERROR_UNKNOWN`; 1.12.39 alike.
 */
export function isCrash({ status, details }: ServerRefusal): boolean {
  return (status === 'INTERNAL' || status === 'UNKNOWN') && !/^\s*ERROR_(?!UNKNOWN\b)\w+/.test(details);
}

/** The list at a key; an empty one where there is none. */
export function listAt(value: Json | undefined, key: string): readonly Json[] {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
}

/** True for what the platform takes as nothing: an answer in protobuf does not tell it from a key that is not there. */
export function isEmpty(value: Json | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0) ||
    (isObject(value) && Object.keys(value).length === 0)
  );
}

/** A value's sort, with its article, as a sentence has it. */
export function sortOf(value: Json | undefined): string {
  if (value === undefined || value === null) {
    return 'nothing';
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  return { string: 'a text', number: 'a number', boolean: 'true or false', object: 'an object' }[
    typeof value as 'string' | 'number' | 'boolean' | 'object'
  ];
}

/** A value as a text: a text itself, and anything else as JSON. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : shown(value ?? null);
}
