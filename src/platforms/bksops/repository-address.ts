/**
 * Why SOPS refuses to clone a repository, since June 2026 (bk-sops 3.34, `gcloud/external_plugins/protocol/readers.py`),
 * as it stands behind a colon; undefined for an address that it takes.
 * @param isRestricted True where SOPS takes https alone.
 */
export function refusedAddress(address: string, isRestricted: boolean): string | undefined {
  if (address.startsWith('-')) {
    return 'an address must not begin with "-"';
  }
  if (address.includes('::')) {
    return 'an address with "::" names a transport helper';
  }
  const [, scheme, host = ''] = /^([a-z][a-z0-9+.-]*):\/\/(?:[^@/]*@)?([^/:]*)/i.exec(address) ?? [];
  const allowed = isRestricted ? ['https'] : ['http', 'https', 'git', 'ssh'];
  if (scheme === undefined) {
    const isScpLike = /^[^@/\s]+@[^:/\s]+:.+/.test(address);
    return isScpLike && !isRestricted ? undefined : `it takes addresses that begin with ${allowed.join(', ')}`;
  }
  if (!allowed.includes(scheme.toLowerCase())) {
    return `it takes addresses that begin with ${allowed.join(', ')}, not ${scheme}`;
  }
  return host === '' ? 'an address must have a host' : undefined;
}
