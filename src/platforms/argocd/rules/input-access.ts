import type { TemplateJudge, TemplateProblem } from '../../../base/template-judge';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { Value } from '../../../manifest/dialects/value';
import { generatorsOf } from '../generators';
import { firstOfMany } from '../first-of-many';
import type { Action, Token } from '../go-template';
import { isOfRoot } from '../root-references';
import { awaitVerdicts } from '../template-mistakes';
import { fixAt, placeIn } from '../template-place';
import { templateTexts, usesGoTemplate, type TemplateText } from '../template-text';

/**
 * A plugin's input comes back as raw JSON: the values are structs with bytes (apiextensions `v1.JSON`), which have no
 * fields or items, and print as a list of numbers (argo-cd v3.5.7, `applicationset/generators/plugin.go`).
 */
export const inputAccess = rule({
  code: 'argocd/input-access',
  kinds: ['argocd.application-set'],
  severity: 'error',
  awaits: ({ document, templates }) => awaitVerdicts(document, templates),
  *check({ document, templates }) {
    const isGo = usesGoTemplate(document);
    for (const { item } of generatorsOf(document.root)) {
      yield* inSelector(item.at('selector'));
    }
    for (const text of isGo === undefined ? [] : templateTexts(document)) {
      yield* isGo === true ? inGo(text, templates, document) : inFlat(text, document);
    }
  },
});

/** A use of the input that Argo CD cannot read. */
interface InputUse {
  readonly token: Token;
  /** The name of the input, and the names behind it. */
  readonly path: readonly string[];
  readonly severity: 'error' | 'warning';
  /** What comes of it, up to the advice. */
  readonly outcome: string;
}

function inGo(text: TemplateText, templates: TemplateJudge, document: ManifestDocument): Iterable<RuleRemark> {
  return firstOfMany(inputUses(text, templates), ({ token, path, severity, outcome }) => {
    const behind = path.reduce((length, name) => length + name.length + 1, 0);
    const readable = `(toYaml ${token.text.slice(0, token.text.length - behind)} | fromYaml).${path.join('.')}`;
    const range = placeIn(text, token.start, token.end, document);
    const fix = fixAt(range, token.text, { title: 'Read it through YAML', replace: readable }, document);
    return { range, message: `The input comes back as raw JSON, ${outcome}: write "${readable}".`, ...fix, severity };
  });
}

/** The inputs that the template engine stumbles over, each once. */
function* inputUses(text: TemplateText, templates: TemplateJudge): Generator<InputUse> {
  const problems = templates.verdictOn(text.text)?.problems.filter(({ isInput }) => isInput) ?? [];
  const told = new Set<Token>();
  for (const problem of problems) {
    const action = text.template.actions.find(({ start, end }) => start <= problem.start && problem.start < end);
    for (const token of action ? inputBefore(action, problem.end) : []) {
      const path = action && inputPath(token, action);
      if (path && !told.has(token)) {
        told.add(token);
        const severity = problem.is === 'print' ? 'warning' : 'error';
        yield { token, path, severity, outcome: outcomeOf(problem) };
      }
    }
  }
}

/** The input that comes nearest in front of what the engine names. */
function inputBefore(action: Action, end: number): Token[] {
  const inputs = action.tokens.filter((token) => inputPath(token, action) !== undefined);
  return [inputs.findLast((token) => token.start < end) ?? inputs[0]].filter((token) => token !== undefined);
}

/** What comes of an input where it is used. */
function outcomeOf({ is, error, name = '' }: TemplateProblem): string {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- all others are calls
  switch (is) {
    case 'field':
      return `so this ends in "${error}" and no Application is made`;
    case 'index':
      return `so "index" ends in "${error.replace('error calling index: ', '')}" and no Application is made`;
    case 'print':
      return 'and its bytes are printed as numbers';
    default:
      return `which "${is === 'range' ? 'range' : name}" cannot read, and no Application is made`;
  }
}

/** The names behind `.generator.input.parameters`; undefined for anything else. */
function inputPath(token: Token, action: Action): readonly string[] | undefined {
  const [generator, input, parameters, ...inner] = token.path;
  const isInput = generator === 'generator' && input === 'input' && parameters === 'parameters';
  return isOfRoot(token, action) && isInput && inner.length > 0 ? inner : undefined;
}

function inFlat(text: TemplateText, document: ManifestDocument): Iterable<RuleRemark> {
  const isInput = ({ content }: Action): boolean => /^\s*\.?generator\.input\.parameters\b/.test(content);
  return firstOfMany(text.part === 'patch' ? [] : text.template.actions.filter(isInput), (action) => {
    const name = action.content.trim();
    const start = action.start + text.text.slice(action.start, action.end).indexOf(name);
    const message = 'Without "goTemplate: true" the input is not among the parameters: this stays as it is written.';
    return { range: placeIn(text, start, start + name.length, document), message, severity: 'warning' };
  });
}

/** A selector sees the strings of a parameter set under their flat names, and the input is none. */
function* inSelector(selector: Value | undefined): Generator<RuleRemark> {
  const labels = (selector?.at('matchLabels')?.properties ?? []).flatMap(({ key }) => key ?? []);
  const keys = (selector?.at('matchExpressions')?.items ?? []).flatMap((item) => item.at('key') ?? []);
  for (const { text, range } of [...labels, ...keys]) {
    if (text.startsWith('generator.input.')) {
      const message = 'A selector never sees the input: under this name it finds nothing, whatever the input is.';
      yield { range, message, severity: 'warning' };
    }
  }
}
