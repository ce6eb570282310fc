import { readScalar } from './dialect';
import type { Finding, Remark, Severity } from './finding';
import { resolveSchema, type JsonSchema, type Schema } from './json-schema';
import type { ManifestKind } from './kind';
import type { ManifestDocument } from './manifest-document';
import { follow, type MappingNode, type Node, type ScalarNode, type SequenceNode, type ValueNode } from './node';
import { admitting, branchesOf, chooseBranch, typesOf, type Branches, type Choice } from './schema-branches';
import { additionFix, keepOneChoices, otherFormChoices, selectorProperty, type FixContext } from './schema-fixes';
import { fixOf, listed, PlaceWords, quoted, typeOf, type Place } from './schema-place';
import { scalarDefects } from './schema-scalars';
import { judgeUnknownKey } from './unknown-key';

/** More steps than any manifest needs; what is left then goes unchecked, and a finding says so. */
const stepLimit = 400_000;

export interface WalkResult {
  readonly findings: readonly Finding[];
  /** Scalars whose type the schema fixes, so that no doubt about their reading is left. */
  readonly typed: ReadonlySet<ScalarNode>;
}

/** Holds a document against its kind's schema: one finding a mistake, each on the smallest place that shows it. */
export function walkSchema(document: ManifestDocument, kind: ManifestKind): WalkResult {
  const walk = new SchemaWalk(document, kind, { left: stepLimit });
  const root = document.parsed.root;
  if (root) {
    walk.visit(root, kind.schema, 'The manifest', undefined);
  }
  if (walk.budget.left <= 0) {
    walk.report('manifest/not-fully-checked', 'warning', {
      range: document.head,
      message: 'Too large to be checked in full: what comes late was not looked at.',
    });
  }
  return { findings: walk.findings, typed: walk.typed };
}

class SchemaWalk {
  readonly findings: Finding[] = [];
  readonly typed = new Set<ScalarNode>();
  private readonly visited = new Map<ValueNode, Set<Schema>>();
  private readonly said = new Set<string>();
  private readonly words: PlaceWords;
  private readonly fixes: FixContext;

  constructor(
    private readonly document: ManifestDocument,
    private readonly kind: ManifestKind,
    readonly budget: { left: number },
  ) {
    this.words = new PlaceWords(document.text, kind.dialect);
    const { text, isPartial } = document;
    this.fixes = { text, isPartial, root: kind.schema, dialect: kind.dialect };
  }

  report(code: string, severity: Severity, remark: Remark): void {
    const once = `${code} ${remark.range.start} ${remark.range.end} ${remark.message}`;
    if (!this.said.has(once)) {
      this.said.add(once);
      this.findings.push({ code, severity, ...remark });
    }
  }

  /** Applies a schema to a node; `siblings` are the other branches when it was chosen among several. */
  visit(
    node: Node,
    unresolved: Schema,
    name: string,
    key: ScalarNode | undefined,
    siblings: readonly Schema[] = [],
  ): void {
    const schema = resolveSchema(unresolved, this.kind.schema);
    const target = follow(node);
    this.budget.left -= 1;
    if (schema === true || !target || this.budget.left <= 0 || this.wasVisited(target, schema)) {
      return;
    }
    const place: Place = { node, target, name, key };
    if (schema === false) {
      this.error('manifest/not-allowed', { range: this.words.rangeOf(place), message: `${name} is not allowed here.` });
      return;
    }
    if (target.is === 'scalar' && target.masked) {
      this.typed.add(target);
      return;
    }
    if (!this.hasRightType(place, schema)) {
      return;
    }
    if (target.is === 'mapping') {
      this.mapping(place, target, schema, siblings);
    } else if (target.is === 'sequence') {
      this.sequence(place, target, schema);
    } else {
      this.scalar(place, target, schema);
    }
    this.combined(place, schema);
  }

  private wasVisited(target: ValueNode, schema: Schema): boolean {
    const schemas = this.visited.get(target) ?? new Set();
    this.visited.set(target, schemas);
    const seen = schemas.has(schema);
    schemas.add(schema);
    return seen;
  }

  private hasRightType(place: Place, schema: JsonSchema): boolean {
    if (schema.type === undefined) {
      return true;
    }
    const wanted = typesOf(schema, this.kind.schema) ?? [];
    const type = this.typeOf(place.target);
    if (place.target.is === 'scalar') {
      this.typed.add(place.target);
    }
    if (wanted.some((name) => name === type || (name === 'number' && type === 'integer'))) {
      return true;
    }
    this.error('manifest/type', this.words.wrongType(place, wanted));
    return false;
  }

  private scalar(place: Place, target: ScalarNode, schema: JsonSchema): void {
    const { value } = readScalar(target, this.kind.dialect);
    const choices = 'const' in schema ? [schema.const] : schema.enum;
    if (choices) {
      this.typed.add(target);
      if (!choices.includes(value)) {
        this.error('manifest/choice', this.words.wrongChoice(place, choices));
        return;
      }
    }
    for (const message of scalarDefects(place.name, value, schema)) {
      this.error('manifest/value', { range: this.words.rangeOf(place), message });
    }
  }

  private sequence(place: Place, { items }: SequenceNode, schema: JsonSchema): void {
    const range = this.words.rangeOf(place);
    if (items.length < (schema.minItems ?? 0) && !this.document.isPartial) {
      this.error('manifest/value', { range, message: `${place.name} needs at least ${schema.minItems ?? 0} items.` });
    }
    if (items.length > (schema.maxItems ?? Infinity)) {
      this.error('manifest/value', { range, message: `${place.name} takes at most ${schema.maxItems ?? 0} items.` });
    }
    if (schema.items !== undefined) {
      for (const item of items) {
        this.visit(item, schema.items, `An item of ${lowerFirst(place.name)}`, undefined);
      }
    }
  }

  private mapping(place: Place, target: MappingNode, schema: JsonSchema, siblings: readonly Schema[]): void {
    const properties = schema.properties ?? {};
    const patterns = Object.entries(schema.patternProperties ?? {});
    const present = new Set(target.entries.keys());
    const unknown: ScalarNode[] = [];
    for (const [name, { key, value }] of target.entries) {
      const child = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const matching = patterns.filter(([pattern]) => new RegExp(pattern, 'u').test(name)).map(([, each]) => each);
      const schemas = [...(child === undefined ? [] : [child]), ...matching];
      if (schemas.length === 0 && schema.additionalProperties === false && !key.masked) {
        unknown.push(key);
      } else if (schemas.length === 0 && schema.additionalProperties !== undefined && !key.masked) {
        schemas.push(schema.additionalProperties);
      }
      for (const each of schemas) {
        this.visit(value, each, quoted(name), key);
      }
      this.budget.left -= 1;
    }
    for (const [before, key] of unknown.entries()) {
      const judged = judgeUnknownKey(key, {
        schema,
        siblings,
        present,
        takesCamelCase: this.kind.takesCamelCase === true,
        before,
      });
      const { code, severity, ...remark } = judged.finding;
      const choices = judged.form ? otherFormChoices(place, key, schema, judged.form, this.fixes) : [];
      this.report(code, severity, { ...remark, ...(choices.length > 0 ? { choices } : {}) });
      if (judged.meant !== undefined) {
        present.add(judged.meant);
        const value = judged.isTaken ? target.entries.get(key.text)?.value : undefined;
        if (value) {
          this.visit(value, properties[judged.meant] ?? true, quoted(key.text), key);
        }
      }
    }
    this.missingKeys(
      place,
      (schema.required ?? []).filter((name) => !present.has(name)),
      properties,
    );
    this.count(place, target, schema);
  }

  private missingKeys(place: Place, missing: readonly string[], properties: JsonSchema['properties']): void {
    if (missing.length === 0 || this.document.isPartial) {
      return;
    }
    const holder = place.key ? `${place.name} has no` : 'Missing';
    this.error('manifest/missing-key', {
      range: this.words.ownerRange(place),
      message: `${holder} ${listed(missing.map(quoted), 'and')}.`,
      data: { missing },
      ...fixOf(additionFix(place, missing, properties, this.fixes)),
    });
  }

  private count(place: Place, target: MappingNode, schema: JsonSchema): void {
    const range = this.words.ownerRange(place);
    if (target.entries.size < (schema.minProperties ?? 0) && !this.document.isPartial) {
      this.error('manifest/value', {
        range,
        message: `${place.name} needs at least ${schema.minProperties ?? 0} keys.`,
      });
    }
    if (target.entries.size > (schema.maxProperties ?? Infinity)) {
      this.error('manifest/value', {
        range,
        message: `${place.name} takes at most ${schema.maxProperties ?? 0} keys.`,
      });
    }
  }

  private combined(place: Place, schema: JsonSchema): void {
    for (const part of schema.allOf ?? []) {
      this.visit(place.node, part, place.name, place.key);
    }
    if (schema.anyOf) {
      this.oneBranch(place, branchesOf(schema.anyOf, this.kind.schema), false);
    }
    if (schema.oneOf) {
      this.oneBranch(place, branchesOf(schema.oneOf, this.kind.schema), true);
    }
  }

  private oneBranch(place: Place, branches: Branches, exactlyOne: boolean): void {
    const candidates = admitting(branches, this.typeOf(place.target), this.kind.schema);
    const [only, ...others] = candidates;
    if (only === undefined) {
      const choices = branches.all.flatMap((branch) => (typeof branch === 'object' ? (branch.enum ?? []) : []));
      const wanted = branches.all.flatMap((branch) => typesOf(branch, this.kind.schema) ?? []);
      if (choices.length > 0) {
        this.error('manifest/choice', this.words.wrongChoice(place, choices));
      } else {
        this.error('manifest/type', this.words.wrongType(place, [...new Set(wanted)]));
      }
    } else if (others.length === 0) {
      this.visit(place.node, only, place.name, place.key);
    } else {
      const choice = candidates.length === branches.all.length ? this.choose(branches, place) : undefined;
      if (choice?.is === 'one') {
        const siblings = branches.all.filter((other) => other !== choice.branch);
        this.visit(place.node, choice.branch, place.name, place.key, siblings);
      } else if (choice && choice.is !== 'untold') {
        this.noBranch(place, choice, branches);
        this.visit(place.node, branches.common, place.name, place.key);
      } else {
        this.tryBranches(place, candidates, exactlyOne);
      }
    }
  }

  private choose(branches: Branches, { target }: Place): Choice {
    return chooseBranch(branches, target, this.kind.dialect);
  }

  private noBranch(place: Place, choice: Exclude<Choice, { is: 'one' | 'untold' }>, branches: Branches): void {
    switch (choice.is) {
      case 'no selector':
        this.missingKeys(place, [choice.key], selectorProperty(choice.key, branches));
        return;
      case 'wrong selector': {
        const entry = place.target.is === 'mapping' ? place.target.entries.get(choice.key) : undefined;
        const target = entry && follow(entry.value);
        if (target) {
          const selector: Place = { node: entry.value, target, name: quoted(choice.key), key: entry.key };
          this.error('manifest/choice', this.words.wrongChoice(selector, choice.choices));
        }
        return;
      }
      case 'none': {
        if (!this.document.isPartial) {
          const forms = choice.marks.map((marks, index) => marked(marks[0] ?? '', branches.all[index]));
          const message = `Missing ${listed(forms, 'or')}.`;
          const missing = choice.marks.flatMap((marks) => marks.slice(0, 1));
          this.error('manifest/missing-key', {
            range: this.words.ownerRange(place),
            message,
            data: { oneOf: missing },
            choices: missing.flatMap(
              (name) => additionFix(place, [name], branches.common.properties, this.fixes) ?? [],
            ),
          });
        }
        return;
      }
      case 'several': {
        const keys = choice.found.map(({ mark }) => mark);
        const pairs = place.target.is === 'mapping' ? [...place.target.entries.values()] : [];
        const last = pairs
          .map(({ key }) => key)
          .filter((key) => keys.includes(key.text))
          .at(-1);
        const forms = choice.found.map(({ mark, branch }) => marked(mark, branch));
        this.error('manifest/exclusive-keys', {
          range: last?.range ?? this.words.ownerRange(place),
          message: `${listed(forms, 'and')} exclude each other: keep one.`,
          data: { keys },
          choices: keepOneChoices(place, keys, this.fixes),
        });
      }
    }
  }

  /** Nothing tells the branches apart but trying them; the one with the fewest mistakes is what was meant. */
  private tryBranches(place: Place, candidates: readonly Schema[], exactlyOne: boolean): void {
    const trials = candidates.map((branch) => {
      const trial = new SchemaWalk(this.document, this.kind, this.budget);
      trial.visit(place.node, branch, place.name, place.key);
      return { branch, mistakes: mistakesIn(trial.findings) };
    });
    const fitting = trials.filter(({ mistakes }) => mistakes === 0);
    if (exactlyOne && fitting.length > 1) {
      const message = `${place.name} fits more than one form, which leaves open what it means.`;
      this.error('manifest/ambiguous', { range: this.words.rangeOf(place), message });
      return;
    }
    const best = trials.reduce((a, b) => (b.mistakes < a.mistakes ? b : a));
    this.visit(place.node, best.branch, place.name, place.key);
  }

  private typeOf(target: ValueNode): ReturnType<typeof typeOf> {
    return typeOf(target, target.is === 'scalar' ? readScalar(target, this.kind.dialect) : undefined);
  }

  private error(code: string, remark: Remark): void {
    this.report(code, 'error', remark);
  }
}

/** A finding about missing keys stands for each of them. */
function mistakesIn(findings: readonly Finding[]): number {
  return findings
    .filter(({ severity }) => severity === 'error')
    .reduce((sum, { data }) => sum + (Array.isArray(data?.['missing']) ? data['missing'].length : 1), 0);
}

function marked(mark: string, branch: Schema | undefined): string {
  return typeof branch === 'object' && branch.title !== undefined ? `${quoted(mark)} (${branch.title})` : quoted(mark);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
