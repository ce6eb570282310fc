import { getOwn } from '../../../base/own-key';
import type { Answers } from '../../../base/questions';
import { fillTemplate, type ScaffoldFile, type Templates } from '../../../base/scaffold';

/** Files of a template folder that are not written themselves: each is the value of the token that has its name. */
const PART = /^parts\/(\w+)\.\w+$/;
/** Files that only one variant of a kind has: its name, and the path within the plugin. */
const VARIANT = /^for-([a-z]+)\/(.*)$/;

/**
 * The files of templates whose tokens have values: those of the variant, and those of all variants. A file named `parts/NAME`
 * in them is the value of `{{NAME}}`; a token of {@link optional} that has none takes its line with it.
 * @param values Of texts. In paths a dotted package is folders.
 */
export function filledTemplates(
  templates: Templates,
  variant: string | undefined,
  values: Answers,
  optional: readonly string[],
): ScaffoldFile[] {
  const own = templatesOf(templates, variant);
  const parts = [...own].flatMap(([path, text]) => {
    const name = PART.exec(path)?.[1];
    return name === undefined ? [] : [[name, fillTemplate(text, values).trimEnd()] as const];
  });
  const absent = Object.fromEntries(optional.map((name) => [name, '']));
  const all = { ...absent, ...values, ...Object.fromEntries(parts) };
  const inPaths = { ...all, package: values['packageFolder'] ?? '' };
  return [...own]
    .filter(([path]) => !PART.test(path))
    .map(([path, text]) => ({ path: fillTemplate(path, inPaths), text: fillTemplate(withoutEmpty(text, all), all) }));
}

function templatesOf(templates: Templates, variant: string | undefined): Templates {
  return new Map(
    [...templates].flatMap(([path, text]) => {
      const [, owner, within] = VARIANT.exec(path) ?? [];
      return owner === undefined ? [[path, text]] : owner === variant ? [[within ?? path, text]] : [];
    }),
  );
}

/** The text without lines that hold nothing but a token whose value is empty, and without the blank ones before them. */
function withoutEmpty(text: string, values: Answers): string {
  return text.replace(/(?<!\n)\n+\{\{([a-z][A-Za-z]*)\}\}(?=\n)/g, (line, token: string) =>
    getOwn(values, token) === '' ? '' : line,
  );
}
