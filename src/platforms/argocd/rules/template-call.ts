import type { TemplateProblem } from '../../../base/template-judge';
import { rule } from '../../../manifest/rule';
import { firstOfMany } from '../first-of-many';
import { kindWords, usageOf } from '../function-usage';
import { awaitVerdicts, mistakesOf, type TemplateMistake } from '../template-mistakes';
import { placeIn } from '../template-place';

/**
 * A template is executed only after it is read: then Go counts the arguments and looks at their types, and what it
 * refuses stops all Applications of the set (argo-cd v3.5.7, `applicationset/utils/utils.go`; Go's text/template).
 */
export const templateCall = rule({
  code: 'argocd/template-call',
  kinds: ['argocd.application-set'],
  severity: 'error',
  awaits: ({ document, templates }) => awaitVerdicts(document, templates),
  *check({ document, templates }) {
    for (const mistakes of mistakesOf('call', document, templates)) {
      yield* firstOfMany(mistakes, ({ text, problem, ...rest }) => {
        const range = placeIn(text, problem.start, problem.end, document);
        const said = problem.error.includes('"') ? `'${problem.error}'` : `"${problem.error}"`;
        const advice = adviceFor({ text, problem, ...rest });
        return { range, message: `Argo CD ends in ${said} and makes no Application: ${advice}.` };
      });
    }
  },
});

function adviceFor({ problem, text: { text } }: TemplateMistake): string {
  const { name = '', parameters = [], wanted = '', found = '' } = problem;
  const written = text.slice(problem.start, problem.end);
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- other rules tell of the others
  switch (problem.is) {
    case 'arguments':
      return `write "${usageOf(name, parameters)}"${given(problem)}`;
    case 'type':
      return typeAdvice(problem, written, text.slice(problem.end));
    case 'compare':
      return comparisonAdvice(problem);
    case 'pattern':
      return /^(?:must)?[rR]egex/.test(name)
        ? `Go's regular expressions ${/Perl syntax|escape/.test(found) ? 'have no look-ahead, no look-behind and no back-references' : 'cannot read this one'}`
        : `this is no version that "${name}" can read`;
    case 'field':
      return `${kindWords(found)} has no "${name}"`;
    case 'call':
      return name === 'nil'
        ? 'a value must come first'
        : `"${name}" is a value and takes no arguments: a function comes first, such as "default "none" ${name}"`;
    case 'range':
      return `"range" goes through lists, mappings and numbers, and this is ${kindWords(found)}`;
    case 'index':
      return `"index" reads a list by a number and a mapping by a text`;
    default:
      return `the value cannot be used here as ${wanted}`;
  }
}

function given({ given: count = 0, least = 0, most = 0 }: TemplateProblem): string {
  const wanted = most < 0 ? `${least} or more` : `${least}`;
  return `, which takes ${wanted} ${wanted === '1' ? 'argument' : 'arguments'}, and here ${count === 1 ? 'is 1' : `are ${count}`}`;
}

function typeAdvice(problem: TemplateProblem, written: string, behind: string): string {
  const { name = '', parameters = [], wanted = '', found = '', given: position = 1, isParameter } = problem;
  if (isParameter && /^int(?:64)?$/.test(wanted) && /^\s+\d/.test(behind) && parameters.includes('string')) {
    return `the number comes first: write "${usageOf(name, parameters)}"`;
  }
  if (isParameter && /^int(?:64)?$/.test(wanted)) {
    return `a parameter is a text or a floating number and never an integer: write "(int ${written})"`;
  }
  const what = found === '' ? 'a parameter' : kindWords(found);
  return `"${name}" wants ${kindWords(wanted)} as argument ${position}, and this is ${what}: write "${usageOf(name, parameters)}"`;
}

function comparisonAdvice({ name = '', found = '', wanted = '', isParameter }: TemplateProblem): string {
  const isNumber = [found, wanted].some((type) => /^u?int\d*$/.test(type));
  if (isParameter && isNumber) {
    return `a number of the parameters is a floating one, which Go compares with no integer: write "${name} (int .value) 1"`;
  }
  const kinds = [found, wanted].map((type) => (type === '' ? 'a parameter' : kindWords(type)));
  return `Go does not compare ${kinds.join(' with ')}`;
}
