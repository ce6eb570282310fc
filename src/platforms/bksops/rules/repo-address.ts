import { rule } from '../../../manifest/rule';
import { sourceKinds, sourcesIn, textAt, typeOf } from '../package-sources';
import { refusedAddress } from '../repository-address';

/** What SOPS refuses to clone. */
export const repoAddress = rule({
  code: 'bksops/repo-address',
  kinds: sourceKinds,
  severity: 'error',
  *check({ document }) {
    const isRestricted = document.at('target', 'secureLoose')?.reading?.value === false;
    for (const source of sourcesIn(document)) {
      const address = textAt(source, 'details', 'repo_address');
      const place = source.at('details', 'repo_address');
      const why = address === undefined || typeOf(source) !== 'git' ? undefined : refusedAddress(address, isRestricted);
      if (why !== undefined && place) {
        yield { range: place.range, message: `SOPS refuses this repository: ${why}.` };
      }
    }
  },
});
