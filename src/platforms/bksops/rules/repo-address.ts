import { rule } from '../../../manifest/rule';
import { sourceKinds, sourcesIn, textAt, typeOf } from '../package-sources';

/** What SOPS refuses to clone since June 2026 (bk-sops 3.34, `gcloud/external_plugins/protocol/readers.py`). */
export const repoAddress = rule({
  code: 'bksops/repo-address',
  kinds: sourceKinds,
  severity: 'error',
  *check({ document }) {
    const isRestricted = document.at('target', 'secureLoose')?.reading?.value === false;
    for (const source of sourcesIn(document)) {
      const address = textAt(source, 'details', 'repo_address');
      const place = source.at('details', 'repo_address');
      const why = address === undefined || typeOf(source) !== 'git' ? undefined : refusal(address, isRestricted);
      if (why !== undefined && place) {
        yield { range: place.range, message: `SOPS refuses this repository: ${why}.` };
      }
    }
  },
});

function refusal(address: string, isRestricted: boolean): string | undefined {
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
