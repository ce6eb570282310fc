/** What messages between a page and the extension are judged by, on both sides. */
import { isObject } from '../../base/json';

/** True for a whole number from 0. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** True for texts by name. */
export function areTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string');
}

/** What a message of the extension shows: HTML by part, and all of it as it came; undefined for a message of anybody else. */
export function shownParts<Part extends string>(
  message: unknown,
  all: readonly Part[],
): { readonly parts: Partial<Record<Part, string>>; readonly show: Readonly<Record<string, unknown>> } | undefined {
  const show = isObject(message) && message['is'] === 'show' ? message : undefined;
  const parts = show?.['parts'];
  const known: readonly string[] = all;
  return show && areTexts(parts) && Object.keys(parts).every((part) => known.includes(part))
    ? { parts: parts as Partial<Record<Part, string>>, show }
    : undefined;
}
