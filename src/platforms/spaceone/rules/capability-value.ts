import type { Fix } from '../../../manifest/finding';
import { nearestWord } from '../../../base/nearest-word';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { firstLine } from '../../../manifest/parse/text-range';
import type { Value } from '../../../manifest/dialects/value';

const words: Readonly<Record<string, readonly string[]>> = {
  monitoring_type: ['METRIC', 'LOG'],
  data_type: ['PLAIN_TEXT', 'SECRET'],
};
const lists = ['supported_schema', 'supported_providers'];

/**
 * What the services make of a capability (spaceone-monitoring 2.0.dev73, spaceone-inventory 2.0.dev247): the
 * Repository itself keeps any value.
 */
export const capabilityValue = rule({
  code: 'spaceone/capability-value',
  kinds: ['spaceone.register'],
  severity: 'warning',
  *check({ document }) {
    for (const value of document.at('capability')?.properties ?? []) {
      const key = value.key?.text ?? '';
      const about = value.isMasked ? undefined : remarkOn(key, value);
      if (about) {
        yield { range: firstLine(value.range, document.text), ...about };
      }
    }
  },
});

function remarkOn(key: string, value: Value): Omit<RuleRemark, 'range'> | undefined {
  const known = Object.hasOwn(words, key) ? words[key] : undefined;
  if (known && !known.includes(value.text)) {
    const meant = nearestWord(value.text, known);
    const change = (word: string): Fix => ({ title: `Change to ${word}`, replace: word });
    return {
      message: `"${key}" must be ${known.join(' or ')}.`,
      ...(meant === undefined ? { choices: known.map(change) } : { fix: change(meant) }),
    };
  }
  if (lists.includes(key) && !value.isSequence && value.reading?.type !== 'null') {
    const isOne = value.isString && value.node.is === 'scalar' && value.node.style !== 'block';
    const fix = {
      title: 'Make it a list',
      replace: `[${value.node.is === 'scalar' ? JSON.stringify(value.text) : ''}]`,
    };
    return { message: `"${key}" must be a list of names.`, ...(isOne ? { fix } : {}) };
  }
  if (key === 'use_resource_secret' && value.isString) {
    const fix = { title: `Change to ${value.text.toLowerCase()}`, replace: value.text.toLowerCase() };
    const message = '"use_resource_secret" must be true or false without quotes: any text counts as true.';
    return { message, ...(/^(?:true|false)$/i.test(value.text) ? { fix } : {}) };
  }
  return undefined;
}
