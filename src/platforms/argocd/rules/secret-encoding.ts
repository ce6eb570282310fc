import { rule, type RuleRemark } from '../../../manifest/rule';
import { textOf } from '../kubernetes-object';
import { isPlaceholder } from '../plugin-connection';
import { remarkOn } from '../remark-on';
import { decodeBase64, encodeBase64 } from '../secret-value';

/** Shorter texts are base64 by chance. */
const leastEncoded = 12;

/**
 * Kubernetes decodes `data` once and refuses what it cannot decode; the controller sends what comes out (argo-cd v3.5.7,
 * `applicationset/generators/plugin.go`).
 */
export const secretEncoding = rule({
  code: 'argocd/secret-encoding',
  kinds: ['argocd.plugin-secret'],
  severity: 'error',
  *check({ document }) {
    for (const value of document.at('data')?.properties ?? []) {
      const text = textOf(value);
      const remark = text === undefined || isPlaceholder(text) ? undefined : defect(text, value.key?.text ?? '');
      if (text !== undefined && remark) {
        yield remarkOn(value, remark, document);
      }
    }
  },
});

function defect(text: string, key: string): Omit<RuleRemark, 'range'> | undefined {
  const decoded = decodeBase64(text);
  if (decoded === undefined) {
    const message = `Kubernetes refuses the Secret with "illegal base64 data": encode "${key}" once, or put it under "stringData" as it is.`;
    return { message, fix: { title: 'Encode it as base64 once', replace: encodeBase64(text.trimEnd()) } };
  }
  const inner = decoded.trimEnd();
  const twice = inner.length >= leastEncoded ? decodeBase64(inner) : undefined;
  if (twice !== undefined && /^[\x20-\x7e]+$/.test(twice.trimEnd())) {
    const message =
      'Encoded twice, it seems: Kubernetes decodes once, and the controller sends what is still encoded as the token.';
    return { message, severity: 'warning', fix: { title: 'Encode it as base64 once', replace: inner } };
  }
  return undefined;
}
