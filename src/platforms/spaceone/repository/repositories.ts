import type { Json, JsonObject } from '../../../runtime/calls/grpc-api';

/** A repository as `Repository.list` tells it and plugins name theirs. */
export interface RepositoryInfo {
  readonly repository_id: string;
  readonly name: string;
  readonly repository_type: 'LOCAL' | 'MANAGED';
}

/** In the order in which they are searched; ids and names are the defaults of the repository service. */
export const managedRepository: RepositoryInfo = {
  repository_id: 'repo-managed',
  name: 'Cloudforet Official',
  repository_type: 'MANAGED',
};
export const localRepository: RepositoryInfo = {
  repository_id: 'repo-local',
  name: 'Private',
  repository_type: 'LOCAL',
};

/** The repositories that a request means: all, or those of an id or type. */
export function repositoriesFor({ repository_id: id, repository_type: type }: JsonObject): RepositoryInfo[] {
  return [managedRepository, localRepository].filter(
    (repository) => isAsked(id, repository.repository_id) && isAsked(type, repository.repository_type),
  );
}

function isAsked(wanted: Json | undefined, value: string): boolean {
  return wanted === undefined || wanted === '' || wanted === value;
}
