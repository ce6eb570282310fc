import { withoutEndSlashes } from '../../../base/paths';
import { rule } from '../../../manifest/rule';
import { sourceKinds, sourcesIn, textAt, typeOf } from '../package-sources';

/** Hosts whose addresses are web pages unless `raw` stands in the path. */
const hostsOfPages = /^(?:www\.)?(?:github\.com|gitlab\.com|gitee\.com|bitbucket\.org|codeberg\.org|git\.woa\.com)$/i;

/** The loader asks for `<raw address>/<branch>/<module>.py` and reads what comes (bamboo-pipeline 4.0.4, `importer/git.py`). */
export const rawAddress = rule({
  code: 'bksops/raw-address',
  kinds: sourceKinds,
  severity: 'warning',
  *check({ document }) {
    for (const source of sourcesIn(document)) {
      const place = source.at('details', 'repo_raw_address');
      const address = textAt(source, 'details', 'repo_raw_address');
      if (!place || address === undefined || typeOf(source) !== 'git') {
        continue;
      }
      const [, , authority = '', ...parts] = withoutEndSlashes(address).split('/');
      const host = (authority.split('@').at(-1) ?? '').replace(/:\d+$/, '');
      const path = parts.join('/');
      const segments = path.toLowerCase().split('/');
      const isRepository = path.toLowerCase().endsWith('.git');
      const isPage = hostsOfPages.test(host) || segments.includes('blob') || segments.includes('tree');
      if (isRepository || (isPage && !segments.includes('raw'))) {
        const what = isRepository ? 'a repository' : 'web pages';
        const meant = /github\.com$/i.test(host)
          ? ` such as "https://raw.githubusercontent.com/<owner>/<name>"`
          : ' which most often has "/raw" in it';
        const message = `This is the address of ${what}: SOPS needs the one at which single files are served raw,${meant}.`;
        yield { range: place.range, message };
      }
    }
  },
});
