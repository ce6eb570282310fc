import type { JsonObject } from '../../../../base/json';
import { saying } from '../../calls/controller-error';
import { textAt } from './cluster-generators';
import type { GeneratorContext } from './generator-context';
import { addValues } from './own-values';
import type { ParameterSet } from './parameter-set';
import { sanitizedName } from './sanitized-name';

/** The repositories of an organization (argo-cd v3.5.7, `applicationset/generators/scm_provider.go`). */
export async function repositorySets(generator: JsonObject, context: GeneratorContext): Promise<ParameterSet[]> {
  const keys = ['organization', 'repository', 'repository_id', 'url', 'branch', 'sha'];
  const found = await context.outside.found('scmProvider');
  return withValues(
    generator,
    context,
    found.map((repository) => {
      const sha = textAt(repository, 'sha');
      return {
        ...textsOf(repository, keys),
        short_sha: sha.slice(0, 8),
        short_sha_7: sha.slice(0, 7),
        labels: listAt(repository, 'labels').join(','),
        branchNormalized: sanitizedName(textAt(repository, 'branch')),
      };
    }),
  );
}

/** The pull requests of a repository (argo-cd v3.5.7, `applicationset/generators/pull_request.go`). */
export async function pullRequestSets(generator: JsonObject, context: GeneratorContext): Promise<ParameterSet[]> {
  const { outside, templates } = context;
  const keys = ['number', 'title', 'branch', 'target_branch', 'head_sha', 'author'];
  const sets: ParameterSet[] = [];
  for (const pull of await outside.found('pullRequest')) {
    const sha = textAt(pull, 'head_sha');
    sets.push({
      ...textsOf(pull, keys),
      branch_slug: await templates.slug(textAt(pull, 'branch')),
      target_branch_slug: await templates.slug(textAt(pull, 'target_branch')),
      head_short_sha: sha.slice(0, 8),
      head_short_sha_7: sha.slice(0, 7),
      ...(templates.style.goTemplate && { labels: listAt(pull, 'labels') }),
    });
  }
  return withValues(generator, context, sets);
}

async function withValues(
  generator: JsonObject,
  { templates }: GeneratorContext,
  sets: ParameterSet[],
): Promise<ParameterSet[]> {
  for (const set of sets) {
    await saying('failed to append templated values', () => addValues(generator, set, templates));
  }
  return sets;
}

function textsOf(object: JsonObject, keys: readonly string[]): ParameterSet {
  return Object.fromEntries(keys.map((key) => [key, textAt(object, key)]));
}

function listAt(object: JsonObject, key: string): string[] {
  const found = object[key];
  return Array.isArray(found) ? found.filter((each) => typeof each === 'string') : [];
}
