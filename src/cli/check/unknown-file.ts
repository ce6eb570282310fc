import { cutDocuments } from '../../manifest/parse/document-cuts';
import { moveFinding, type Finding } from '../../manifest/finding';
import { LineIndex } from '../../manifest/parse/line-index';
import { parseDocument } from '../../manifest/parse/parse-document';
import type { CheckedFile } from './checked-file';

/** Documents of one file that are looked at: to say that it is broken, the first broken one is enough. */
const MOST_DOCUMENTS = 100;

/** A file that a person named and that holds no manifest: it is broken, or else nothing was checked in it. */
export function unknownFile(text: string): Omit<CheckedFile, 'file'> {
  const broken = cutDocuments(text).slice(0, MOST_DOCUMENTS).flatMap(problemsIn).slice(0, 1);
  return { findings: broken.length > 0 ? broken : [unknown], lines: new LineIndex(text), manifests: 0, unchecked: 0 };
}

function problemsIn({ text, start }: { readonly text: string; readonly start: number }): Finding[] {
  return parseDocument(text).problems.map((problem) => moveFinding({ severity: 'error', ...problem }, start));
}

const unknown: Finding = {
  code: 'manifest/unknown-kind',
  severity: 'info',
  range: { start: 0, end: 0 },
  message: 'Not checked: it is no manifest of a kind that Plugin Workbench knows.',
};
