// npx tsx test/bench/form-preview.ts
// From a keystroke in a component's form until the preview has what it shows: the work and the longest stretch of it in
// which the window waits, of forms of several sizes; beside acorn, which parses the same JavaScript and nothing more.
import { parse } from 'acorn';
import { timed, finish } from '../../src/base/steps';
import { ShownForm, type ReadForm } from '../../src/editor/platforms/bksops/forms/shown-form';
import { LineIndex } from '../../src/manifest/parse/line-index';
import { readFormsInSteps, type ModuleForms } from '../../src/platforms/bksops/forms/module-forms';
import { textIn } from '../../src/platforms/bksops/python/constant';

const GOAL = 50;
const ROUNDS = 30;
const WARM_UPS = 5;

function moduleOf(fields: number, label: string): string {
  const each = Array.from(
    { length: fields },
    (_, at) =>
      `        {tag_code: "field_${at}", type: "select", attrs: {name: gettext("${label} ${at}"), items: [{text: "One", value: 1}, {text: "Two", value: 2}], default: 1, validation: [{type: "required"}]}}`,
  );
  return `from pipeline.component_framework.component import Component
class DemoComponent(Component):
    code = "demo"
    embedded_form = True
    form = r"""
(function () {
    $.atoms.demo = [
${each.join(',\n')}
    ];
})();
"""
`;
}

/** The milliseconds that the work takes, and its longest part. */
function preview(text: string, shown: ShownForm | undefined): { shown: ShownForm; all: number; longest: number } {
  const parts: number[] = [];
  const read: ModuleForms = finish(timed(readFormsInSteps(text), (milliseconds) => parts.push(milliseconds)));
  const began = performance.now();
  const [form] = read.forms;
  if (!form || !read.module) {
    throw new Error('There is no form.');
  }
  const now: ReadForm = { form, module: read.module, lines: new LineIndex(text) };
  shown?.take(now);
  const result = shown ?? new ShownForm(now);
  if (!result.parts().form.includes('field-0')) {
    throw new Error('Nothing is shown.');
  }
  parts.push(performance.now() - began);
  return { shown: result, all: parts.reduce((sum, each) => sum + each, 0), longest: Math.max(...parts) };
}

function peer(text: string): number {
  const [form] = finish(readFormsInSteps(text)).forms;
  const script = textIn(form?.component.form?.value) ?? '';
  const began = performance.now();
  parse(script, { ecmaVersion: 'latest' });
  return performance.now() - began;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? NaN;
}

console.log(`The work after a keystroke, median of ${ROUNDS}, goal ${GOAL} ms`);
let isMissed = false;
for (const fields of [5, 30, 100, 300]) {
  let shown: ShownForm | undefined;
  const [all, longest, peers]: number[][] = [[], [], []];
  for (let round = 0; round < ROUNDS + WARM_UPS; round += 1) {
    const text = moduleOf(fields, `Label ${round}`);
    const result = preview(text, shown);
    shown = result.shown;
    if (round >= WARM_UPS) {
      all?.push(result.all);
      longest?.push(result.longest);
      peers?.push(peer(text));
    }
  }
  const figures = [all, longest, peers].map((each) => median(each ?? []).toFixed(1));
  isMissed ||= median(all ?? []) > GOAL;
  console.log(
    `${String(fields).padStart(4)} fields: ${figures[0]} ms, longest part ${figures[1]} ms; acorn alone ${figures[2]} ms`,
  );
}
process.exitCode = isMissed ? 1 : 0;
