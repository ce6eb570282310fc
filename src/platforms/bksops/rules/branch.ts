import { withoutEndSlashes } from '../../../base/paths';
import { rule } from '../../../manifest/rule';
import { sourceKinds, sourcesIn, textAt } from '../package-sources';

/**
 * The loader joins raw address, branch and module by `urljoin` (bamboo-pipeline 4.0.4, `importer/git.py`): a branch
 * that begins with a slash replaces the path, and one that the address has already comes twice. SOPS refuses to clone
 * one that begins with a hyphen.
 */
export const branch = rule({
  code: 'bksops/branch',
  kinds: sourceKinds,
  severity: 'error',
  *check({ document }) {
    for (const source of sourcesIn(document)) {
      const name = textAt(source, 'details', 'branch');
      const range = source.at('details', 'branch')?.range;
      if (name === undefined || !range) {
        continue;
      }
      if (name.startsWith('/')) {
        const fix = { title: 'Remove the slash', replace: name.replace(/^\/+/, '') };
        yield { range, message: 'A slash at the start makes the loader forget the path of the raw address.', fix };
      } else if (name.startsWith('-')) {
        yield { range, message: 'SOPS refuses a branch that begins with "-".' };
      }
      const raw = textAt(source, 'details', 'repo_raw_address') ?? '';
      const path = /^\w+:\/\/[^/]+(\/.*)$/.exec(withoutEndSlashes(raw))?.[1];
      const place = source.at('details', 'repo_raw_address');
      if (place && path?.endsWith(`/${name}`) === true) {
        const message = `The loader adds the branch itself: it will look under "…/${name}/${name}/".`;
        yield { range: place.range, message, severity: 'warning' };
      }
    }
  },
});
