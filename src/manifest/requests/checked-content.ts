import { noJudge } from '../../base/template-judge';
import type { JsonObject } from '../../base/json';
import { finish } from '../../base/steps';
import { WorkbenchError } from '../../base/workbench-error';
import { checkDocument } from '../check/check-document';
import type { ManifestKind } from '../kind';
import { noNames } from '../names/names';
import type { DocumentCut } from '../parse/document-cuts';
import { LineIndex } from '../parse/line-index';
import type { ManifestDocument } from '../parse/manifest-document';
import { descendants } from '../parse/node';
import { ParseCache } from '../parse/parse-cache';
import { jsonOf } from './json-of-node';

/** What a text that is no document of its kind is refused with. */
interface Refusals {
  /** What cannot be done with it as it stands. */
  readonly what: string;
  /** What a document of the kind has, where there is none at all. */
  readonly nothing: string;
}

/**
 * What one document of a file says, by the same reading that recognizes and checks it.
 * @throws WorkbenchError in the words of the check, at the line that is wrong
 */
export function checkedContent(
  kind: ManifestKind,
  text: string,
  file: string,
  cut: DocumentCut,
  { what, nothing }: Refusals,
): JsonObject {
  const lines = new LineIndex(text);
  const wrong = (offset: number, why: string): WorkbenchError => {
    const line = lines.positionAt(cut.start + offset).line + 1;
    return new WorkbenchError({ what, why, where: { file, line } });
  };
  const ground = { kinds: [kind], rules: [], names: noNames, cache: new ParseCache(), templates: noJudge };
  const { document, findings } = finish(checkDocument(cut.text, kind, [], ground));
  const [mistake] = findings
    .filter(({ severity }) => severity === 'error')
    .sort((one, other) => one.range.start - other.range.start);
  if (mistake) {
    throw wrong(mistake.range.start, mistake.message);
  }
  if (!document?.root) {
    throw wrong(0, nothing);
  }
  if (document.parsed.hasTemplates) {
    throw wrong(templateIn(document), 'Nothing renders templates in a request: quote the value that holds "{{".');
  }
  return jsonOf(document.root.node, document.dialect) as JsonObject;
}

/** Where the first template stands that is not part of a quoted text. */
function templateIn({ root, text }: ManifestDocument): number {
  for (const node of root ? descendants(root.node) : []) {
    if (node.is === 'scalar' && node.masked && node.style === 'plain') {
      return node.range.start;
    }
  }
  return Math.max(text.indexOf('{{'), 0);
}
