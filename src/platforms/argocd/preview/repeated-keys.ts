import { LineIndex } from '../../../manifest/parse/line-index';
import { keyOf, type Node } from '../../../manifest/parse/node';
import { parseDocument } from '../../../manifest/parse/parse-document';

/**
 * What the strict reader of YAML says of keys that a mapping has twice; undefined where none has (go.yaml.in/yaml/v2 v2.4).
 * @param text One document.
 */
export function repeatedKeys(text: string): string | undefined {
  const { root } = parseDocument(text);
  const lines = new LineIndex(text);
  const said = root
    ? [...repeatedIn(root)].map(
        ({ at, key }) => `  line ${lines.positionAt(at).line + 1}: key ${key} already set in map`,
      )
    : [];
  return said.length === 0 ? undefined : `error converting YAML to JSON: yaml: unmarshal errors:\n${said.join('\n')}`;
}

/** Of a pair, what is in its value comes first. */
function* repeatedIn(node: Node): Generator<{ readonly at: number; readonly key: string }> {
  if (node.is === 'sequence') {
    for (const item of node.items) {
      yield* repeatedIn(item);
    }
  }
  const seen = new Set<string>();
  for (const pair of node.is === 'mapping' ? node.pairs : []) {
    yield* repeatedIn(pair.value);
    const key = keyOf(pair);
    const isNumber = key?.style === 'plain' && /^\d+$/.test(key.text);
    const shown = isNumber ? key.text : JSON.stringify(key?.text);
    if (key && seen.has(shown) && key.text !== '<<') {
      yield { at: key.range.start, key: shown };
    }
    seen.add(shown);
  }
}
