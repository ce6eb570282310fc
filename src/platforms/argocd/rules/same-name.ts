import { rule, type RuleRemark } from '../../../manifest/rule';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { follow } from '../../../manifest/parse/node';
import { firstLine } from '../../../manifest/parse/text-range';
import type { Value } from '../../../manifest/dialects/value';
import { parseTemplate } from '../go-template';
import { firstPartOf, parameterNames } from '../generator-parameters';
import { generatorsOf, type GeneratorType, type SetGenerator } from '../generators';
import { textOf } from '../kubernetes-object';
import { isHelmTemplate } from '../helm-template';
import { isOfRoot, rootReferences } from '../root-references';
import { templateTexts, usesGoTemplate } from '../template-text';

/**
 * Of Applications with the same name the controller makes none: "contains applications with duplicate name" (argo-cd
 * v3.5.7, `applicationset/controllers/applicationset_controller.go`). How many sets a plugin answers is not seen here; that
 * a matrix repeats each of them for the elements of a list, or for clusters on which the Applications are to be, is.
 */
export const sameName = rule({
  code: 'argocd/same-name',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  *check({ document }) {
    const patch = document.at('spec', 'templatePatch');
    const isGo = usesGoTemplate(document);
    if (isGo === undefined || isHelmTemplate(document) || (patch && /\bname\b/.test(patch.text))) {
      return;
    }
    const generators = generatorsOf(document.root);
    const said = new Set<number>();
    for (const generator of generators) {
      const { value } = outermost(generator);
      const name = value.at('template', 'metadata', 'name') ?? document.at('spec', 'template', 'metadata', 'name');
      const text = name && writtenName(name, document);
      const used = text === undefined ? undefined : parametersOf(text, isGo);
      const remark = used && isRepeated(generator, generators) ? remarkOn(generator, used, document) : undefined;
      if (name && remark && !said.has(name.range.start)) {
        said.add(name.range.start);
        yield { range: firstLine(name.range, document.text), ...remark };
      }
    }
  },
});

/** A name as Argo CD renders it, whose braces the parser may have taken for those of another program. */
function writtenName(name: Value, document: ManifestDocument): string | undefined {
  return templateTexts(document).find(({ node }) => node === follow(name.node))?.text ?? textOf(name);
}

/** What a generator of this type finds, where it finds more than one. */
const things: Partial<Record<GeneratorType, string>> = {
  clusters: 'cluster',
  git: 'folder',
  pullRequest: 'pull request',
  scmProvider: 'repository',
};

/** What comes of a name that has nothing of the generator by which its parameter sets differ. */
function remarkOn(
  { type, value, item, parent }: SetGenerator,
  used: ReadonlySet<string>,
  document: ManifestDocument,
): Omit<RuleRemark, 'range'> | undefined {
  const ending = 'make Applications of the same name, of which Argo CD makes none.';
  if (type === 'list') {
    const message = parent
      ? `The matrix gives each parameter set once for every element of its list, and elements that differ only in what is not in this name ${ending}`
      : `Elements of the list that differ only in what is not in this name ${ending}`;
    return hasTwins(value, used) ? { message } : undefined;
  }
  const thing = things[type];
  const names = parameterNames(item);
  const isNamed = [...used].some((each) => names?.has(each) === true);
  if (!parent || thing === undefined || !names || isNamed || !isSeveral(type, value) || !isUsed(names, document)) {
    return undefined;
  }
  const message = `The matrix gives each parameter set once for every ${thing}, and this name has nothing of the ${thing}: two of them ${ending}`;
  // A selector may be meant for one cluster.
  return type === 'clusters' && value.at('selector') ? { message, severity: 'info' } : { message };
}

/** Whether Applications are to differ by a generator's parameters: where nothing is, it is there for the one that it finds. */
function isUsed(names: ReadonlySet<string>, document: ManifestDocument): boolean {
  const isGo = usesGoTemplate(document) === true;
  const texts = templateTexts(document).filter(({ part }) => part === 'template' || part === 'patch');
  return texts.some((text) =>
    isGo
      ? rootReferences(text).some(({ token: { path } }) => names.has(path[0] ?? ''))
      : text.template.actions.some(({ content }) => names.has(firstPartOf(content.trim()))),
  );
}

/** Whether a generator is made to find more than one thing. */
function isSeveral(type: GeneratorType, value: Value): boolean {
  if (type !== 'git') {
    return value.at('flatList')?.reading?.value !== true;
  }
  const included = (value.at('directories')?.items ?? []).filter((each) => each.at('exclude')?.reading?.value !== true);
  const paths = new Set(included.map((each) => each.at('path')?.text ?? ''));
  return paths.size > 1 || [...paths].some((path) => /[*?[]/.test(path));
}

function outermost(generator: SetGenerator): SetGenerator {
  return generator.parent ? outermost(generator.parent) : generator;
}

/**
 * Whether the sets of a generator are those of the set itself, or are put together with all others of its matrices: none of
 * these gives other sets for each of them, as none is rendered with it.
 */
function isRepeated(generator: SetGenerator, generators: readonly SetGenerator[]): boolean {
  const root = outermost(generator);
  const others = generators.filter(
    (each) => each !== generator && outermost(each) === root && each.type !== 'matrix' && each.type !== 'merge',
  );
  return isInMatricesOnly(generator) && !others.some(({ value }) => hasBraces(value));
}

function isInMatricesOnly({ parent }: SetGenerator): boolean {
  return parent === undefined || (parent.type === 'matrix' && isInMatricesOnly(parent));
}

function hasBraces(value: Value): boolean {
  return value.isMasked || value.text.includes('{{') || [...value.items, ...value.properties].some(hasBraces);
}

/** The parameters that a template prints, by the first parts of their names; undefined where that takes running it. */
function parametersOf(text: string, isGo: boolean): ReadonlySet<string> | undefined {
  const { actions } = parseTemplate(text);
  const names = new Set<string>();
  for (const action of actions) {
    const fields = action.tokens.filter((token) => isOfRoot(token, action));
    const isWhole = action.tokens.some((token) => /^[.$]$/.test(token.text) || token.is === 'variable');
    if (isGo && (isWhole || fields.length === 0)) {
      return undefined;
    }
    const words = isGo ? fields.map(({ path }) => path[0] ?? '') : [firstPartOf(action.content.trim())];
    words.forEach((word) => names.add(word));
  }
  return names;
}

/** Two elements that have the same values for all that the name has of them. */
function hasTwins(list: Value, used: ReadonlySet<string>): boolean {
  const elements = list.at('elements')?.items ?? [];
  const seen = new Set<string>();
  const isKnown = list.at('elementsYaml') === undefined && elements.every((each) => each.isMapping && !hasBraces(each));
  return (
    isKnown &&
    elements.some((element) => {
      const key = JSON.stringify(
        element.properties
          .filter(({ key: own }) => used.has(own?.text ?? ''))
          .map(written)
          .toSorted(),
      );
      const isTwin = seen.has(key);
      seen.add(key);
      return isTwin;
    })
  );
}

function written(value: Value): string {
  const inner = value.isMapping ? value.properties : value.items;
  return `${value.key?.text ?? ''}:${value.text}[${inner.map(written).join()}]`;
}
