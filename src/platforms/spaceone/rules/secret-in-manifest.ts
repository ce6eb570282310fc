import { rule } from '../../../manifest/rule';
import { firstLine } from '../../../manifest/parse/text-range';
import type { Value } from '../../../manifest/dialects/value';

/** `<token>`, `${TOKEN}`, `{{ token }}`, `YOUR_TOKEN`, `***`, `xxxx`, `changeme`: where something else is to be put. */
const placeholder = /^(?:<.*>|\$\{.*\}|\$[A-Z_]+|your[\s_-].*|[*x.]+|change[\s_-]?me|to[\s_-]?do|none|null)$/is;
const secretName = /(?:secret|token|passw|pwd|credential|key|webhook)/i;
/** What tells who or where is no credential, however long. */
const openName = /(?:id|name|user|email|url|uri|host|endpoint|region|provider|type|domain)$/i;
/** Whoever has such an address can use it. */
const secretAddress = /webhook/i;
/** A text without blanks that is as long may be a credential under any name. */
const fewest = 12;
const deepest = 20;

/** What stands in a file ends up in its history; the platform itself takes such a request (spaceone-api 2.0.435). */
export const secretInManifest = rule({
  code: 'spaceone/secret-in-manifest',
  kinds: ['spaceone.deploy'],
  severity: 'warning',
  *check({ document }) {
    for (const value of leaves(document.at('plugin_info', 'secret_data'), 0)) {
      if (looksSecret(value)) {
        const name = value.key ? `"${value.key.text}"` : 'A value of "secret_data"';
        const message = `${name} is a credential in plain text: who can read the file has it.`;
        yield { range: firstLine(value.range, document.text), message };
      }
    }
  },
});

/** `LAB_ACCESS_KEY`: the name of a credential, in the way of variables. */
const variableName = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;

function isPlaceholder(text: string): boolean {
  const braces = text.indexOf('{{');
  const hasOneSign = new Set(text.replaceAll('-', '')).size === 1;
  return (
    (braces >= 0 && text.includes('}}', braces)) || placeholder.test(text) || variableName.test(text) || hasOneSign
  );
}

function looksSecret(value: Value): boolean {
  const { text } = value;
  const name = value.key?.text ?? '';
  if (value.isMasked || !['string', 'integer', 'number'].includes(value.reading?.type ?? '')) {
    return false;
  }
  if (text === '' || isPlaceholder(text) || (openName.test(name) && !secretAddress.test(name))) {
    return false;
  }
  return secretName.test(name) || (text.length >= fewest && !/\s/.test(text));
}

/** What is written there itself: an anchor's value is looked at in its own place. */
function* leaves(value: Value | undefined, depth: number): Generator<Value> {
  if (!value || value.node.is === 'alias' || depth > deepest) {
    return;
  }
  if (value.isMapping || value.isSequence) {
    for (const child of [...value.properties, ...value.items]) {
      yield* leaves(child, depth + 1);
    }
  } else {
    yield value;
  }
}
