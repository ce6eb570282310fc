import { rule } from '../../../manifest/rule';
import { firstLine } from '../../../manifest/parse/text-range';
import type { Value } from '../../../manifest/dialects/value';
import { parseTemplate } from '../go-template';
import { generatorsOf, type SetGenerator } from '../generators';
import { textOf } from '../kubernetes-object';
import { isHelmTemplate } from '../helm-template';
import { isOfRoot } from '../root-references';
import { usesGoTemplate } from '../template-text';

/**
 * Of Applications with the same name the controller makes none: "contains applications with duplicate name" (argo-cd
 * v3.5.7, `applicationset/controllers/applicationset_controller.go`). How many sets a plugin answers is not seen here; that
 * a matrix repeats each of them for the elements of a list is.
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
    for (const list of generators.filter(({ type, parent }) => type === 'list' && parent?.type === 'matrix')) {
      const { value } = outermost(list);
      const name = value.at('template', 'metadata', 'name') ?? document.at('spec', 'template', 'metadata', 'name');
      const used =
        textOf(name) === undefined && name?.isMasked !== true ? undefined : parametersOf(name?.text ?? '', isGo);
      const isAlone = list.parent?.parent === undefined && !isAskedFor(list, generators);
      if (name && used && isAlone && !said.has(name.range.start) && hasTwins(list.value, used)) {
        said.add(name.range.start);
        const message =
          'The matrix gives each parameter set once for every element of its list, and elements that differ only in what is not in this name make Applications of the same name, of which Argo CD makes none.';
        yield { range: firstLine(name.range, document.text), message };
      }
    }
  },
});

function outermost(generator: SetGenerator): SetGenerator {
  return generator.parent ? outermost(generator.parent) : generator;
}

/** Whether the other generator of the matrix may give other sets for each element, as it is rendered with it. */
function isAskedFor(list: SetGenerator, generators: readonly SetGenerator[]): boolean {
  const others = generators.filter(({ parent, index }) => parent === list.parent && index !== list.index);
  return others.some(({ value }) => hasBraces(value));
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
    const words = isGo ? fields.map(({ path }) => path[0] ?? '') : [action.content.trim().split('.')[0] ?? ''];
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
