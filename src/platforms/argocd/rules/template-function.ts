import { nearestWord } from '../../../base/nearest-word';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { firstOfMany } from '../first-of-many';
import type { Token } from '../go-template';
import { foreignFunction } from '../foreign-functions';
import { laterFunctions, removedFunctions, templateFunctions } from '../template-functions';
import { awaitVerdicts, judgedTexts, mistakesOf } from '../template-mistakes';
import { fixAt, placeIn } from '../template-place';
import type { TemplateText } from '../template-text';

/**
 * `function "x" not defined`: the template of one string ends the rendering of all (argo-cd v3.5.7,
 * `applicationset/utils/utils.go`).
 */
export const templateFunction = rule({
  code: 'argocd/template-function',
  kinds: ['argocd.application-set'],
  severity: 'error',
  awaits: ({ document, templates }) => awaitVerdicts(document, templates),
  *check({ document, templates }) {
    for (const mistakes of mistakesOf('function', document, templates)) {
      yield* firstOfMany(mistakes, ({ text, problem: { name = '', start, end } }) => {
        const range = placeIn(text, start, end, document);
        const isApart = /(?:^|[\s({|])\.\s+$/.test(text.text.slice(Math.max(0, start - 20), start));
        const { fix, ...rest } = isApart
          ? notDefined(name, `write ".${name}", without a blank behind the dot.`)
          : remark(name);
        return { range, ...rest, ...(fix ? fixAt(range, name, fix, document) : {}) };
      });
    }
    for (const text of judgedTexts(document)) {
      yield* firstOfMany(laterCalls(text), (token) => {
        const name = token.text;
        const message = `"${name}" exists since Argo CD ${laterFunctions.get(name) ?? ''}; before that it is not defined.`;
        return { range: placeIn(text, token.start, token.end, document), severity: 'warning', message };
      });
    }
  },
});

function laterCalls({ template }: TemplateText): Token[] {
  const tokens = template.actions.flatMap((action) => action.tokens);
  return tokens.filter(({ is, text }) => is === 'function' && laterFunctions.has(text));
}

function remark(name: string): Omit<RuleRemark, 'range'> {
  if (removedFunctions.has(name)) {
    const message = `Argo CD takes "${name}" out of its templates: it ends in 'function "${name}" not defined' and makes no Application.`;
    return { message };
  }
  const foreign = foreignFunction(name);
  const meant = foreign === undefined ? meantBy(name) : undefined;
  const hint = foreign ?? 'braces that are meant for another program must be escaped';
  const advice = meant === undefined ? `${hint}.` : `did you mean "${meant}"?`;
  return {
    ...notDefined(name, advice),
    ...(meant === undefined ? {} : { fix: { title: `Change to ${meant}`, replace: meant } }),
  };
}

function notDefined(name: string, advice: string): Omit<RuleRemark, 'range'> {
  return { message: `Argo CD ends in 'function "${name}" not defined' and makes no Application: ${advice}` };
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
