import { isObject } from '../../../../base/json';
import { isCount, shownParts } from '../../../pages/message-shapes';

/** What the page of a check tells the extension. */
export type PageMessage =
  /** It has loaded, and shows nothing yet. */
  | { readonly is: 'ready' }
  /** Somebody asks for a place that the page lists, as it was shown with that number. */
  | { readonly is: 'open'; readonly shown: number; readonly index: number }
  | { readonly is: 'again' | 'cancel' | 'copy' };

/** The parts of the page, by the id of the element that holds them. */
export const PARTS = ['title', 'verdict', 'actions', 'progress', 'result'] as const;

export type Parts = Readonly<Record<(typeof PARTS)[number], string>>;

/** What the page is to show: HTML by part; what is absent stays. */
export interface ShowMessage {
  readonly is: 'show';
  /** Goes up whenever the places that are listed may be others. */
  readonly shown: number;
  readonly parts: Partial<Parts>;
  /** What a page that is opened again begins with. */
  readonly manifest: string;
}

/** What a page is kept with when the window is loaded again. */
export interface PageState {
  readonly manifest: string;
}

/** Judges a message of the page; undefined for what it never sends. */
export function readPageMessage(message: unknown): PageMessage | undefined {
  if (!isObject(message)) {
    return undefined;
  }
  const { is, shown, index } = message;
  switch (is) {
    case 'ready':
    case 'again':
    case 'cancel':
    case 'copy':
      return { is };
    case 'open':
      return isCount(shown) && isCount(index) ? { is, shown, index } : undefined;
    default:
      return undefined;
  }
}

/** Judges a message of the extension, in the page; undefined for one of anybody else. */
export function readShowMessage(message: unknown): ShowMessage | undefined {
  const { parts, show: { shown, manifest } = {} } = shownParts(message, PARTS) ?? {};
  return parts && isCount(shown) && typeof manifest === 'string' ? { is: 'show', shown, parts, manifest } : undefined;
}

/** What an earlier window has left; undefined for anything else. */
export function readPageState(state: unknown): PageState | undefined {
  return isObject(state) && typeof state['manifest'] === 'string' ? { manifest: state['manifest'] } : undefined;
}
