import { rule, type RuleRemark } from '../../../manifest/rule';
import { remarkOn } from '../remark-on';
import { isPlaceholder } from '../plugin-connection';

const secondsOf: Record<string, number> = { s: 1, sec: 1, second: 1, seconds: 1, m: 60, min: 60, h: 3600 };

/** Of an `int` of Go on a machine of 64 bits. */
const mostSeconds = 2n ** 63n - 1n;

/** The text goes through Go's `strconv.Atoi`; a negative time sets no deadline at all (argo-cd v3.5.7). */
export const requestTimeout = rule({
  code: 'argocd/request-timeout',
  kinds: ['argocd.plugin-config-map'],
  severity: 'error',
  *check({ document }) {
    const value = document.at('data', 'requestTimeout');
    if (!value?.isString || value.isMasked || isPlaceholder(value.text)) {
      return;
    }
    const remark = defect(value.text, value.node.is === 'scalar' && value.node.style === 'plain');
    if (remark) {
      yield remarkOn(value, remark, document);
    }
  },
});

function defect(text: string, isBare: boolean): Omit<RuleRemark, 'range'> | undefined {
  if (/^-\d+$/.test(text)) {
    const message =
      'With a negative time there is no deadline: a server that does not answer stops the ApplicationSet.';
    return { message, severity: 'warning' };
  }
  const digits = /^\+?(\d+)$/.exec(text)?.[1]?.replace(/^0+(?=\d)/, '');
  if (digits !== undefined) {
    const isInRange = digits.length <= 19 && BigInt(digits) <= mostSeconds;
    return isInRange ? undefined : { message: outcome(text, 'value out of range') };
  }
  const [, number = '', unit = ''] = /^(\d{1,9})\s*([a-z]+)$/.exec(text) ?? [];
  const seconds = Number(number) * (secondsOf[unit] ?? Number.NaN);
  const fix = { title: `Write ${seconds} seconds`, replace: isBare ? `"${seconds}"` : String(seconds) };
  return { message: outcome(text, 'invalid syntax'), ...(Number.isInteger(seconds) ? { fix } : {}) };
}

function outcome(text: string, why: string): string {
  return `Argo CD ends in 'strconv.Atoi: parsing ${JSON.stringify(text)}: ${why}': write whole seconds, such as "60".`;
}
