import { sampleRequest } from '../../../../src/platforms/spaceone/requests';
import { serviceSets } from '../../../../src/platforms/spaceone/service-sets';

/** A request that the workbench writes for a method. */
export interface Sample {
  readonly api: string;
  readonly service: string;
  readonly method: string;
  readonly request: object;
}

/** One for every method of every plugin API. */
export const samples: Sample[] = serviceSets.flatMap(({ type, owner, services }) =>
  Object.entries(services).flatMap(([service, methods]) =>
    methods.map((method) => ({
      api: owner,
      service,
      method,
      request: sampleRequest(`${service}.${method}`, { type })!,
    })),
  ),
);
