import { Document, isMap, isScalar } from 'yaml';
import { dirname, join } from '../../../base/paths';
import { WorkbenchError } from '../../../base/workbench-error';
import type { DocumentCut } from '../../../manifest/parse/document-cuts';
import { checkedContent } from '../../../manifest/requests/checked-content';
import type { Redactor } from '../../../runtime/secrets/redactor';
import type { ComponentInput } from '../forms/inputs';
import type { Plain } from '../forms/form-value';
import type { Variable } from '../sync/source-details';
import { runKind } from './run-kind';

/** Inputs by key. */
export type Inputs = Readonly<Record<string, Plain>>;

/**
 * A run of a component kept in a file, so that it can be edited, run again and shared:
 *
 *     component: demo_hello
 *     version: 1.0.0                # needed where the code has several
 *     sources: ../sources.yaml      # optional: the manifest whose sources are loaded, as SOPS does
 *     parent: { executor: admin }   # optional: what the task has
 *     inputs:
 *       who: team
 *       token: ${env:TEAM_TOKEN}
 *
 * Secrets stand in it only as references.
 */
export interface RunFile {
  /** The code of the component. */
  readonly component: string;
  readonly version: string | undefined;
  /** The absolute path of the manifest whose sources are loaded; the package around the file is loaded without. */
  readonly sources: string | undefined;
  /** The name of the only source that is loaded. */
  readonly source: string | undefined;
  readonly parent: Inputs;
  readonly inputs: Inputs;
}

const kind = runKind();
const REFERENCE = /\$\{env:([A-Za-z_]\w*)\}/g;

/**
 * Reads a run: one document of a file, by the same reading that recognizes and checks it.
 * @param cut Which of the file's documents; the text is the only one unless given.
 * @throws WorkbenchError in the words of the check, at the line that is wrong
 */
export function readRunFile(text: string, file: string, cut: DocumentCut = { start: 0, text }): RunFile {
  const content = checkedContent(kind, text, file, cut, {
    what: 'The component cannot be run with this file as it stands.',
    nothing: 'A run has the code of a "component", such as demo_hello, and its "inputs".',
  }) as unknown as WrittenRun;
  const { component, version, sources, source, parent, inputs } = content;
  return {
    component,
    version: version ?? undefined,
    sources: typeof sources === 'string' ? resolved(dirname(file), sources) : undefined,
    source: source ?? undefined,
    parent: parent ?? {},
    inputs,
  };
}

interface WrittenRun {
  readonly component: string;
  readonly version?: string | null;
  readonly sources?: string | null;
  readonly source?: string | null;
  readonly parent?: Inputs | null;
  readonly inputs: Inputs;
}

/** A path that is seen from a folder, unless it is absolute. */
export function resolved(folder: string, path: string): string {
  if (/^(?:\/|[A-Za-z]:[\\/])/.test(path)) {
    return path;
  }
  let at = folder;
  for (const step of path.split(/[\\/]/)) {
    at = step === '..' ? dirname(at) : step === '.' || step === '' ? at : join(at, step);
  }
  return at;
}

/** What a new file of a run begins with. */
export interface NewRun {
  readonly component: string;
  readonly version?: string | undefined;
  /** As it is written into the file. */
  readonly sources?: string | undefined;
  readonly source?: string | undefined;
  readonly inputs: Readonly<Record<string, ComponentInput>>;
}

/** The text of a new file, with what is known of each input in front of it. */
export function writeRunFile({ component, version, sources, source, inputs }: NewRun): string {
  const values = Object.fromEntries(Object.entries(inputs).map(([key, { value }]) => [key, value]));
  const document = new Document({
    component,
    ...(version !== undefined && { version }),
    ...(sources !== undefined && { sources }),
    ...(source !== undefined && { source }),
    inputs: values,
  });
  const written = document.get('inputs');
  for (const { key } of isMap(written) ? written.items : []) {
    if (isScalar(key)) {
      const comment = inputs[String(key.value)]?.comment ?? '';
      key.commentBefore = comment === '' ? null : ` ${comment}`;
    }
  }
  const text = document.toString({ lineWidth: 0 });
  return [
    '# What Plugin Workbench runs a component with. Keep it with the package; secrets stay out of it:',
    '# ${env:NAME} stands for one, which the editor asks for and keeps, or which the environment has.',
    text,
  ].join('\n');
}

/**
 * Inputs with what their references stand for, which is hidden from now on.
 * @throws WorkbenchError for a name without a value
 */
export async function filledInputs(inputs: Inputs, variable: Variable, redactor: Redactor): Promise<Inputs> {
  const names = new Set([...JSON.stringify(inputs).matchAll(REFERENCE)].flatMap(([, name]) => name ?? []));
  const values = new Map<string, string>();
  for (const name of names) {
    const value = await variable(name);
    if (value === undefined || value === '') {
      throw new WorkbenchError({
        what: `An input refers to ${name}, which has no value.`,
        next: { title: `Give ${name} its value in the environment` },
      });
    }
    redactor.hide([{ name, value }]);
    values.set(name, value);
  }
  return replacedIn(inputs, values) as Inputs;
}

function replacedIn(value: Plain, values: ReadonlyMap<string, string>): Plain {
  if (typeof value === 'string') {
    return value.replace(REFERENCE, (reference, name: string) => values.get(name) ?? reference);
  }
  if (Array.isArray(value)) {
    return value.map((item) => replacedIn(item as Plain, values));
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replacedIn(item, values)]))
    : value;
}
