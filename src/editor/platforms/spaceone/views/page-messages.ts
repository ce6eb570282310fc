import { isObject } from '../../../../base/json';
import { isCount, shownParts } from '../../../pages/message-shapes';

/** What the page of dynamic views tells the extension. */
export type PageMessage =
  /** It has loaded, and shows nothing yet. */
  | { readonly is: 'ready' }
  /** Somebody chooses a type, a resource of its list, or a tab of that resource. */
  | { readonly is: 'type' | 'resource' | 'tab'; readonly index: number }
  | { readonly is: 'collect' };

/** The parts of the page, by the id of the element that holds them. */
export const PARTS = ['title', 'types', 'findings', 'list', 'detail'] as const;

export type Parts = Readonly<Record<(typeof PARTS)[number], string>>;

/** What the page is to show: HTML by part; what is absent stays. */
export interface ShowMessage {
  readonly is: 'show';
  readonly parts: Partial<Parts>;
}

/** Judges a message of the page; undefined for what it never sends. */
export function readPageMessage(message: unknown): PageMessage | undefined {
  if (!isObject(message)) {
    return undefined;
  }
  const { is, index } = message;
  switch (is) {
    case 'ready':
    case 'collect':
      return { is };
    case 'type':
    case 'resource':
    case 'tab':
      return isCount(index) ? { is, index } : undefined;
    default:
      return undefined;
  }
}

/** Judges a message of the extension, in the page; undefined for one of anybody else. */
export function readShowMessage(message: unknown): ShowMessage | undefined {
  const found = shownParts(message, PARTS);
  return found && { is: 'show', parts: found.parts };
}
