import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import type { RuleRemark } from '../../manifest/rule';
import { firstLine } from '../../manifest/parse/text-range';
import type { Value } from '../../manifest/dialects/value';

/** A remark about a whole text, inside its quotes where there is anything in them; without its fix where the text stands on several lines. */
export function remarkOn(value: Value, remark: Omit<RuleRemark, 'range'>, { text }: ManifestDocument): RuleRemark {
  const whole = value.rangeOf(0, value.text.length);
  const range = firstLine(value.text === '' ? value.range : whole, text);
  const { fix, ...rest } = remark;
  return { range, ...rest, ...(fix && range.end === whole.end ? { fix } : {}) };
}
