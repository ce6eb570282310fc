import type { Fix } from '../../../manifest/finding';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { TextRange } from '../../../manifest/parse/text-range';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { firstOfMany } from '../first-of-many';
import { foreignFunction } from '../foreign-functions';
import type { Action } from '../go-template';
import { constantFunctions, templateFunctions } from '../template-functions';
import { awaitVerdicts, mistakesOf, type TemplateMistake } from '../template-mistakes';
import { fixAt, placeIn } from '../template-place';
import { isFlatReference, templateTexts, usesGoTemplate, type TemplateText } from '../template-text';

/**
 * `{{name}}` and `{{ .name }}` are two languages. With `goTemplate` the first calls a function; without it the second
 * stays as it is written, with no error (argo-cd v3.5.7, `applicationset/utils/utils.go`).
 */
export const templateStyle = rule({
  code: 'argocd/template-style',
  kinds: ['argocd.application-set'],
  severity: 'error',
  awaits: ({ document, templates }) => awaitVerdicts(document, templates),
  *check({ document, templates }) {
    const isGo = usesGoTemplate(document);
    if (isGo === true) {
      for (const mistakes of mistakesOf('style', document, templates)) {
        yield* firstOfMany(mistakes, (mistake) => refused(mistake, document));
      }
      for (const text of templateTexts(document)) {
        yield* firstOfMany(constants(text), (action) => constant(text, action, document));
      }
    }
    for (const text of isGo === false ? templateTexts(document) : []) {
      yield* firstOfMany(leftAsWritten(text), (found) => left(text, found, document));
    }
  },
});

/** A name without a dot calls a function, and this one does not end well. */
function refused({ text, problem, action }: TemplateMistake, document: ManifestDocument): RuleRemark {
  const { name, range, written, fixed } = flatName(text, action, document);
  const [word = ''] = name.split(/[-.[]/);
  const isEnd = /^end(?:if|for|range|with)$/.test(name);
  if (isEnd) {
    const message = `Argo CD ends in 'function "${name}" not defined' and makes no Application: ${foreignFunction(name) ?? ''}.`;
    const fix = { title: 'Write {{ end }}', replace: 'end' };
    return { range, message, ...fixAt(range, name, fix, document) };
  }
  const wants = problem.is === 'arguments' || templateFunctions.has(word);
  const message = wants
    ? `With "goTemplate" this calls the function "${word}", which wants arguments, and no Application is made: ${written}.`
    : `With "goTemplate" this calls a function "${word}", which is not defined, and no Application is made: ${written}.`;
  return { range, message, ...fixed };
}

function constants({ template }: TemplateText): Action[] {
  return template.actions.filter((action) => isFlatReference(action) && constantFunctions.has(action.content.trim()));
}

function constant(text: TemplateText, action: Action, document: ManifestDocument): RuleRemark {
  const { name, range, written, fixed } = flatName(text, action, document);
  const message = `With "goTemplate" this calls the function "${name}" and never gives a parameter: ${written}.`;
  return { range, message, severity: 'warning', ...fixed };
}

/** A name in braces, where it stands, and how Go wants it. */
function flatName(
  text: TemplateText,
  action: Action | undefined,
  document: ManifestDocument,
): {
  readonly name: string;
  readonly range: TextRange;
  readonly written: string;
  readonly fixed: { readonly fix?: Fix };
} {
  const name = action?.content.trim() ?? '';
  const start = (action?.start ?? 0) + text.text.slice(action?.start, action?.end).indexOf(name);
  const range = placeIn(text, start, start + name.length, document);
  const isSimple = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name);
  const fix = { title: `Write {{ .${name} }}`, replace: `.${name}` };
  return {
    name,
    range,
    written: isSimple ? `write "{{ .${name} }}"` : 'write it with "index" and a dot',
    fixed: isSimple ? fixAt(range, name, fix, document) : {},
  };
}

/** Something in braces that stays as it is written. */
interface LeftAsWritten {
  readonly start: number;
  readonly end: number;
  /** The name that it stays for because of its dot. */
  readonly dotted?: string;
}

/**
 * What is no name of a parameter: fasttemplate takes what stands between `{{` and the next `}}` for a name, whatever it
 * is. What another program is to find there is left alone.
 */
function* leftAsWritten({ part, text }: TemplateText): Generator<LeftAsWritten> {
  let start = part === 'patch' ? -1 : text.indexOf('{{');
  while (start >= 0) {
    const close = text.indexOf('}}', start + 2);
    if (close < 0) {
      yield { start, end: text.length };
      return;
    }
    const content = text.slice(start + 2, close);
    const name = content.trim();
    if (!isFlatKey(name) && !isForAnother(name) && !isInput(name)) {
      const isDotted = /^\.[A-Za-z_][\w.-]*$/.test(name);
      const from = start + 2 + content.indexOf(name);
      yield isDotted ? { start: from, end: from + name.length, dotted: name.slice(1) } : { start, end: close + 2 };
    }
    start = text.indexOf('{{', close + 2);
  }
}

function left(text: TemplateText, { start, end, dotted }: LeftAsWritten, document: ManifestDocument): RuleRemark {
  const range = placeIn(text, start, end, document);
  if (dotted !== undefined) {
    const message = `Without "goTemplate: true" this stays as it is written, braces and all: write "{{${dotted}}}", or set goTemplate.`;
    const fix = { title: `Write {{${dotted}}}`, replace: dotted };
    return { range, message, severity: 'warning', ...fixAt(range, `.${dotted}`, fix, document) };
  }
  if (!text.text.slice(start, end).endsWith('}}')) {
    return { range, ...leftOpen(text) };
  }
  const message =
    'Without "goTemplate: true" only a name in braces is replaced, and this stays as it is written, braces and all: set goTemplate, or leave nothing but the name.';
  return { range, message, severity: 'warning' };
}

function hasBraces(line: string): boolean {
  const start = line.indexOf('{{');
  return start >= 0 && line.includes('}}', start + 2);
}

/** fasttemplate reads no text that it finds braces in on one line and others without an end. */
function leftOpen({ text }: TemplateText): Omit<RuleRemark, 'range'> {
  return text.split('\n').some(hasBraces)
    ? {
        severity: 'error',
        message: `Argo CD ends in "invalid template: Cannot find end tag" and makes no Application: braces must end with "}}" in the same string.`,
      }
    : {
        severity: 'warning',
        message: 'These braces are not closed with "}}", so this stays as it is written, braces and all.',
      };
}

/** A key of a flat parameter set: no blanks, quotes or signs of a language in it. */
function isFlatKey(name: string): boolean {
  return /^[\p{L}\p{N}_][^\s|"'`(){}$,;=<>?!&]*$/u.test(name);
}

/** Words of a program that reads the Application's own values later on, such as those of an alert of Prometheus. */
function isForAnother(name: string): boolean {
  return /^[.$][A-Z]|\$\w+\.|\$(?:value|labels|externalLabels)\b/.test(name);
}

/** Another rule tells of it. */
function isInput(name: string): boolean {
  return /^\.?generator\.input\.parameters\b/.test(name);
}
