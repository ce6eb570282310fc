import { countText } from '../../base/number-text';
import { readScalar } from '../dialects/dialect';
import type { Finding, Remark, Severity } from '../finding';
import { resolveSchema, type JsonSchema, type Schema, type TypeName } from './json-schema';
import type { ManifestKind } from '../kind';
import type { ManifestDocument } from '../parse/manifest-document';
import { follow, type Node, type ScalarNode, type SequenceNode, type ValueNode } from '../parse/node';
import { sameValue } from '../dialects/same-value';
import { admitting, branchesOf, chooseBranch, typesOf, type Branches } from './schema-branches';
import { bestTrial, likeliestFirst, mistakesOf, noFormFinding, type Trial } from './schema-forms';
import { judgeKeys, type PlaceContext } from './schema-keys';
import { PlaceWords, quoted, typeOf, type InOtherPlaces, type Place } from './schema-place';
import { scalarDefects } from './schema-scalars';
import { finish, type Steps } from '../../base/steps';

/** More steps than any manifest needs; what is left then goes unchecked, and a finding says so. */
const stepLimit = 400_000;
/** So many are done in one part. */
const stepsAtATime = 500;

export interface WalkResult {
  /** In the order of the text. */
  readonly findings: readonly Finding[];
  /** Scalars whose type the schema fixes, so that no doubt about their reading is left. */
  readonly typed: ReadonlySet<ScalarNode>;
}

/** Holds a document against its kind's schema (JSON Schema draft-07): one finding a mistake, on the smallest place that shows it. */
export function walkSchema(document: ManifestDocument, kind: ManifestKind): WalkResult {
  return finish(walkInSteps(document, kind));
}

/** {@link walkSchema} in parts. */
export function* walkInSteps(document: ManifestDocument, kind: ManifestKind): Steps<WalkResult> {
  const walk = new SchemaWalk(document, kind, { left: stepLimit });
  const root = document.parsed.root;
  if (root) {
    yield* walk.run({ node: root, schema: kind.schema, name: 'The manifest', key: undefined });
  }
  if (walk.budget.left <= 0) {
    walk.report('manifest/not-fully-checked', 'warning', {
      range: document.head,
      message: 'Too large to be checked in full: what comes late was not looked at.',
    });
  }
  return { findings: walk.findings.sort((a, b) => a.range.start - b.range.start), typed: walk.typed };
}

/** A schema to be applied to a node. */
interface Visit {
  readonly node: Node;
  readonly schema: Schema;
  readonly name: string;
  readonly key: ScalarNode | undefined;
  /** The other branches when the schema was chosen among several. */
  readonly siblings?: readonly Schema[];
  readonly elsewhere?: InOtherPlaces | undefined;
}

/** Branches of which nothing but trying them tells which one is meant. */
interface Contest {
  readonly place: Place;
  readonly candidates: readonly Schema[];
  readonly exactlyOne: boolean;
}

class SchemaWalk {
  readonly findings: Finding[] = [];
  readonly typed = new Set<ScalarNode>();
  /** As {@link bestTrial} counts them. */
  mistakes = 0;
  private readonly open: (Visit | Contest)[] = [];
  /** The schemas that were applied to a node; mostly it is only one. */
  private readonly visited = new Map<ValueNode, JsonSchema | Set<JsonSchema>>();
  /** The findings by where they begin, so that none is told twice. */
  private readonly said = new Map<number, readonly Finding[]>();
  private readonly context: PlaceContext;

  constructor(
    private readonly document: ManifestDocument,
    private readonly kind: ManifestKind,
    readonly budget: { left: number },
  ) {
    const { text, isPartial, isJson } = document;
    const writesFor = isJson ? 'json' : kind.dialect;
    const words = new PlaceWords(text, kind.dialect);
    this.context = { kind, words, fixes: { text, isPartial, root: kind.schema, writesFor } };
  }

  /** @param most Of mistakes: with more of them, the rest is not looked at. */
  *run(first: Visit, most = Infinity): Steps<void> {
    this.open.push(first);
    let steps = 0;
    for (let next = this.open.pop(); next && this.mistakes <= most; next = this.open.pop()) {
      const from = this.open.length;
      if ('candidates' in next) {
        yield* this.contest(next);
      } else {
        this.visit(next);
      }
      reverseFrom(this.open, from);
      steps += 1;
      if (steps % stepsAtATime === 0) {
        yield;
      }
    }
  }

  report(code: string, severity: Severity, remark: Remark): void {
    const { range, message } = remark;
    const said = this.said.get(range.start) ?? [];
    if (!said.some((each) => each.code === code && each.range.end === range.end && each.message === message)) {
      const finding: Finding = { code, severity, ...remark };
      this.said.set(range.start, [...said, finding]);
      this.findings.push(finding);
      this.mistakes += mistakesOf(finding);
    }
  }

  private visit({ node, schema: unresolved, name, key, siblings = [], elsewhere }: Visit): void {
    const schema = resolveSchema(unresolved, this.kind.schema);
    const target = follow(node);
    this.budget.left -= 1;
    if (schema === true || !target || this.budget.left <= 0) {
      return;
    }
    const place: Place = { node, target, name, key, elsewhere };
    if (target.is === 'scalar' && elsewhere) {
      // Its keys stand beside it, which is told.
      return;
    }
    if (schema === false) {
      this.error('manifest/not-allowed', {
        range: this.context.words.rangeOf(place),
        message: `${name} is not allowed here.`,
      });
      return;
    }
    if (target.is === 'scalar' && (target.masked || this.kind.isFilledIn?.(target.text) === true)) {
      this.typed.add(target);
      return;
    }
    if (this.wasVisited(target, schema) || !this.hasRightType(place, schema) || !this.isChoice(place, schema)) {
      return;
    }
    if (target.is === 'mapping') {
      const { findings, values, unread } = judgeKeys({ ...place, target }, schema, siblings, this.context);
      this.budget.left -= target.entries.size;
      this.take(findings);
      for (const scalar of unread.map(follow)) {
        if (scalar?.is === 'scalar') {
          this.typed.add(scalar);
        }
      }
      for (const value of values) {
        this.open.push({ ...value, name: quoted(value.key.text) });
      }
    } else if (target.is === 'sequence') {
      this.sequence(place, target, schema);
    } else {
      this.scalar(place, target, schema);
    }
    this.combined(place, schema);
  }

  private wasVisited(target: ValueNode, schema: JsonSchema): boolean {
    const known = this.visited.get(target);
    if (known === undefined) {
      this.visited.set(target, schema);
      return false;
    }
    if (known === schema) {
      return true;
    }
    const schemas = known instanceof Set ? known : new Set([known]);
    const seen = schemas.has(schema);
    this.visited.set(target, schemas.add(schema));
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
    this.wrongType(place, schema, wanted);
    return false;
  }

  private isChoice(place: Place, schema: JsonSchema): boolean {
    const choices = 'const' in schema ? [schema.const] : schema.enum;
    if (!choices) {
      return true;
    }
    if (place.target.is === 'scalar') {
      this.typed.add(place.target);
    }
    const isOne = choices.some((choice) => sameValue(place.target, choice, this.kind.dialect));
    if (!isOne) {
      // What is taken and shown to nobody, such as the zero values of protobuf, is no advice.
      const { examples = choices } = schema;
      const shown = choices.filter((choice) => examples.includes(choice));
      this.error('manifest/choice', this.context.words.wrongChoice(place, shown));
    }
    return isOne;
  }

  private scalar(place: Place, target: ScalarNode, schema: JsonSchema): void {
    const { value } = readScalar(target, this.kind.dialect);
    for (const message of scalarDefects(place.name, value, schema)) {
      this.error('manifest/value', { range: this.context.words.rangeOf(place), message });
    }
  }

  private sequence(place: Place, { items }: SequenceNode, schema: JsonSchema): void {
    const range = this.context.words.rangeOf(place);
    if (items.length < (schema.minItems ?? 0) && !this.document.isPartial) {
      this.error('manifest/value', {
        range,
        message: `${place.name} needs at least ${countText(schema.minItems ?? 0, 'item')}.`,
      });
    }
    if (items.length > (schema.maxItems ?? Infinity)) {
      this.error('manifest/value', {
        range,
        message: `${place.name} takes at most ${countText(schema.maxItems ?? 0, 'item')}.`,
      });
    }
    if (schema.items !== undefined) {
      const name = `An item of ${lowerFirst(place.name)}`;
      for (const [index, node] of items.entries()) {
        const elsewhere = index === items.length - 1 ? place.elsewhere : undefined;
        this.open.push({ node, schema: schema.items, name, key: undefined, elsewhere });
      }
    }
  }

  private combined({ node, target, name, key, elsewhere }: Place, schema: JsonSchema): void {
    const place: Place = { node, target, name, key, elsewhere };
    for (const part of schema.allOf ?? []) {
      this.open.push({ ...place, schema: part });
    }
    if (schema.anyOf) {
      this.oneBranch(place, schema, branchesOf(schema.anyOf, this.kind.schema), false);
    }
    if (schema.oneOf) {
      this.oneBranch(place, schema, branchesOf(schema.oneOf, this.kind.schema), true);
    }
  }

  private oneBranch(place: Place, schema: JsonSchema, branches: Branches, exactlyOne: boolean): void {
    const candidates = admitting(branches, this.typeOf(place.target), this.kind.schema);
    const [only, ...others] = candidates;
    if (only === undefined) {
      this.noType(place, schema, branches);
    } else if (others.length === 0) {
      this.open.push({ ...place, schema: only });
    } else {
      const choice =
        candidates.length === branches.all.length
          ? chooseBranch(branches, place.target, this.kind.dialect)
          : ({ is: 'untold' } as const);
      if (choice.is === 'one') {
        const siblings = branches.all.filter((other) => other !== choice.branch);
        this.open.push({ ...place, schema: choice.branch, siblings });
      } else if (choice.is === 'untold') {
        this.open.push({ place, candidates, exactlyOne });
      } else {
        this.take(noFormFinding(place, choice, branches, this.context));
        this.open.push({ ...place, schema: branches.common });
      }
    }
  }

  /** No branch takes a value of this type. */
  private noType(place: Place, schema: JsonSchema, branches: Branches): void {
    const taken = branches.all.flatMap((branch) => (typeof branch === 'object' ? (branch.enum ?? []) : []));
    const { examples = taken } = schema;
    const choices = taken.filter((choice) => examples.includes(choice));
    const wanted = branches.all.flatMap((branch) => typesOf(branch, this.kind.schema) ?? []);
    if (choices.length > 0) {
      this.error('manifest/choice', this.context.words.wrongChoice(place, choices));
    } else {
      this.wrongType(place, schema, [...new Set<TypeName>(wanted)]);
    }
  }

  private wrongType(place: Place, { errorMessage }: JsonSchema, wanted: readonly TypeName[]): void {
    const { words } = this.context;
    const remark: Remark =
      errorMessage === undefined
        ? words.wrongType(place, wanted)
        : { range: words.rangeOf(place), message: `${place.name} ${lowerFirst(errorMessage)}` };
    this.error('manifest/type', remark);
  }

  private *contest({ place, candidates, exactlyOne }: Contest): Steps<void> {
    const trials: (Trial & { readonly typed: ReadonlySet<ScalarNode> })[] = [];
    let fewest = Infinity;
    for (const { schema, index, atLeast } of likeliestFirst(candidates, place, this.context)) {
      if (atLeast > fewest || (fewest === 0 && !exactlyOne)) {
        break;
      }
      const walk = new SchemaWalk(this.document, this.kind, this.budget);
      yield* walk.run({ ...place, schema }, fewest);
      fewest = Math.min(fewest, walk.mistakes);
      trials[index] = { findings: walk.findings, typed: walk.typed };
    }
    const best = bestTrial(trials.flat());
    if (exactlyOne && best.isAmbiguous) {
      const message = `${place.name} fits more than one form, which leaves open what it means.`;
      this.error('manifest/ambiguous', { range: this.context.words.rangeOf(place), message });
      return;
    }
    this.take(best.trial?.findings ?? []);
    best.trial?.typed.forEach((scalar) => this.typed.add(scalar));
  }

  private typeOf(target: ValueNode): ReturnType<typeof typeOf> {
    return typeOf(target, target.is === 'scalar' ? readScalar(target, this.kind.dialect) : undefined);
  }

  private take(findings: readonly Finding[]): void {
    for (const { code, severity, ...remark } of findings) {
      this.report(code, severity, remark);
    }
  }

  private error(code: string, remark: Remark): void {
    this.report(code, 'error', remark);
  }
}

/** Of what was put on the stack last, what comes first in the text shall go first. */
function reverseFrom(stack: unknown[], from: number): void {
  for (const item of stack.splice(from).reverse()) {
    stack.push(item);
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
