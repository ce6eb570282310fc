import { isObject } from '../../../base/json';
import { isCount, shownParts } from '../../pages/message-shapes';

/** What a person chooses in the page. */
export const SETTINGS = ['server', 'version', 'against'] as const;
export type Setting = (typeof SETTINGS)[number];

/** What the page of a preview tells the extension. */
export type PageMessage =
  /** It has loaded, and shows nothing yet. */
  | { readonly is: 'ready' }
  | { readonly is: 'ask' | 'keep' | 'yaml' | 'fixture' }
  | { readonly is: 'choose'; readonly setting: Setting; readonly value: string }
  /** Somebody asks for a place that the page lists, as it was shown with that number. */
  | { readonly is: 'open'; readonly shown: number; readonly index: number }
  /** Somebody starts the test server of a generator that the page lists. */
  | { readonly is: 'start'; readonly shown: number; readonly index: number };

/** The parts of the page, by the id of the element that holds them. */
export const PARTS = ['title', 'controls', 'state', 'result'] as const;

export type Parts = Readonly<Record<(typeof PARTS)[number], string>>;

/** What the page is to show: HTML by part; what is absent stays. */
export interface ShowMessage {
  readonly is: 'show';
  /** Goes up whenever the places that are listed may be others. */
  readonly shown: number;
  readonly parts: Partial<Parts>;
  /** The document that a page which is opened again begins with. */
  readonly file: string;
}

/** What a page is kept with when the window is loaded again. */
export interface PageState {
  readonly file: string;
}

/** Judges a message of the page; undefined for what it never sends. */
export function readPageMessage(message: unknown): PageMessage | undefined {
  if (!isObject(message)) {
    return undefined;
  }
  const { is, shown, index, setting, value } = message;
  switch (is) {
    case 'ready':
    case 'ask':
    case 'keep':
    case 'yaml':
    case 'fixture':
      return { is };
    case 'choose': {
      const known = SETTINGS.find((each) => each === setting);
      return known && typeof value === 'string' && value.length < 100 ? { is, setting: known, value } : undefined;
    }
    case 'open':
    case 'start':
      return isCount(shown) && isCount(index) ? { is, shown, index } : undefined;
    default:
      return undefined;
  }
}

/** Judges a message of the extension, in the page; undefined for one of anybody else. */
export function readShowMessage(message: unknown): ShowMessage | undefined {
  const { parts, show: { shown, file } = {} } = shownParts(message, PARTS) ?? {};
  return parts && isCount(shown) && typeof file === 'string' ? { is: 'show', shown, parts, file } : undefined;
}

/** What an earlier window has left; undefined for anything else. */
export function readPageState(state: unknown): PageState | undefined {
  return isObject(state) && typeof state['file'] === 'string' ? { file: state['file'] } : undefined;
}
