import type { TemplateJudge, TemplateProblem } from '../../base/template-judge';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import type { Action } from './go-template';
import { isFlatReference, templateTexts, usesGoTemplate, type TemplateText } from './template-text';

/** What the template engine says of a place in a rendered string. */
export interface TemplateMistake {
  readonly text: TemplateText;
  readonly problem: TemplateProblem;
  /** The action that it stands in; undefined where the braces of that are not closed. */
  readonly action: Action | undefined;
}

/** Which of the rules speaks about it: each mistake is told once. */
export type MistakeOf = 'style' | 'function' | 'syntax' | 'call' | 'input';

/** The strings of a document with `goTemplate` of which the engine is asked. */
export function judgedTexts(document: ManifestDocument): readonly TemplateText[] {
  return usesGoTemplate(document) === true ? templateTexts(document) : [];
}

/** Asks the engine for what it has not said yet. */
export function awaitVerdicts(document: ManifestDocument, templates: TemplateJudge): Promise<void> | undefined {
  return templates.ask(judgedTexts(document).map(({ text }) => text));
}

/** The mistakes of one sort, text by text; what the engine has not said yet is left out. */
export function* mistakesOf(
  of: MistakeOf,
  document: ManifestDocument,
  templates: TemplateJudge,
): Generator<readonly TemplateMistake[]> {
  for (const text of judgedTexts(document)) {
    const problems = templates.verdictOn(text.text)?.problems ?? [];
    const mistakes = problems.map((problem): TemplateMistake => ({ text, problem, action: actionAt(text, problem) }));
    yield (of === 'call' ? mistakes.filter(isFirst) : mistakes).filter((mistake) => sortOf(mistake) === of);
  }
}

/** Of an action that is called wrongly the first mistake is told: what comes behind it as a rule comes of it. */
function isFirst({ action }: TemplateMistake, index: number, all: readonly TemplateMistake[]): boolean {
  const isTold = ({ action: other, problem }: TemplateMistake, place: number): boolean =>
    other === action && !problem.isInput && (place < index || problem.is === 'function');
  return action === undefined || !all.some(isTold);
}

function sortOf({ problem, action }: TemplateMistake): MistakeOf {
  if (problem.isInput) {
    return 'input';
  }
  if (action && isFlatReference(action) && ['function', 'arguments', 'syntax'].includes(problem.is)) {
    return 'style';
  }
  switch (problem.is) {
    case 'function':
      return 'function';
    case 'syntax':
    case 'variable':
    case 'template':
      return 'syntax';
    case 'arguments':
    case 'type':
    case 'compare':
    case 'pattern':
    case 'field':
    case 'call':
    case 'range':
    case 'index':
    case 'print':
      return 'call';
  }
}

function actionAt({ template }: TemplateText, { start }: TemplateProblem): Action | undefined {
  let [low, high] = [0, template.actions.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((template.actions[middle]?.end ?? 0) <= start) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const action = template.actions[low];
  return action && action.start <= start ? action : undefined;
}
