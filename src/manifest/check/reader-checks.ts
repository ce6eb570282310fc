import { readerDoes, readScalar, type Dialect } from '../dialects/dialect';
import type { Finding, Remark, Severity } from '../finding';
import type { ManifestDocument } from '../parse/manifest-document';
import { meantAsText } from './meant-as-text';
import { descendants, follow, isMergeKey, keyOf, type MappingNode, type Node, type ScalarNode } from '../parse/node';
import { duplicateChoices } from '../schema/schema-fixes';
import { quoted, quoteFix } from '../schema/schema-place';
import { firstLine } from '../parse/text-range';

/** So many repeated keys of one mapping are offered to be removed; more were not written by hand. */
const mostRepeats = 50;

/**
 * What the manifest's reader does with its YAML that the text does not show: keys that overwrite each other,
 * words that become booleans, values that it refuses (PyYAML 6.0.3, `constructor.py` and `composer.py`;
 * `sigs.k8s.io/yaml` 1.6.0). `typed` are scalars that a schema has already judged.
 */
export function* readerFindings(document: ManifestDocument, typed: ReadonlySet<ScalarNode>): Generator<Finding> {
  const { dialect, parsed } = document;
  if (dialect.uniqueAnchors) {
    for (const remark of parsed.repeatedAnchors) {
      const message = `${remark.message} ${readerDoes(dialect, 'refuses a second one.')}`;
      yield finding('manifest/repeated-anchor', 'error', { ...remark, message });
    }
  }
  if (dialect.refusesTabs && parsed.bareTab) {
    yield finding('manifest/tab', 'error', {
      range: parsed.bareTab,
      message: readerDoes(dialect, 'refuses a tab outside quotes and comments: use spaces.'),
      fix: { title: 'Replace the tab by a space', replace: ' ', isSafe: true },
    });
  }
  if (!parsed.root) {
    return;
  }
  const keys = new Set<ScalarNode>();
  const owners = new Map<Node, Owner>();
  for (const node of descendants(parsed.root)) {
    if (node.is === 'alias') {
      continue;
    }
    if (node.is === 'scalar') {
      if (!keys.has(node) && !typed.has(node) && !node.masked) {
        yield* doubtfulScalar(node, owners.get(node), dialect, document.text);
      }
      continue;
    }
    if (node.tag !== undefined && !/^(?:!|tag:yaml\.org,2002:(?:map|seq))$/.test(node.tag)) {
      const tag = node.tag.replace('tag:yaml.org,2002:', '!!');
      const message = readerDoes(dialect, `has no use for the tag ${tag} here.`);
      yield finding('manifest/tag', 'error', { range: firstLine(node.range, document.text), message });
    }
    if (node.is === 'sequence') {
      const besideTexts = node.items.some(
        (item) => item.is === 'scalar' && readScalar(item, dialect).type === 'string',
      );
      node.items.forEach((item) => owners.set(item, { ...owners.get(node), besideTexts }));
    }
    if (node.is === 'mapping') {
      for (const { key, value } of node.pairs) {
        if (key.is === 'scalar') {
          keys.add(key);
          owners.set(value, { key: key.text });
        }
      }
      yield* keyFindings(node, document);
    }
  }
}

function* keyFindings(target: MappingNode, { dialect, text, parsed }: ManifestDocument): Generator<Finding> {
  const seen = new Set<string>();
  let repeats = 0;
  for (const pair of target.pairs) {
    const key = keyOf(pair);
    if (!key) {
      if (follow(pair.key)) {
        const range = firstLine(pair.key.range, text);
        yield finding('manifest/key-type', 'error', { range, message: 'A key must be a single word or string.' });
      }
      continue;
    }
    if (key.masked || isMergeKey(key)) {
      continue;
    }
    const reading = readScalar(key, dialect);
    if (reading.type !== 'string' && !/^(?:=|<<)$/.test(key.text) && dialect.stringKeysOnly) {
      const message = `A key must be a string, but ${dialect.reader} reads ${quoted(key.text)} as ${reading.words}: quote it.`;
      const range = key.range.end > key.range.start ? key.range : firstLine(pair.value.range, text);
      yield finding('manifest/key-type', 'error', { range, message, fix: { ...quoteFix(key), isSafe: true } });
    }
    // The branches of a template often give a key once each.
    if (seen.has(key.text) && !parsed.hasTemplates) {
      const message = `${quoted(key.text)} is given twice: ${dialect.reader} keeps only the last one and says nothing.`;
      const choices = (repeats += 1) <= mostRepeats ? duplicateChoices(target, key, text) : [];
      yield finding('manifest/duplicate-key', 'error', { range: key.range, message, choices });
    }
    seen.add(key.text);
  }
}

/** What stands around a value. */
interface Owner {
  /** The key of the value, or of the list that it is an item of. */
  readonly key?: string;
  readonly besideTexts?: boolean;
}

function* doubtfulScalar(
  node: ScalarNode,
  owner: Owner | undefined,
  dialect: Dialect,
  text: string,
): Generator<Finding> {
  const reading = readScalar(node, dialect);
  if (!reading.surprising) {
    return;
  }
  const range = firstLine(node.range, text);
  const message = readerDoes(dialect, `reads ${quoted(node.text)} as ${reading.words}`);
  if (node.tag !== undefined) {
    if (reading.type === 'other') {
      yield finding('manifest/tag', 'error', { range, message: `${message}, which a manifest cannot carry.` });
    }
    return;
  }
  const fix = quoteFix(node);
  if (reading.type === 'other') {
    yield finding('manifest/scalar', 'error', {
      range,
      message: `${message}, which a manifest cannot carry: quote it.`,
      fix: { ...fix, isSafe: true },
    });
    return;
  }
  const meant = owner?.besideTexts ? 'likely' : meantAsText(node.text, reading, owner?.key);
  if (meant !== 'no') {
    const severity = meant === 'likely' ? 'warning' : 'info';
    yield finding('manifest/scalar', severity, { range, message: `${message}: quote it to keep the text.`, fix });
  }
}

function finding(code: string, severity: Severity, remark: Remark): Finding {
  return { code, severity, ...remark };
}
