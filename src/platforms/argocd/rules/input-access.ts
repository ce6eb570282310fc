import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { Value } from '../../../manifest/dialects/value';
import { generatorsOf } from '../generators';
import { firstOfMany } from '../first-of-many';
import type { Action, Token } from '../go-template';
import { isOfRoot } from '../root-references';
import { fixAt, placeIn } from '../template-place';
import { templateTexts, usesGoTemplate, type TemplateText } from '../template-text';

const comparing = new Set(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/**
 * A plugin's input comes back as raw JSON: the values are structs with bytes (apiextensions `v1.JSON`), which have no
 * fields or items, and print as a list of numbers (argo-cd v3.5.7, `applicationset/generators/plugin.go`).
 */
export const inputAccess = rule({
  code: 'argocd/input-access',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    const isGo = usesGoTemplate(document);
    for (const { item } of generatorsOf(document.root)) {
      yield* inSelector(item.at('selector'));
    }
    for (const text of isGo === undefined ? [] : templateTexts(document)) {
      yield* isGo === true ? inGo(text, document) : inFlat(text, document);
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

function inGo(text: TemplateText, document: ManifestDocument): Iterable<RuleRemark> {
  return firstOfMany(inputUses(text), ({ token, path, severity, outcome }) => {
    const behind = path.reduce((length, name) => length + name.length + 1, 0);
    const readable = `(toYaml ${token.text.slice(0, token.text.length - behind)} | fromYaml).${path.join('.')}`;
    const range = placeIn(text, token.start, token.end, document);
    const fix = fixAt(range, token.text, { title: 'Read it through YAML', replace: readable }, document);
    return { range, message: `The input comes back as raw JSON, ${outcome}: write "${readable}".`, ...fix, severity };
  });
}

function* inputUses({ template }: TemplateText): Generator<InputUse> {
  for (const action of template.actions) {
    for (const [index, token] of action.tokens.entries()) {
      const path = inputPath(token, action);
      const outcome = path && path[1] !== 'Raw' ? outcomeOf(path, action.tokens, index) : undefined;
      if (path && outcome !== undefined) {
        yield { token, path, severity: 'error', outcome };
      } else if (path && path[1] !== 'Raw' && action.tokens.length === 1) {
        yield { token, path, severity: 'warning', outcome: 'and its bytes are printed as numbers' };
      }
    }
  }
}

/** The error in which the use of an input ends; undefined where it ends in none. */
function outcomeOf([, field]: readonly string[], tokens: readonly Token[], index: number): string | undefined {
  const before = tokens[index - 1];
  if (field !== undefined) {
    return `so this ends in "can't evaluate field ${field} in type v1.JSON" and no Application is made`;
  }
  if (before?.text === 'index') {
    return `so "index" ends in "can't index item of type v1.JSON" and no Application is made`;
  }
  return before?.text === 'range' || isCompared(tokens, index)
    ? `which "${wordFor(tokens, index)}" cannot read, and no Application is made`
    : undefined;
}

/** The names behind `.generator.input.parameters`; undefined for anything else. */
function inputPath(token: Token, action: Action): readonly string[] | undefined {
  const [generator, input, parameters, ...inner] = token.path;
  const isInput = generator === 'generator' && input === 'input' && parameters === 'parameters';
  return isOfRoot(token, action) && isInput && inner.length > 0 ? inner : undefined;
}

function isCompared(tokens: readonly Token[], index: number): boolean {
  return [tokens[index - 1], tokens[index - 2]].some((token) => token?.is === 'function' && comparing.has(token.text));
}

function wordFor(tokens: readonly Token[], index: number): string {
  const words = [tokens[index - 1], tokens[index - 2]].map((token) => token?.text ?? '');
  return words.find((word) => word === 'range' || comparing.has(word)) ?? '';
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
