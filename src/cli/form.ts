import { didYouMean } from '../base/nearest-word';
import { WorkbenchError } from '../base/workbench-error';
import type { Finding } from '../manifest/finding';
import { LineIndex } from '../manifest/parse/line-index';
import { formFindings } from '../platforms/bksops/forms/checks/form-checks';
import type { Field } from '../platforms/bksops/forms/field';
import { formInJson } from '../platforms/bksops/forms/form-json';
import { readForm, type ComponentForm } from '../platforms/bksops/forms/read-form';
import { textIn } from '../platforms/bksops/python/constant';
import { jsonReport } from './check/json-report';
import { textReport } from './check/text-report';
import { absolute, formatOf, parsed, UsageError, type CliCommand, type CliOptions } from './command';
import { inColumns } from './help';
import { modulesOf, type FoundModule } from './source-modules';

const FORMATS = ['text', 'json'] as const;

const options = {
  source: { takes: 'NAME', about: 'look only in the source of that name' },
  format: { takes: FORMATS.join('|'), about: 'how the form is printed; text unless given' },
} as const satisfies CliOptions;

export const form: CliCommand = {
  name: 'form',
  takes: 'SOURCES CODE',
  options,
  summary: "tell what a component's form asks, and what is wrong with it",
  details: [
    'SOURCES is a manifest of package sources, or a Python file with the component.',
    'The form is never run: what only a run would tell is said to be unknown. The exit code is 1 when SOPS would not show it.',
  ],
  leavesNothing: () => true,
  async run(words, { output, signal }) {
    const { values, positionals } = parsed(words, options);
    const [sources, code, ...more] = positionals;
    if (sources === undefined || code === undefined || more.length > 0) {
      throw new UsageError('form takes the sources and the code of a component.');
    }
    const format = formatOf(values.format, FORMATS);
    const { found, read } = formIn(await modulesOf(sources, values.source, signal), code, sources);
    const findings = formFindings(found.module, read);
    const lines = new LineIndex(found.module.text);
    const checked = [{ file: found.file, findings, lines, manifests: 1, unchecked: 0 }];
    if (format === 'json') {
      await output.json({ ...formInJson(read, lines), findings: jsonReport(checked, absolute('.')) }, 2);
    } else {
      output.line(inText(read));
      if (findings.length > 0) {
        output.line(textReport(checked, absolute('.'), false).split('\n').slice(0, -1).join('\n'));
      }
    }
    return findings.some(isError) ? 1 : 0;
  },
};

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

/** The last component of a code, as the later one replaces the earlier in SOPS. */
function formIn(
  modules: readonly FoundModule[],
  code: string,
  sources: string,
): { found: FoundModule; read: ComponentForm } {
  const all = modules.flatMap((found) => found.module.components.map((component) => ({ found, component })));
  const meant = all.filter(({ component }) => textIn(component.code?.value) === code).at(-1);
  if (meant) {
    return { found: meant.found, read: readForm(meant.component) };
  }
  const codes = [...new Set(all.flatMap(({ component }) => textIn(component.code?.value) ?? []))];
  throw new WorkbenchError({
    what: `There is no component "${code}" in what ${sources} names and this machine has.`,
    why:
      codes.length === 0
        ? 'No component was found at all.'
        : (didYouMean(code, codes) ?? `There are ${codes.join(', ')}.`),
  });
}

function inText({ component, fields, why }: ComponentForm): string {
  const title = `${textIn(component.name?.value) ?? component.className} (${textIn(component.code?.value) ?? ''})`;
  if (!fields) {
    return `${title}\n  ${why === undefined ? 'It has no form.' : `Its fields are not known: ${why}.`}`;
  }
  return [title, ...inColumns(rowsOf(fields, ''))].join('\n');
}

function rowsOf(fields: readonly Field[], indent: string): [string, string][] {
  return fields.flatMap((field): [string, string][] => [
    [`${indent}${field.tagCode ?? '(no tag code)'}`, about(field)],
    ...rowsOf(field.children ?? field.columns ?? [], `${indent}  `),
  ]);
}

function about(field: Field): string {
  const { type, label, items, value, unknown } = field;
  const choices = items?.map((item) => JSON.stringify(item.value ?? null)).join(', ');
  const secrets = type === 'password';
  return [
    `${type ?? 'no type'}${field.isRequired ? ', required' : ''}${field.isHidden ? ', hidden' : ''}`,
    label === undefined ? '' : `"${label}"`,
    choices ? `one of ${choices}` : '',
    value === undefined || field.children || secrets ? '' : `sends ${JSON.stringify(value)}`,
    ...unknown.map(({ of, why }) => `${of} not known: ${why}`),
  ]
    .filter(Boolean)
    .join('; ');
}
