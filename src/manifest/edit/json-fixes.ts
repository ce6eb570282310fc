import type { Edit, Finding, Fix } from '../finding';
import { follow, type Node } from '../parse/node';

/** True for a document that is written as JSON, as its first key tells: what is written into it has to be JSON, too. */
export function isJson(root: Node | undefined): boolean {
  const outermost = root && follow(root);
  if (outermost?.is === 'sequence') {
    return outermost.flow && isJson(outermost.items[0]);
  }
  const key = outermost?.is === 'mapping' && outermost.flow ? outermost.pairs[0]?.key : undefined;
  return key?.is === 'scalar' && key.style === 'double';
}

/** A finding whose fixes put quotes around each text that takes the place of a text in quotes. */
export function asJson<F extends Pick<Finding, 'range' | 'fix' | 'choices'>>(finding: F, text: string): F {
  const { fix, choices, range } = finding;
  const fixInJson = (each: Fix): Fix => ({
    ...each,
    ...editInJson({ range: each.range ?? range, replace: each.replace }, text),
    ...(each.also && { also: each.also.map((edit) => editInJson(edit, text)) }),
  });
  return { ...finding, ...(fix && { fix: fixInJson(fix) }), ...(choices && { choices: choices.map(fixInJson) }) };
}

function editInJson({ range, replace }: Edit, text: string): Edit {
  const isOfText = /^"(?:[^"\\]|\\.)*"$/.test(text.slice(range.start, range.end));
  return { range, replace: isOfText && replace !== '' && !isJsonText(replace) ? JSON.stringify(replace) : replace };
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
