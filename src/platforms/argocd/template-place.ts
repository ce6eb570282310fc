import type { Fix } from '../../manifest/finding';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import { firstLine, type TextRange } from '../../manifest/parse/text-range';
import type { TemplateText } from './template-text';

/** Where a part of a rendered string stands in the manifest, on one line; the whole string where that cannot be told. */
export function placeIn(rendered: TemplateText, from: number, to: number, document: ManifestDocument): TextRange {
  const { node, text } = rendered;
  const end = from + firstLineOf(text.slice(from, to)).length;
  const line = startOnLine(rendered);
  const start = line === undefined ? startInBlock(rendered, from, document) : line + from;
  const part = text.slice(from, end);
  if (start !== undefined && document.text.startsWith(part, start)) {
    return { start, end: start + part.length };
  }
  return lookedFor(part, rendered, from, document) ?? firstLine(node.range, document.text);
}

/** A fix for a part, where the range is that part and nothing else. */
export function fixAt(range: TextRange, part: string, fix: Fix, document: ManifestDocument): { readonly fix?: Fix } {
  return document.text.slice(range.start, range.end) === part ? { fix } : {};
}

function firstLineOf(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0].trimEnd() ?? '';
}

/** The start of a text that stands in the manifest as it is, without escapes; undefined for any other. */
function startOnLine({ text, node: { style, range } }: TemplateText): number | undefined {
  const quote = style === 'plain' ? 0 : 1;
  const isAsWritten = style !== 'block' && range.end - range.start === text.length + 2 * quote;
  return isAsWritten ? range.start + quote : undefined;
}

interface Line {
  /** Where the line begins in the text. */
  readonly at: number;
  /** Where its content begins in the manifest. */
  readonly written: number;
}

const blocks = new WeakMap<TemplateText, readonly Line[]>();

/** A literal block scalar has its lines as they are, behind the line of its mark, each moved by the same indentation. */
function startInBlock(rendered: TemplateText, from: number, document: ManifestDocument): number | undefined {
  if (rendered.node.style !== 'block') {
    return undefined;
  }
  let lines = blocks.get(rendered);
  if (!lines) {
    lines = linesOf(rendered, document);
    blocks.set(rendered, lines);
  }
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.at ?? 0) <= from) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const line = lines[low - 1];
  return line && line.written + from - line.at;
}

function linesOf({ node, text }: TemplateText, document: ManifestDocument): Line[] {
  const written = document.text.slice(node.range.start, node.range.end).split('\n');
  const lines: Line[] = [];
  let at = 0;
  let start = node.range.start + (written[0]?.length ?? 0) + 1;
  for (const [index, line] of text.split('\n').entries()) {
    const own = (written[index + 1] ?? '').replace(/\r$/, '');
    lines.push({ at, written: start + own.length - line.length });
    at += line.length + 1;
    start += (written[index + 1]?.length ?? 0) + 1;
  }
  return lines;
}

/** Folding and escapes move offsets: then the part is looked for, by how often the same text comes before it. */
function lookedFor(
  part: string,
  { node, text }: TemplateText,
  from: number,
  document: ManifestDocument,
): TextRange | undefined {
  const before = text.slice(0, from).split(part).length - 1;
  const written = document.text.slice(node.range.start, node.range.end);
  for (const form of [part, part.replaceAll('"', '\\"'), part.replaceAll("'", "''")]) {
    let at = -1;
    for (let count = 0; count <= before && (count === 0 || at >= 0); count += 1) {
      at = written.indexOf(form, at < 0 ? 0 : at + form.length);
    }
    if (at >= 0 && part !== '') {
      return firstLine({ start: node.range.start + at, end: node.range.start + at + form.length }, document.text);
    }
  }
  return undefined;
}
