import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { Value } from '../../../manifest/dialects/value';
import { generatorsOf } from '../generators';
import type { Action, Token } from '../go-template';
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
      for (const action of text.template.actions) {
        yield* isGo === true ? inGo(text, action, document) : inFlat(text, action, document);
      }
    }
  },
});

function* inGo(text: TemplateText, action: Action, document: ManifestDocument): Generator<RuleRemark> {
  for (const [index, token] of action.tokens.entries()) {
    const [input, ...inner] = inputPath(token, action) ?? [];
    if (input === undefined || inner[0] === 'Raw') {
      continue;
    }
    const name = token.text.slice(
      0,
      token.text.length - inner.map((each) => each.length + 1).reduce((a, b) => a + b, 0),
    );
    const readable = `(toYaml ${name.slice(0, name.length - input.length - 1)} | fromYaml).${[input, ...inner].join('.')}`;
    const range = placeIn(text, token.start, token.end, document);
    const fix = fixAt(range, token.text, { title: 'Read it through YAML', replace: readable }, document);
    const before = action.tokens[index - 1];
    if (inner[0] !== undefined) {
      const message = `The input comes back as raw JSON, so this ends in "can't evaluate field ${inner[0]} in type v1.JSON" and no Application is made: write "${readable}".`;
      yield { range, message, ...fix };
    } else if (before?.text === 'index') {
      const message = `The input comes back as raw JSON, so "index" ends in "can't index item of type v1.JSON" and no Application is made: write "${readable}".`;
      yield { range, message, ...fix };
    } else if (before?.text === 'range' || isCompared(action.tokens, index)) {
      const message = `The input comes back as raw JSON, which "${wordFor(action.tokens, index)}" cannot read, and no Application is made: write "${readable}".`;
      yield { range, message, ...fix };
    } else if (action.tokens.length === 1) {
      const message = `The input comes back as raw JSON, and its bytes are printed as numbers: write "${readable}".`;
      yield { range, message, ...fix, severity: 'warning' };
    }
  }
}

/** The names behind `.generator.input.parameters`; undefined for anything else. */
function inputPath(token: Token, { hasOtherDot }: Action): readonly string[] | undefined {
  const isRoot = (token.is === 'field' && !token.isPart && !hasOtherDot) || token.text.startsWith('$.');
  const [generator, input, parameters, ...inner] = token.path;
  const isInput = generator === 'generator' && input === 'input' && parameters === 'parameters';
  return isRoot && isInput && inner.length > 0 ? inner : undefined;
}

function isCompared(tokens: readonly Token[], index: number): boolean {
  return [tokens[index - 1], tokens[index - 2]].some((token) => token?.is === 'function' && comparing.has(token.text));
}

function wordFor(tokens: readonly Token[], index: number): string {
  const words = [tokens[index - 1], tokens[index - 2]].map((token) => token?.text ?? '');
  return words.find((word) => word === 'range' || comparing.has(word)) ?? '';
}

function* inFlat(text: TemplateText, action: Action, document: ManifestDocument): Generator<RuleRemark> {
  const name = action.content.trim();
  if (/^\.?generator\.input\.parameters\b/.test(name) && text.part !== 'patch') {
    const start = action.start + text.text.slice(action.start, action.end).indexOf(name);
    const message = 'Without "goTemplate: true" the input is not among the parameters: this stays as it is written.';
    yield { range: placeIn(text, start, start + name.length, document), message, severity: 'warning' };
  }
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
