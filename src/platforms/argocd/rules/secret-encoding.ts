import { rule, type RuleRemark } from '../../../manifest/rule';
import { connectionsOf } from '../connections';
import { KubernetesObject, textOf } from '../kubernetes-object';
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
  *check({ document, names }) {
    const { name, namespace } = KubernetesObject.of(document);
    const isAsked = (key: string): boolean => connectionsOf(name ?? '', key, namespace, names).length > 0;
    for (const value of document.at('stringData')?.properties ?? []) {
      const remark = hasBreak(textOf(value) ?? '') && isAsked(value.key?.text ?? '') ? broken : undefined;
      if (remark) {
        yield remarkOn(value, remark, document);
      }
    }
    for (const value of document.at('data')?.properties ?? []) {
      const text = textOf(value);
      if (text === undefined || isPlaceholder(text)) {
        continue;
      }
      const key = value.key?.text ?? '';
      const decoded = decodeBase64(text);
      // What only others read may well be no text, or base64 once more.
      const isSent = decoded !== undefined && isAsked(key);
      const remark = decoded === undefined ? notEncoded(text, key) : isSent ? asSent(text, decoded, key) : undefined;
      if (remark) {
        yield remarkOn(value, remark, document);
      }
    }
  },
});

/** Go's HTTP client refuses control characters in a header (Go 1.24, `net/http`). */
const broken: Omit<RuleRemark, 'range'> = {
  severity: 'warning',
  message:
    'The token has a line break inside, and Go sends no such header: "net/http: invalid header field value for "Authorization"". A token stands on one line.',
};

/** Whether a text has a line break elsewhere than at its ends, where the controller leaves it out. */
function hasBreak(text: string): boolean {
  return /[\r\n]/.test(text.trim());
}

function notEncoded(text: string, key: string): Omit<RuleRemark, 'range'> {
  const message = `Kubernetes refuses the Secret with "illegal base64 data": encode "${key}" once, or put it under "stringData" as it is.`;
  return { message, fix: { title: 'Encode it as base64 once', replace: encodeBase64(text.trimEnd()) } };
}

/** What is wrong with what is sent as the token. */
function asSent(text: string, decoded: string, key: string): Omit<RuleRemark, 'range'> | undefined {
  const inner = decoded.trimEnd();
  const twice = inner.length >= leastEncoded ? decodeBase64(inner) : undefined;
  if (twice !== undefined && /^[\x20-\x7e]+$/.test(twice.trimEnd())) {
    const message =
      'Encoded twice, it seems: Kubernetes decodes once, and the controller sends what is still encoded as the token.';
    return { message, severity: 'warning', fix: { title: 'Encode it as base64 once', replace: inner } };
  }
  if (hasBreak(decoded) && /^[\x20-\x7e\r\n]*$/.test(decoded)) {
    return broken;
  }
  if (!/^[\x20-\x7e]*$/.test(decoded.trim())) {
    const message = `Kubernetes decodes "${key}" to bytes that are no text: a token as it is stands under "stringData", or is encoded as base64 first.`;
    return { message, severity: 'warning', fix: { title: 'Encode it as base64 once', replace: encodeBase64(text) } };
  }
  return undefined;
}
