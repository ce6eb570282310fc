import type { Finding } from '../finding';
import { resolveSchema, type Schema } from './json-schema';
import { follow } from '../parse/node';
import type { Branches, Choice } from './schema-branches';
import { additionFix, keepOneChoices, selectorProperty } from './schema-fixes';
import { missingKey, missingKeys, type PlaceContext } from './schema-keys';
import { listed, quoted, type Place } from './schema-place';
import { takenNames } from './unknown-key';

/** What a branch makes of a value. */
export interface Trial {
  readonly findings: readonly Finding[];
}

/**
 * Of tried branches the one that was meant: the one with the fewest mistakes, and of those with as few the one that has
 * an answer to most of what was written, or knows most of its keys. Several without any mistake leave open which one it is.
 */
export function bestTrial<T extends Trial>(
  trials: readonly T[],
): { readonly trial: T | undefined; readonly isAmbiguous: boolean } {
  const judged = trials.map((trial) => ({
    trial,
    mistakes: mistakesIn(trial),
    answers: answersIn(trial),
    strangers: strangersIn(trial),
  }));
  const [best] = judged.toSorted(
    (a, b) => a.mistakes - b.mistakes || b.answers - a.answers || a.strangers - b.strangers,
  );
  return { trial: best?.trial, isAmbiguous: judged.filter(({ mistakes }) => mistakes === 0).length > 1 };
}

/** A branch before it is tried. */
interface Candidate {
  readonly schema: Schema;
  /** Where it stands among the branches. */
  readonly index: number;
  /** So many mistakes it has at least, by the keys alone. */
  readonly atLeast: number;
}

/** Branches in the order in which trying them soonest leaves none that could be better. */
export function likeliestFirst(branches: readonly Schema[], place: Place, { kind, fixes }: PlaceContext): Candidate[] {
  const candidates = branches.map((branch, index) => {
    const schema = resolveSchema(branch, kind.schema);
    return { schema, index, atLeast: leastMistakes(schema, place, kind.takesCamelCase === true, fixes.isPartial) };
  });
  return candidates.toSorted((a, b) => a.atLeast - b.atLeast);
}

/** A stranger may stand for one key that is missing, and is a mistake itself. */
function leastMistakes(schema: Schema, { target, elsewhere }: Place, takesCamelCase: boolean, isPart: boolean): number {
  if (target.is !== 'mapping' || typeof schema === 'boolean' || schema.additionalProperties !== false) {
    return 0;
  }
  if (schema.patternProperties || schema.enum || 'const' in schema) {
    return 0;
  }
  const taken = takenNames(schema, takesCamelCase);
  const names = [...target.entries].filter(([name, { key }]) => !key.masked && elsewhere?.told.has(name) !== true);
  const strangers = names.filter(([name]) => !taken.has(name)).length;
  const present = new Set([...target.entries.keys()].map((name) => taken.get(name) ?? name));
  const missing = (schema.required ?? []).filter((name) => !present.has(name) && !elsewhere?.present.has(name));
  return Math.max(strangers, isPart ? 0 : missing.length);
}

function mistakesIn({ findings }: Trial): number {
  return findings.reduce((sum, finding) => sum + mistakesOf(finding), 0);
}

/** For how many mistakes a finding counts: one about missing keys stands for each of them. */
export function mistakesOf({ severity, missing = 1 }: Finding): number {
  return severity === 'error' ? missing : 0;
}

/** A missing key can always be added, which says nothing about what is there. */
function answersIn({ findings }: Trial): number {
  return findings.filter(({ severity, fix, code }) => severity === 'error' && fix && code !== missingKey).length;
}

function strangersIn({ findings }: Trial): number {
  return findings.filter(({ code }) => /unknown-key|misplaced-key/.test(code)).length;
}

/**
 * What to say of a mapping that is of none of several forms, or of more than one (`oneOf` of JSON Schema draft-07), by the
 * keys that tell them apart.
 */
export function noFormFinding(
  place: Place,
  choice: Exclude<Choice, { is: 'one' | 'untold' }>,
  branches: Branches,
  context: PlaceContext,
): Finding[] {
  switch (choice.is) {
    case 'no selector':
      return missingKeys(place, [choice.key], selectorProperty(choice.key, branches), context);
    case 'wrong selector':
      return wrongSelector(place, choice, context);
    case 'none':
      return noMark(place, choice, branches, context);
    case 'several':
      return severalMarks(place, choice, context);
  }
}

function wrongSelector(
  { target }: Place,
  { key, choices }: Extract<Choice, { is: 'wrong selector' }>,
  { words }: PlaceContext,
): Finding[] {
  const entry = target.is === 'mapping' ? target.entries.get(key) : undefined;
  const value = entry && follow(entry.value);
  if (!value) {
    return [];
  }
  const selector: Place = { node: entry.value, target: value, name: quoted(key), key: entry.key };
  return [{ code: 'manifest/choice', severity: 'error', ...words.wrongChoice(selector, choices) }];
}

function noMark(
  place: Place,
  { marks }: Extract<Choice, { is: 'none' }>,
  branches: Branches,
  { words, fixes }: PlaceContext,
): Finding[] {
  if (fixes.isPartial) {
    return [];
  }
  const forms = marks.map((names, index) => marked(names[0] ?? '', branches.all[index]));
  const missing = marks.flatMap((names) => names.slice(0, 1));
  return [
    {
      code: missingKey,
      severity: 'error',
      range: words.ownerRange(place),
      message: `Missing ${listed(forms, 'or')}.`,
      choices: missing.flatMap((name) => additionFix(place, [name], branches.common.properties, fixes) ?? []),
    },
  ];
}

function severalMarks(
  place: Place,
  { found }: Extract<Choice, { is: 'several' }>,
  { words, fixes }: PlaceContext,
): Finding[] {
  const keys = found.map(({ mark }) => mark);
  const entries = place.target.is === 'mapping' ? [...place.target.entries.values()] : [];
  const last = entries.findLast(({ key }) => keys.includes(key.text));
  const forms = found.map(({ mark, branch }) => marked(mark, branch));
  return [
    {
      code: 'manifest/exclusive-keys',
      severity: 'error',
      range: last?.key.range ?? words.ownerRange(place),
      message: `${listed(forms, 'and')} exclude each other: keep one.`,
      choices: keepOneChoices(place, keys, fixes),
    },
  ];
}

function marked(mark: string, branch: Schema | undefined): string {
  return typeof branch === 'object' && branch.title !== undefined ? `${quoted(mark)} (${branch.title})` : quoted(mark);
}
