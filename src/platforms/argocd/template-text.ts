import { Budget, BudgetSpent } from '../../base/budget';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import { follow, type Node, type ScalarNode } from '../../manifest/parse/node';
import { readScalar } from '../../manifest/dialects/dialect';
import type { Value } from '../../manifest/dialects/value';
import { generatorsOf, isNear, type SetGenerator } from './generators';
import { isHelmTemplate } from './helm-template';
import { parseTemplate, type Action, type ParsedTemplate } from './go-template';

/** A string of an ApplicationSet that the controller renders. */
export interface TemplateText {
  readonly node: ScalarNode;
  /** As the controller gets it. */
  readonly text: string;
  readonly template: ParsedTemplate;
  /** What it belongs to: the Application, the patch, `values` of a generator, or a matrix's second generator. */
  readonly part: 'template' | 'patch' | 'values' | 'child';
  /** The generator that it stands in. */
  readonly generator?: SetGenerator;
}

/**
 * `goTemplate: true`, whatever was meant so included: a text, or a misspelt key. Undefined when only Helm knows, or another
 * part of the manifest.
 */
export function usesGoTemplate(document: ManifestDocument): boolean | undefined {
  const spec = document.at('spec');
  const value = spec?.at('goTemplate') ?? spec?.properties.find(({ key }) => isNear(key?.text ?? '', 'goTemplate'));
  const isElsewhere = document.isPart && !value;
  return isElsewhere || value?.isMasked === true
    ? undefined
    : /^(?:true|yes|on)$/i.test(value?.text ?? '') || value?.reading?.value === true;
}

/** The options of Go's template engine that are known as they stand. */
export function templateOptions(document: ManifestDocument): Value[] {
  return (document.at('spec', 'goTemplateOptions')?.items ?? []).filter(
    ({ isString, isMasked }) => isString && !isMasked,
  );
}

/** `{{a.b-c}}`, as it is written without `goTemplate`: one name and no dot in front. */
export function isFlatReference({ content }: Action): boolean {
  const name = content.trim();
  return (
    /^[A-Za-z_][\w.-]*(?:\[\d+\][\w.-]*)*$/.test(name) &&
    !/^(?:if|else|end|range|with|define|template|block|break|continue|nil|true|false)$/.test(name)
  );
}

interface TemplatesRead {
  readonly texts: readonly TemplateText[];
  /** The string with which the budget was spent: it is not read, and no more are looked for. */
  readonly unread: ScalarNode | undefined;
}

const known = new WeakMap<ManifestDocument, TemplatesRead>();

/** All strings that the controller renders, keys included; none of a Helm chart's, which only looks like one. */
export function templateTexts(document: ManifestDocument): readonly TemplateText[] {
  return readOnce(document).texts;
}

/** The first string that {@link templateTexts} leaves out, with all behind it, as it takes too much work to read. */
export function unreadTemplate(document: ManifestDocument): ScalarNode | undefined {
  return readOnce(document).unread;
}

function readOnce(document: ManifestDocument): TemplatesRead {
  const read = known.get(document) ?? readTemplates(document);
  known.set(document, read);
  return read;
}

function readTemplates(document: ManifestDocument): TemplatesRead {
  const texts: TemplateText[] = [];
  const budget = new Budget();
  const read = new Map<string, ParsedTemplate>();
  for (const found of isHelmTemplate(document) ? [] : collect(document)) {
    try {
      const template = read.get(found.text) ?? parseTemplate(found.text, budget);
      read.set(found.text, template);
      texts.push({ ...found, template });
    } catch (error) {
      if (error instanceof BudgetSpent) {
        return { texts, unread: found.node };
      }
      throw error;
    }
  }
  return { texts, unread: undefined };
}

type FoundText = Omit<TemplateText, 'template'>;

function* collect(document: ManifestDocument): Generator<FoundText> {
  const spec = document.at('spec');
  const seen = new Set<Node>();
  yield* textsUnder(spec?.at('template')?.node, 'template', document, seen);
  yield* textsUnder(spec?.at('templatePatch')?.node, 'patch', document, seen);
  for (const generator of generatorsOf(document.root)) {
    const { type, value, parent, index } = generator;
    if (!parent) {
      yield* textsUnder(value.at('template')?.node, 'template', document, seen);
    }
    yield* textsUnder(value.at('values')?.node, 'values', document, seen);
    const isRendered = parent?.type === 'matrix' && index === 1 && type !== 'matrix' && type !== 'merge';
    for (const text of isRendered ? textsUnder(value.node, 'child', document, seen, unrendered) : []) {
      yield { ...text, generator };
    }
  }
}

const nothing: ReadonlySet<string> = new Set();
/** Of a matrix's second generator these are rendered later, or never. */
const unrendered: ReadonlySet<string> = new Set(['values', 'template']);

/** The strings under a node; what aliases repeat comes once. */
function* textsUnder(
  node: Node | undefined,
  part: TemplateText['part'],
  document: ManifestDocument,
  seen: Set<Node>,
  without: ReadonlySet<string> = nothing,
): Generator<FoundText> {
  const open = node ? [node] : [];
  for (let next = open.pop(); next; next = open.pop()) {
    const target = follow(next);
    if (!target || seen.has(target)) {
      continue;
    }
    seen.add(target);
    if (target.is === 'scalar') {
      const text = textOfNode(target, document);
      if (text?.includes('{{') === true) {
        yield { node: target, text, part };
      }
    } else if (target.is === 'sequence') {
      open.push(...target.items.toReversed());
    } else {
      const pairs = target.pairs.filter(({ key }) => !(key.is === 'scalar' && without.has(key.text)));
      open.push(...pairs.flatMap(({ key, value }) => [key, value]).toReversed());
    }
  }
}

/** The text of a string; where the parser took braces for a template's, as it stands in the manifest. */
function textOfNode(node: ScalarNode, { text, dialect }: ManifestDocument): string | undefined {
  if (!node.masked || (node.style !== 'plain' && node.text.includes('{{'))) {
    return readScalar(node, dialect).type === 'string' ? node.text : undefined;
  }
  const written = text.slice(node.range.start, node.range.end);
  return node.style === 'plain' && !written.startsWith('{') && !/[\r\n]/.test(written) ? written : undefined;
}
