import type { Value } from '../../manifest/dialects/value';
import { generatorTypes, type GeneratorType } from './generators';

/**
 * The parameters of generators that ask something outside of the manifest, by the first parts of their names (argo-cd
 * v3.5.7, `applicationset/generators/cluster.go`, `pull_request.go`, `scm_provider.go`).
 */
const ofOutside: Partial<Record<GeneratorType, readonly string[]>> = {
  clusters: ['name', 'nameNormalized', 'server', 'project', 'metadata'],
  pullRequest: [
    ...['number', 'title', 'author', 'labels', 'branch', 'branch_slug', 'target_branch', 'target_branch_slug'],
    ...['head_sha', 'head_short_sha', 'head_short_sha_7'],
  ],
  scmProvider: [
    ...['organization', 'repository', 'repository_id', 'url', 'branch', 'branchNormalized', 'labels'],
    ...['sha', 'short_sha', 'short_sha_7'],
  ],
};

/**
 * The first parts of the names of all parameters that an item of a list of generators gives; undefined where only running
 * it would tell.
 */
export function parameterNames(item: Value | undefined): ReadonlySet<string> | undefined {
  const types = generatorTypes.filter((type) => item?.at(type));
  const [type] = types;
  const value = type && item?.at(type);
  const isKnown = item?.keys.every((key) => key === type || key === 'selector') === true;
  const own = value && isKnown && types.length === 1 ? namesOf(type, value) : undefined;
  const values = value?.at('values')?.keys ?? [];
  return own?.some((name) => name.includes('{{')) === false
    ? new Set([...own, ...(values.length > 0 ? ['values'] : [])])
    : undefined;
}

function namesOf(type: GeneratorType, value: Value): readonly string[] | undefined {
  if (type === 'list') {
    return ofList(value);
  }
  if (type === 'git') {
    return ofGit(value);
  }
  if (type === 'matrix' || type === 'merge') {
    const inner = (value.at('generators')?.items ?? []).map(parameterNames);
    return inner.length > 0 && inner.every((names) => names !== undefined)
      ? inner.flatMap((names) => [...names])
      : undefined;
  }
  const isOneSet = type === 'clusters' && value.at('flatList')?.reading?.value === true;
  return isOneSet ? ['clusters'] : ofOutside[type];
}

function ofList(value: Value): string[] | undefined {
  const elements = value.at('elements')?.items ?? [];
  const isKnown = value.at('elementsYaml') === undefined && elements.length > 0;
  return isKnown && elements.every(({ isMapping }) => isMapping) ? elements.flatMap(({ keys }) => keys) : undefined;
}

/** What is in files is not known; folders have a path and nothing else (`applicationset/generators/git.go`). */
function ofGit(value: Value): string[] | undefined {
  const prefix = value.at('pathParamPrefix')?.text ?? '';
  return (value.at('directories')?.items ?? []).length > 0 ? [prefix === '' ? 'path' : prefix] : undefined;
}

/** The part of a parameter's name in front of its first dot or bracket. */
export function firstPartOf(name: string): string {
  return /^[^.[]*/.exec(name)?.[0] ?? '';
}
