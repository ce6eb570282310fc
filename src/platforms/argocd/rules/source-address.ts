import { rule } from '../../../manifest/rule';
import { generatorsOf } from '../generators';
import { isHelmTemplate } from '../helm-template';
import { textOf } from '../kubernetes-object';

/** Where the pages of a repository begin, by who shows them; the first group is the repository itself. */
const pages: readonly RegExp[] = [
  // GitHub, and its own servers at other hosts
  /^(https?:\/\/github\.com\/[^/]+\/[^/]+)\/(?:tree|blob|raw|blame|commits?|pull|pulls|issues|releases|wiki|actions)(?:\/|$)/i,
  /^(https?:\/\/[^/]+\/[^/]+\/[^/]+)\/(?:tree|blob)\/[^/]/i,
  // GitLab, wherever it is
  /^(https?:\/\/[^/]+\/[^?#]+?)\/-\/(?:tree|blob|raw|blame|commits?|merge_requests|issues|releases|wikis)(?:\/|$)/i,
  // Bitbucket
  /^(https?:\/\/bitbucket\.org\/[^/]+\/[^/]+)\/(?:src|raw|commits|branch|pull-requests)(?:\/|$)/i,
  // Gitea and Forgejo
  /^(https?:\/\/[^/]+\/[^/]+\/[^/]+)\/(?:src|raw)\/(?:branch|tag|commit)\//i,
  // Azure DevOps
  /^(https?:\/\/[^/]+\/[^?#]+\/_git\/[^/?#]+)\?/i,
];
const rawFiles = /^https?:\/\/(?:raw\.githubusercontent|gist\.github(?:usercontent)?)\.com\//i;

/**
 * Argo CD hands the address to git as it stands, and a page of the web answers no git (argo-cd v3.5.7, `util/git/client.go`;
 * where each host has its pages, as its own web site writes them in 2026).
 */
export const sourceAddress = rule({
  code: 'argocd/source-address',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  *check({ document }) {
    const generators = generatorsOf(document.root);
    const owners = [document.at('spec'), ...generators.map(({ value }) => value)];
    const sources = owners.flatMap((owner) => {
      const spec = owner?.at('template', 'spec');
      return [spec?.at('source'), spec?.at('sourceHydrator', 'drySource'), ...(spec?.at('sources')?.items ?? [])];
    });
    const fromGit = generators.filter(({ type }) => type === 'git').map(({ value }) => value);
    for (const source of isHelmTemplate(document) ? [] : [...sources, ...fromGit]) {
      const address = source?.at('chart') ? undefined : source?.at('repoURL');
      const text = textOf(address);
      if (!address || text === undefined || text.includes('{{') || text.length > 2000) {
        continue;
      }
      const repository = /\.git\/?$/.test(text) ? undefined : pages.map((page) => page.exec(text)?.[1]).find(Boolean);
      if (repository !== undefined) {
        const message = `This is the address of a web page, from which git cannot fetch: "repoURL" is the repository, "${repository}", and the rest belongs into "path" and "targetRevision".`;
        yield { range: address.range, message, fix: { title: 'Keep the repository', replace: repository } };
      } else if (rawFiles.test(text)) {
        const message =
          'This is the address of a single file, from which git cannot fetch: "repoURL" is the address of its repository.';
        yield { range: address.range, message };
      }
    }
  },
});
