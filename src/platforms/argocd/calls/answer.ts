import type { Json, JsonObject } from '../../../base/json';
import { isObject } from '../../../base/json';
import { scanJson } from '../go/json-scan';
import { ControllerError } from './controller-error';

/** What the controller takes from a plugin's answer. */
export interface PluginAnswer {
  /** One for each parameter set; null where the list has a null. None is no error: it means that there are none. */
  readonly parameters: readonly (JsonObject | null)[];
}

/**
 * Judges an answer as the controller does: any status of 2xx is right, names of keys are matched in capitals as well, what
 * follows the first value is not read, and no body at all are no parameter sets (argo-cd v3.5.7,
 * `applicationset/services/internal/http/client.go`).
 * @param brokenOff Why the body has no end, in Go's words, where it has none.
 * @throws ControllerError
 */
export function answerOf(status: number, body: Uint8Array, brokenOff?: string): PluginAnswer {
  const bytes = Buffer.from(body).toString('latin1');
  if (status < 200 || status > 299) {
    throw new ControllerError(`API error with status code ${status}: ${brokenOff ?? refusalIn(bytes)}`);
  }
  const { end, error } = scanJson(bytes);
  const seen = (): string => utf8(bytes.slice(0, readUntil(end, bytes.length)));
  if (error === 'EOF' && brokenOff === undefined) {
    return { parameters: [] };
  }
  if (error !== undefined) {
    const isOpen = error === 'EOF' || error === 'unexpected EOF';
    throw new ControllerError(`${isOpen ? (brokenOff ?? error) : error}: ${seen()}`);
  }
  const decoded = parametersOf(JSON.parse(utf8(bytes.slice(0, end))) as Json);
  if (typeof decoded === 'string') {
    throw new ControllerError(`json: cannot unmarshal ${decoded}: ${seen()}`);
  }
  return { parameters: decoded };
}

/** What a server says of itself in an error: its `message`, else its `error`, else nothing; the whole of what is no object. */
function refusalIn(bytes: string): string {
  const { end, error } = scanJson(bytes);
  const value = error === undefined && /^\s*$/.test(bytes.slice(end)) ? (JSON.parse(utf8(bytes)) as Json) : undefined;
  if (value === null) {
    return '';
  }
  if (!isObject(value)) {
    return utf8(bytes);
  }
  const words = [value['message'], value['error']].find((each) => typeof each === 'string');
  return words ?? '';
}

/** The parameter sets, or why Go cannot decode them: the first value that does not fit, in the order of the text. */
function parametersOf(answer: Json): (JsonObject | null)[] | string {
  let found: (JsonObject | null)[] = [];
  let refusal: string | undefined;
  const refuse = (value: Json, place: string): void => {
    refusal ??= `${kindOf(value)} into Go ${place}`;
  };
  if (answer !== null && !isObject(answer)) {
    return `${kindOf(answer)} into Go value of type plugin.ServiceResponse`;
  }
  for (const output of valuesAt(answer, 'output')) {
    if (!isObject(output)) {
      refuse(output, 'struct field ServiceResponse.output of type plugin.Output');
      continue;
    }
    for (const [key, parameters] of Object.entries(output)) {
      if (key.toLowerCase() !== 'parameters') {
        continue;
      }
      if (Array.isArray(parameters)) {
        parameters
          .filter((each) => each !== null && !isObject(each))
          .forEach((each) => refuse(each, 'struct field Output.output.parameters of type map[string]interface {}'));
        found = parameters as (JsonObject | null)[];
      } else if (parameters === null) {
        found = [];
      } else {
        refuse(parameters, 'struct field Output.output.parameters of type []map[string]interface {}');
      }
    }
  }
  return refusal ?? found;
}

/** What an object has under a key, in whatever capitals it is written; a null is nothing. */
function valuesAt(object: JsonObject | null, name: string): Json[] {
  return Object.entries(object ?? {})
    .filter(([key, value]) => key.toLowerCase() === name && value !== null)
    .map(([, value]) => value);
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** How far a body is read by Go's decoder when it stops at a place: what it reads at once doubles, from 512 bytes on. */
function readUntil(end: number, length: number): number {
  let read = 512;
  while (read < end) {
    read = 2 * read + 512;
  }
  return Math.min(read, length);
}

function utf8(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
