import { codeSpan } from '../../../manifest/edit/markdown';
import type { SpecPath } from '../calls/controller-error';
import type { UsedParameter, ValueOrigin } from './value-origin';

/** So many parameters of one text are told. */
const MOST_TOLD = 12;

/** Where a value comes from, as Markdown of a few lines. */
export function originMarkdown(origin: ValueOrigin): string {
  switch (origin.is) {
    case 'controller':
      return 'Put there by the controller: the namespace is that of the ApplicationSet, and the finalizer is its own.';
    case 'patch':
      return ['Put there by the `templatePatch`.', ...parameterLines(origin.parameters)].join('\n');
    case 'template': {
      const from = origin.parameters.length > 0 ? 'From the template' : 'As it stands in the template';
      return [`${from}: ${codeSpan(origin.text)}`, ...parameterLines(origin.parameters)].join('\n');
    }
  }
}

/** The same on one line, for a column beside the value. */
export function originWords(origin: ValueOrigin): string {
  const used =
    'parameters' in origin
      ? origin.parameters.map(({ name, generator }) => `${name} of ${generatorWords(generator)}`)
      : [];
  switch (origin.is) {
    case 'controller':
      return 'the controller';
    case 'patch':
      return ['templatePatch', ...used].join(', ');
    case 'template':
      return used.length > 0 ? used.join(', ') : 'the template';
  }
}

function parameterLines(parameters: readonly UsedParameter[]): string[] {
  const lines = parameters.slice(0, MOST_TOLD).map(({ name, value, generator }) => {
    const is =
      value === undefined ? 'is not among the parameters' : `is ${codeSpan(value)}, of ${generatorWords(generator)}`;
    return `- ${codeSpan(name)} ${is}`;
  });
  return lines.length > 0 ? ['', ...lines] : [];
}

/** A generator as a person finds it, such as `plugin in generators[0].matrix.generators[1]`. */
export function generatorWords(generator: SpecPath | undefined): string {
  if (!generator) {
    return 'no generator';
  }
  const type = String(generator.at(-1));
  const way = generator
    .slice(0, -1)
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`))
    .join('');
  return `${type} in ${way}`;
}
