import { withoutEndSlashes } from '../../../base/paths';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { endpointPath, isPlaceholder } from '../plugin-connection';
import { remarkOn } from '../remark-on';
import { textOf } from '../kubernetes-object';

/** The controller adds its path to the address and hands it to Go's HTTP client (argo-cd v3.5.7, `applicationset/services/internal/http`). */
export const baseUrl = rule({
  code: 'argocd/base-url',
  kinds: ['argocd.plugin-config-map'],
  severity: 'error',
  *check({ document }) {
    const value = document.at('data', 'baseUrl');
    const text = textOf(value);
    const remark = text === undefined || isPlaceholder(text) ? undefined : defect(text);
    if (value && remark) {
      yield remarkOn(value, remark, document);
    }
  },
});

function defect(text: string): Omit<RuleRemark, 'range'> | undefined {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(text)?.[1]?.toLowerCase();
  if (/[\r\n\t]/.test(text)) {
    const message =
      'Argo CD ends in "invalid control character in URL": the address must stand on one line and end there.';
    return { message };
  }
  if (scheme !== 'http' && scheme !== 'https') {
    return withoutScheme(text, scheme);
  }
  const [start = '', authority = ''] = /^https?:\/\/([^/?#]*)/i.exec(text) ?? [];
  const rest = text.slice(start.length);
  const host = authority.replace(/^.*@/, '').replace(/:[^:\]]*$/, '');
  const port = /:([^:\]]*)$/.exec(authority.replace(/^.*@/, ''))?.[1];
  if (host === '') {
    return { message: 'Argo CD ends in "no Host in request URL": the address needs a host behind "//".' };
  }
  if (/\s/.test(host)) {
    return { message: `Argo CD ends in 'invalid character " " in host name'.` };
  }
  if (port !== undefined && !/^\d*$/.test(port)) {
    return { message: `Argo CD ends in "invalid port": a port is a number, not "${port}".` };
  }
  if (/[?#]/.test(rest)) {
    const message = `The controller adds "/${endpointPath}" at the end, which becomes a part of the query here: the server is asked at another path.`;
    return { message, severity: 'warning' };
  }
  const path = withoutEndSlashes(rest);
  if (path.endsWith(`/${endpointPath}`) || path.endsWith('/api/v1')) {
    const added = path.endsWith(`/${endpointPath}`) ? endpointPath : 'api/v1';
    const kept = withoutEndSlashes(text.trimEnd()).slice(0, -added.length - 1);
    const message = `The controller adds "/${endpointPath}" itself, and asks at "${path}/${endpointPath}".`;
    return { message, severity: 'warning', fix: { title: 'Leave the path to the controller', replace: kept } };
  }
  return undefined;
}

function withoutScheme(text: string, scheme: string | undefined): Omit<RuleRemark, 'range'> {
  const isColonInPath = scheme === undefined && text.split('/')[0]?.includes(':') === true;
  const reason = isColonInPath
    ? 'first path segment in URL cannot contain colon'
    : `unsupported protocol scheme "${scheme ?? ''}"`;
  const message = `Argo CD ends in '${reason}': the address must begin with http:// or https://.`;
  const isHost = /^[^/:\s]+(?::\d+)?(?:\/|$)/.test(text);
  return { message, ...(isHost ? { fix: { title: 'Add http://', replace: `http://${text}` } } : {}) };
}
