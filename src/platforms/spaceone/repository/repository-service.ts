import type { GuardedMethod } from '../../../runtime/grpc-server';
import type { Access, Need } from './access';
import { repositoriesFor } from './repositories';

const read: Need = {
  permission: 'repository:Repository.read',
  roles: ['SYSTEM_ADMIN', 'DOMAIN_ADMIN', 'WORKSPACE_OWNER', 'WORKSPACE_MEMBER'],
};

/**
 * `spaceone.api.repository.v1.Repository` with the rules of the repository service (`service/repository_service.py`, as
 * of September 2025): it lists the repositories from the last that is searched to the first, and counts them nowhere.
 */
export function repositoryMethods(access: Access): Readonly<Record<string, GuardedMethod>> {
  return {
    list: {
      admit: (metadata) => {
        const { injected } = access.check(metadata, read);
        return (request) => ({
          results: repositoriesFor({ ...request, ...injected })
            .reverse()
            .map((repository) => ({ ...repository })),
        });
      },
    },
  };
}
