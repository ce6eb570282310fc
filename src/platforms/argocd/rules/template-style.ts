import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { firstOfMany } from '../first-of-many';
import type { Action, Token } from '../go-template';
import { constantFunctions, niladicFunctions, templateFunctions } from '../template-functions';
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
  *check({ document }) {
    const isGo = usesGoTemplate(document);
    if (isGo === undefined) {
      return;
    }
    for (const text of templateTexts(document)) {
      yield* isGo ? flatInGo(text, document) : goInFlat(text, document);
    }
  },
});

function flatInGo(text: TemplateText, document: ManifestDocument): Iterable<RuleRemark> {
  const isCall = (action: Action): boolean => isFlatReference(action) && !niladicFunctions.has(action.content.trim());
  return firstOfMany(text.template.actions.filter(isCall), (action) => {
    const name = action.content.trim();
    const [word = ''] = name.split(/[.-]/);
    const start = action.start + text.text.slice(action.start, action.end).indexOf(name);
    const range = placeIn(text, start, start + name.length, document);
    const isSimple = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/.test(name);
    const fix = { title: `Write {{ .${name} }}`, replace: `.${name}` };
    const fixed = isSimple ? fixAt(range, name, fix, document) : {};
    const written = isSimple ? `write "{{ .${name} }}"` : 'write it with "index" and a dot';
    if (!templateFunctions.has(word)) {
      const message = `With "goTemplate" this calls a function "${word}", which is not defined, and no Application is made: ${written}.`;
      return { range, message, ...fixed };
    }
    if (name === word && constantFunctions.has(word)) {
      const message = `With "goTemplate" this calls the function "${word}" and never gives a parameter: ${written}.`;
      return { range, message, severity: 'warning', ...fixed };
    }
    const message = `With "goTemplate" this calls the function "${word}", which wants arguments, and no Application is made: ${written}.`;
    return { range, message, ...fixed };
  });
}

/** Upper case stands for what Helm knows, such as `.Values`: braces for a later program stay, as they shall. */
function goInFlat(text: TemplateText, document: ManifestDocument): Iterable<RuleRemark> {
  return firstOfMany(text.part === 'patch' ? [] : parametersIn(text), ({ field, isSimple }) => {
    const message = isSimple
      ? `Without "goTemplate: true" this stays as it is written, braces and all: write "{{${field.text.slice(1)}}}", or set goTemplate.`
      : 'Without "goTemplate: true" this stays as it is written, braces and all: set goTemplate.';
    const range = placeIn(text, field.start, field.end, document);
    const fix = { title: `Write {{${field.text.slice(1)}}}`, replace: field.text.slice(1) };
    return { range, message, severity: 'warning', ...(isSimple ? fixAt(range, field.text, fix, document) : {}) };
  });
}

/** The first parameter of each action, and whether it is all that the action has. */
function* parametersIn({ template }: TemplateText): Generator<{ readonly field: Token; readonly isSimple: boolean }> {
  for (const action of template.actions) {
    const field = action.tokens.find(({ is }) => is === 'field');
    if (field && isParameter(action, field.path)) {
      yield { field, isSimple: action.tokens.length === 1 };
    }
  }
}

function isParameter({ tokens }: Action, path: readonly string[]): boolean {
  return /^[a-z_]/.test(path[0] ?? '') && !tokens.some(({ is, text }) => is === 'variable' || text === 'include');
}
