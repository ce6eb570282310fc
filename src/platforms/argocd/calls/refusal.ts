import { isObject, jsonIn } from '../../../base/json';
import { getOwn } from '../../../base/own-key';

/** True for a body in which a list of parameters stands, whatever its status, and whatever stands around it. */
export function givesParameters(text: string): boolean {
  return /"parameters"\s*:\s*\[\s*[^\]\s]/i.test(text);
}

/** What the controller shows of a refusal; undefined where that is nothing, or is not for the author of a set. */
export function shownMessage(text: string): string | undefined {
  const body = jsonIn(text);
  const words = isObject(body)
    ? [getOwn(body, 'message'), getOwn(body, 'error')].find((each) => typeof each === 'string')
    : undefined;
  return typeof words === 'string' && words.trim() !== '' ? words : undefined;
}
