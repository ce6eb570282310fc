import { Budget, BudgetSpent } from '../../../base/budget';
import type { Steps } from '../../../base/steps';
import { noJudge } from '../../../base/template-judge';
import { checkOfKind } from '../../../manifest/check/check-document';
import type { Finding, Fix } from '../../../manifest/finding';
import type { ManifestKind } from '../../../manifest/kind';
import { noNames } from '../../../manifest/names/names';
import { ParseCache } from '../../../manifest/parse/parse-cache';
import type { Node, ScalarNode } from '../../../manifest/parse/node';
import type { ParsedDocument } from '../../../manifest/parse/parse-document';
import type { TextRange } from '../../../manifest/parse/text-range';
import { parsePython } from '../../../runtime/python/python-tree';
import { manifestKinds, manifestRules, settingsSources } from '../manifest-kinds';
import { Scope } from '../python/scope';
import { LiteralNodes } from './literal-nodes';
import { python } from './python-dialect';
import { SETTING } from './setting-name';
import { settingPlaces, type SettingPlace } from './setting-places';

const kind: ManifestKind = { ...settingsSources, dialect: python };

/**
 * What the loader makes of the package sources that a Python file gives to the settings: they are held against what the
 * same list would be in YAML, as far as they are literals (bamboo-pipeline 4.0.4, `external_plugins/models/base.py`).
 * Whether their modules are there is not asked: the settings lie on the machine of SOPS.
 */
export function* settingsFindings(text: string): Steps<Finding[]> {
  const budget = new Budget();
  try {
    const top = yield* parsePython(text, budget);
    const scope = new Scope(top, text);
    const found = new Map<string, Finding>();
    for (const place of settingPlaces(top, text)) {
      yield;
      for (const finding of yield* findingsAt(place, text, scope, budget)) {
        // What several places name is written once.
        found.set(`${finding.code} ${finding.range.start} ${finding.message}`, inPython(finding, text));
      }
    }
    return [...found.values()];
  } catch (error) {
    if (error instanceof BudgetSpent) {
      const range = { start: 0, end: 0 };
      return [{ code: 'bksops/not-checked', severity: 'warning', range, message: `Not checked: ${error.message}` }];
    }
    throw error;
  }
}

function* findingsAt(
  { key, value, isOneSource }: SettingPlace,
  text: string,
  scope: Scope,
  budget: Budget,
): Steps<readonly Finding[]> {
  const nodes = new LiteralNodes(text, scope, budget);
  const read = nodes.read(value);
  const list: Node = isOneSource ? { is: 'sequence', range: read.range, flow: true, items: [read] } : read;
  const parsed = documentOf(text, key, list, nodes.isWhole);
  const ground = { kinds: manifestKinds, rules: manifestRules, names: noNames, cache, templates: noJudge };
  return (yield* checkOfKind(kind, parsed, [], ground)).findings;
}

/** Nothing is parsed as YAML here. */
const cache = new ParseCache(0);

function documentOf(text: string, key: TextRange, value: Node, isWhole: boolean): ParsedDocument {
  const name: ScalarNode = { is: 'scalar', range: key, text: SETTING, style: 'double', masked: false };
  const root: Node = {
    is: 'mapping',
    range: { start: key.start, end: value.range.end },
    flow: true,
    pairs: [{ key: name, value }],
    entries: new Map([[SETTING, { key: name, value, merged: false }]]),
  };
  return {
    ...{ text, root, problems: [], repeatedAnchors: [], bareTab: undefined },
    hasTemplates: false,
    isPartial: !isWhole,
  };
}

/** The finding with those fixes that put a text in the place of one value, in quotes as Python has them. */
function inPython({ fix, choices, ...finding }: Finding, text: string): Finding {
  const inQuotes = ({ title, replace, range = finding.range, also }: Fix): Fix[] =>
    isLiteral(range, text) && !also ? [{ title, range, replace: quoted(replace) }] : [];
  const [fixed] = fix ? inQuotes(fix) : [];
  const chosen = (choices ?? []).flatMap(inQuotes);
  return { ...finding, ...(fixed && { fix: fixed }), ...(chosen.length > 0 && { choices: chosen }) };
}

function isLiteral({ start, end }: TextRange, text: string): boolean {
  return /^(?:"[^"\\\r\n]*"|'[^'\\\r\n]*'|[\d._]+)$/.test(text.slice(start, end));
}

function quoted(text: string): string {
  return /^"(?:[^"\\]|\\.)*"$/.test(text) ? text : JSON.stringify(text);
}
