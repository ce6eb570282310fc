import { nearestWord } from '../../../base/nearest-word';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { firstOfMany } from '../first-of-many';
import type { Token } from '../go-template';
import { laterFunctions, removedFunctions, templateFunctions } from '../template-functions';
import { fixAt, placeIn } from '../template-place';
import { isFlatReference, templateTexts, usesGoTemplate, type TemplateText } from '../template-text';

/**
 * `function "x" not defined`: the template of one string ends the rendering of all (argo-cd v3.5.7,
 * `applicationset/utils/utils.go`).
 */
export const templateFunction = rule({
  code: 'argocd/template-function',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    if (usesGoTemplate(document) !== true) {
      return;
    }
    for (const text of templateTexts(document)) {
      yield* firstOfMany(unknownFunctions(text), (token) => {
        const range = placeIn(text, token.start, token.start + nameOf(token).length, document);
        const { fix, ...rest } = remark(token);
        return { range, ...rest, ...(fix ? fixAt(range, nameOf(token), fix, document) : {}) };
      });
    }
  },
});

function* unknownFunctions({ template }: TemplateText): Generator<Token> {
  for (const action of template.actions) {
    if (isFlatReference(action)) {
      continue;
    }
    for (const [index, token] of action.tokens.entries()) {
      const isPart = action.tokens[index - 1]?.text === '-' && action.tokens[index - 1]?.end === token.start;
      if (!isPart && token.is === 'function' && !templateFunctions.has(nameOf(token))) {
        yield token;
      }
    }
  }
}

function remark(token: Token): Omit<RuleRemark, 'range'> {
  const name = nameOf(token);
  const since = laterFunctions.get(name);
  if (since !== undefined) {
    return { severity: 'warning', message: `"${name}" exists since Argo CD ${since}; before that it is not defined.` };
  }
  if (removedFunctions.has(name)) {
    const message = `Argo CD takes "${name}" out of its templates: it ends in 'function "${name}" not defined' and makes no Application.`;
    return { message };
  }
  const meant = meantBy(name);
  const hint =
    meant === undefined ? 'braces that are meant for another program must be escaped' : `did you mean "${meant}"?`;
  return {
    message: `Argo CD ends in 'function "${name}" not defined' and makes no Application: ${hint}${meant === undefined ? '.' : ''}`,
    ...(meant === undefined ? {} : { fix: { title: `Change to ${meant}`, replace: meant } }),
  };
}

function nameOf({ text }: Token): string {
  return text.split('.')[0] ?? text;
}

const known = new Map<string, string | undefined>();

/** A word that one text has a thousand times is compared once. */
function meantBy(name: string): string | undefined {
  if (!known.has(name)) {
    known.clear();
    known.set(name, nearestWord(name, templateFunctions));
  }
  return known.get(name);
}
