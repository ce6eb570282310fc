import { isObject } from '../../../../base/json';
import { areTexts, isCount, shownParts } from '../../../pages/message-shapes';
import type { Entry, FieldPath } from '../../../../platforms/bksops/forms/entry';

/** What the page of a form preview tells the extension. */
export type PageMessage =
  /** It has loaded, and shows nothing yet. */
  | { readonly is: 'ready' }
  /** Something was entered into a field of the form as it was shown with that number. */
  | { readonly is: 'entry'; readonly shown: number; readonly path: FieldPath; readonly entry: Entry }
  /** Somebody asks where a field is written. */
  | { readonly is: 'field'; readonly shown: number; readonly path: FieldPath }
  /** Somebody asks where something stands that is listed: the note or a finding, by its place in the list. */
  | { readonly is: 'listed'; readonly shown: number; readonly index: number }
  | { readonly is: 'validate' | 'copy' | 'run' };

/** The parts of the page, by the id of the element that holds them. */
export const PARTS = ['title', 'note', 'form', 'findings', 'inputs'] as const;

/** What the page is to show: HTML by part, what is absent stays; and a text by the id of a field. */
export interface ShowMessage {
  readonly is: 'show';
  /** Goes up whenever paths and lists may mean something else. */
  readonly shown: number;
  readonly parts: Readonly<Partial<Record<(typeof PARTS)[number], string>>>;
  readonly complaints: Readonly<Record<string, string>>;
  /** The file of the form, which a page that is opened again begins with. */
  readonly file: string;
}

/** What a page is kept with when the window is loaded again. */
export interface PageState {
  readonly file: string;
}

/** A field lies no deeper, and a value is no longer, than a person has made it. */
const LONGEST_PATH = 50;
const LONGEST_TEXT = 100_000;
const MOST_CHOSEN = 10_000;

/** Judges a message of the page; undefined for what it never sends. */
export function readPageMessage(message: unknown): PageMessage | undefined {
  if (!isObject(message)) {
    return undefined;
  }
  const { is, shown, index } = message;
  if (is === 'ready' || is === 'validate' || is === 'copy' || is === 'run') {
    return { is };
  }
  if (!isCount(shown)) {
    return undefined;
  }
  const path = readPath(message['path']);
  if (is === 'listed') {
    return isCount(index) ? { is, shown, index } : undefined;
  }
  if (is === 'field') {
    return path && { is, shown, path };
  }
  const entry = is === 'entry' ? readEntry(message['entry']) : undefined;
  return path && entry && { is: 'entry', shown, path, entry };
}

function readEntry(entry: unknown): Entry | undefined {
  if (!isObject(entry)) {
    return undefined;
  }
  const { is, text, chosen, removed } = entry;
  switch (is) {
    case 'text':
      return typeof text === 'string' && text.length <= LONGEST_TEXT ? { is, text } : undefined;
    case 'choices':
      return Array.isArray(chosen) && chosen.length <= MOST_CHOSEN && chosen.every(isCount)
        ? { is, chosen: [...chosen] }
        : undefined;
    case 'row':
      return removed === undefined ? { is } : isCount(removed) ? { is, removed } : undefined;
    default:
      return undefined;
  }
}

function readPath(path: unknown): FieldPath | undefined {
  const isPath = Array.isArray(path) && path.length > 0 && path.length <= LONGEST_PATH && path.every(isCount);
  return isPath ? [...path] : undefined;
}

/** Judges a message of the extension, in the page; undefined for one of anybody else. */
export function readShowMessage(message: unknown): ShowMessage | undefined {
  const { parts, show: { shown, complaints, file } = {} } = shownParts(message, PARTS) ?? {};
  return parts && isCount(shown) && typeof file === 'string' && areTexts(complaints)
    ? { is: 'show', shown, parts, complaints, file }
    : undefined;
}

/** What an earlier window has left; undefined for anything else. */
export function readPageState(state: unknown): PageState | undefined {
  return isObject(state) && typeof state['file'] === 'string' ? { file: state['file'] } : undefined;
}
