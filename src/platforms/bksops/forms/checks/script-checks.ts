import type { Finding, Fix } from '../../../../manifest/finding';
import type { TextRange } from '../../../../manifest/parse/text-range';
import { Budget } from '../../../../base/budget';
import type { TextConstant } from '../../python/constant';
import { readStringLiteral } from '../../python/string-literal';
import type { PythonModule } from '../../python/python-module';
import { parseForm } from '../form-script';
import type { ComponentForm } from '../read-form';

/** Whether Python and JavaScript take the text at all. */
export function* scriptFindings({ text: source }: PythonModule, form: ComponentForm): Generator<Finding> {
  const { text, script, names, placeOf } = form;
  for (const { range } of text?.flaws.filter(({ is }) => is === 'refused') ?? []) {
    yield {
      code: 'bksops/form-python-escape',
      severity: 'error',
      range,
      message: `Python refuses ${quoted(source, range)} in a plain string, and SOPS does not load the module: write the form as r"""…""".`,
    };
  }
  if (text && script?.is === 'broken') {
    yield syntaxError(source, text, script);
  }
  if (text && script?.is === 'not strict') {
    yield {
      code: 'bksops/form-not-strict',
      severity: 'error',
      range: text.text.sourceOf(script.range),
      message: `${script.message}: SOPS evaluates an embedded form in strict mode, and shows nothing of this one.`,
    };
  }
  for (const { name, node, isAtOnce } of names?.undeclared ?? []) {
    if (!PAGE.has(name)) {
      const then = isAtOnce ? 'the form stops there, and nothing of it is shown' : 'the function stops there';
      yield {
        code: 'bksops/form-undeclared',
        severity: isAtOnce ? 'error' : 'warning',
        range: placeOf(node),
        message: `"${name}" must be declared, such as by "var ${name}": SOPS evaluates the form in strict mode, and ${then}.`,
      };
    }
  }
  yield* text && script?.is === 'script' ? backspaces(text) : [];
}

/** Names of every page, which a script may set. */
const PAGE: ReadonlySet<string> = new Set(['$', 'location', 'name', 'status', 'event', 'onload', 'onresize', 'window']);

function syntaxError(source: string, text: TextConstant, script: { range: TextRange; message: string }): Finding {
  const at = text.text.sourceOf(script.range);
  const lineStart = text.text.text.lastIndexOf('\n', Math.max(script.range.start - 1, 0));
  // A string that an escaped line break cuts in two is noticed at its beginning.
  const near = { start: Math.max(lineStart, 0), end: script.range.end + 1 };
  const escape = [...text.text.escapesIn(near), ...breakAfter(text, script.range)].find(({ text: made }) =>
    ['\n', '\r', '"', "'", '\\'].includes(made),
  );
  const fix = escape && rawFix(source, text);
  const because =
    escape &&
    `: in a plain Python string ${quoted(source, escape.from)} is ${NAMES[escape.text] ?? 'another character'} for JavaScript. Write the form as r"""…"""`;
  return {
    code: 'bksops/form-syntax',
    severity: 'error',
    range: escape && fix ? escape.from : at,
    message: `${script.message}${because ?? ''}; SOPS shows nothing of a form that is not well formed.`,
    ...(escape && fix ? { fix } : {}),
  };
}

const NAMES: Readonly<Record<string, string>> = {
  '\n': 'a line break',
  '\r': 'a line break',
  '"': 'a bare quote',
  "'": 'a bare quote',
  '\\': 'a single backslash',
};

/** The break that ends the line of a place, where it comes from an escape. */
function breakAfter({ text }: TextConstant, { start }: TextRange): ReturnType<typeof text.escapesIn> {
  const at = text.text.indexOf('\n', start);
  return at < 0 ? [] : text.escapesIn({ start: at, end: at + 1 });
}

/** A raw string, where that makes a well-formed form of it. */
function rawFix(source: string, { plain, text }: TextConstant): Fix | undefined {
  const [only, ...more] = plain;
  if (!only || more.length > 0 || only.start !== text.from.start || only.end !== text.from.end) {
    return undefined;
  }
  const raw = readStringLiteral(`r${source.slice(only.start, only.end).replace(/^[uU]/, '')}`, {
    start: 0,
    end: only.end - only.start + 1,
  });
  const isMended = raw && parseForm(raw.text.text, new Budget()).is === 'script';
  const prefix = { start: only.start, end: only.start + (/^[uU]/.test(source.charAt(only.start)) ? 1 : 0) };
  return isMended ? { title: 'Write the form as a raw string', range: prefix, replace: 'r' } : undefined;
}

/** `\b` in a pattern is a backspace by the time JavaScript sees it, and matches nothing that anybody types. */
function* backspaces({ text }: TextConstant): Generator<Finding> {
  for (const { text: made, from } of text.escapesIn({ start: 0, end: text.text.length })) {
    if (made === '\b') {
      yield {
        code: 'bksops/form-backspace',
        severity: 'warning',
        range: from,
        message:
          '"\\b" is a backspace in a plain Python string, and no word boundary any more when JavaScript reads it: write "\\\\b", or the form as r"""…""".',
      };
    }
  }
}

function quoted(source: string, { start, end }: TextRange): string {
  return `"${source.slice(start, end).replace(/\n/g, '⏎')}"`;
}
