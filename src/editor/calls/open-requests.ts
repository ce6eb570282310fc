import type { TextDocument } from 'vscode';
import type { CheckedText } from '../../manifest/check/check-text';
import type { DocumentCut } from '../../manifest/parse/document-cuts';
import { REQUEST } from '../../manifest/requests/request-kind';
import type { CheckedDocuments } from '../language/checked-documents';

/** A request in an open file, which may hold several, and other manifests beside them. */
export interface OpenRequest {
  /** Its place among the requests of the file. */
  readonly index: number;
  /** What is called, as far as it is written. */
  readonly call: string;
  /** 0-based line of its "call". */
  readonly line: number;
  readonly cut: DocumentCut;
  /** Where the next document of the file begins. */
  readonly end: number;
}

/** The requests of an open file, in its order: those that are checked and completed as such. */
export async function requestsIn(document: TextDocument, documents: CheckedDocuments): Promise<OpenRequest[]> {
  return requestsOf(await documents.settled(document));
}

/** How requests are told from other documents: by their kind, with the key that says what is asked. */
export interface RequestSort {
  readonly kind: string;
  readonly key: string;
}

/** The requests of a text that was checked; those to servers unless another sort is meant. */
export function requestsOf(
  checked: CheckedText | undefined,
  sort: RequestSort = { kind: REQUEST, key: 'call' },
): OpenRequest[] {
  if (!checked) {
    return [];
  }
  const { documents, lines } = checked;
  const found = documents.flatMap(({ kind, document, start, text }, at) => {
    if (kind?.id !== sort.kind) {
      return [];
    }
    const call = document?.at(sort.key);
    const { line } = lines.positionAt(start + (call?.key?.range ?? document?.head ?? { start: 0 }).start);
    return [{ call: call?.text ?? '', line, cut: { start, text }, end: documents[at + 1]?.start ?? Infinity }];
  });
  return found.map((request, index) => ({ index, ...request }));
}

/** The request in which an offset lies; the only one of a file is meant wherever that is. */
export function requestAt(requests: readonly OpenRequest[], offset: number): OpenRequest | undefined {
  const [only, ...others] = requests;
  return requests.find(({ cut, end }) => cut.start <= offset && offset < end) ?? (others.length > 0 ? undefined : only);
}
