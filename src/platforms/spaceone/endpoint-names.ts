import type { Names } from '../../manifest/names/names';
import { OutsideNames, type OutsideName } from '../../manifest/names/outside-names';

/** The sort of the one name that the chosen endpoint has. */
const endpointSort = 'spaceone.endpoint';
/** The sort of the names under which that endpoint has plugins. */
const registrationSort = 'spaceone.registration';

/** The endpoint that manifests are held against. */
export interface EndpointFacts {
  readonly name: string;
  /** Only an `answered` one is known not to have what is not found. */
  readonly is: 'not asked' | 'asking' | 'failed' | 'answered';
}

/** A plugin as the endpoint has it. */
export interface RegistrationFacts {
  readonly id: string;
  /** Such as `inventory.Collector`. */
  readonly type: string;
  /** The tags of its image, in the order of the server; undefined while they have not been asked for. */
  readonly versions: readonly string[] | undefined;
  /** False where no registry was asked, so that there may be other versions. */
  readonly hasAllVersions: boolean;
}

/** What an endpoint has, as manifests are checked against it. */
export function endpointNames(endpoint: EndpointFacts, registrations: Iterable<RegistrationFacts>): OutsideNames {
  const found: OutsideName[] = [{ sort: endpointSort, name: endpoint.name, facts: { ...endpoint } }];
  for (const registration of registrations) {
    found.push({ sort: registrationSort, name: registration.id, facts: { ...registration } });
  }
  return new OutsideNames(found);
}

/** The endpoint that manifests are held against; undefined where there is none, as on the command line. */
export function chosenEndpoint(names: Names): EndpointFacts | undefined {
  const [endpoint] = names.outside(endpointSort);
  return endpoint?.facts as EndpointFacts | undefined;
}

/** What the endpoint has, one a repository; those of one id when it is given. */
export function registrationsIn(names: Names, id?: string): RegistrationFacts[] {
  return names.outside(registrationSort, id).map(({ facts }) => facts as unknown as RegistrationFacts);
}
