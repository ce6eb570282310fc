import { nearestWord } from '../../base/nearest-word';
import { GrpcProblem } from './problem';

const MOST_LISTED = 50;

/** Names for a sentence; of very many the first, and how many more there are. */
export function listed(names: readonly string[]): string;
export function listed<T>(items: readonly T[], nameOf: (item: T) => string): string;
export function listed<T>(items: readonly T[], nameOf: (item: T) => string = String): string {
  const names = items
    .slice(0, MOST_LISTED)
    .map((item) => nameOf(item))
    .join(', ');
  return items.length > MOST_LISTED ? `${names} and ${items.length - MOST_LISTED} more` : names;
}

/** The services that a name may mean: the full name, or the last parts of it. */
export function servicesNamed(name: string, services: readonly string[]): string[] {
  return services.includes(name) ? [name] : services.filter((service) => service.endsWith(`.${name}`));
}

/**
 * The service that a person means.
 * @param method What is wanted of it, for the words of the failure.
 * @throws GrpcProblem of kind `unknown-service` or `ambiguous-name`
 */
export function theService(name: string, services: readonly string[], method: string): string {
  const found = servicesNamed(name, services);
  if (found.length > 1) {
    throw ambiguous(name, found);
  }
  if (found[0] === undefined) {
    const own = services.filter((service) => !isInfrastructure(service));
    const near = nearestWord(name, [...own, ...own.map(lastPart)]);
    throw new GrpcProblem({
      kind: 'unknown-service',
      what: `The server has no service "${name}".`,
      why: services.length > 0 ? `It has ${listed(services)}.` : 'It has none.',
      next:
        near === undefined
          ? 'Choose one of the services, or check that the plugin declares this one'
          : `Call ${near}.${method}`,
      candidates: services,
    });
  }
  return found[0];
}

/** @throws GrpcProblem of kind `unknown-method` */
export function theMethod<M extends { readonly name: string }>(
  name: string,
  service: string,
  methods: readonly M[],
): M {
  const found = methods.find((method) => method.name === name);
  if (!found) {
    const names = methods.map((method) => method.name);
    const near = nearestWord(name, names);
    throw unknownMethod(name, service, names, near && `${lastPart(service)}.${near}`);
  }
  return found;
}

/**
 * The method that a person means without its service.
 * @throws GrpcProblem of kind `unknown-method` or `ambiguous-name`
 */
export function theOnlyMethod<M extends { readonly name: string; readonly service: string }>(
  name: string,
  methods: readonly M[],
): M {
  const [found, ...more] = methods.filter((method) => method.name === name);
  if (more.length > 0) {
    throw ambiguous(
      name,
      [found, ...more].flatMap((each) => (each ? `${each.service}/${each.name}` : [])),
    );
  }
  if (!found) {
    const whole = methods.map((method) => `${lastPart(method.service)}.${method.name}`);
    const alone = methods.find(
      (method) =>
        method.name ===
        nearestWord(
          name,
          methods.map((each) => each.name),
        ),
    );
    const near = alone ? `${lastPart(alone.service)}.${alone.name}` : nearestWord(name, whole);
    throw unknownMethod(
      name,
      'The server',
      methods.map((method) => method.name),
      near,
    );
  }
  return found;
}

function unknownMethod(name: string, owner: string, names: readonly string[], near: string | undefined): GrpcProblem {
  return new GrpcProblem({
    kind: 'unknown-method',
    what: `${owner} has no method "${name}".`,
    why: names.length > 0 ? `It has ${listed(names)}.` : 'It has none.',
    next: near === undefined ? 'Choose one of its methods' : `Call ${near}`,
    candidates: names,
  });
}

/** The part of a service's name by which a person calls it. */
function lastPart(service: string): string {
  return service.slice(service.lastIndexOf('.') + 1);
}

/** A service and a method as one text, split at the last slash or dot; a method alone has no service. */
export function splitName(text: string): { service: string | undefined; method: string } {
  const name = text.replace(/^\//, '');
  const cut = Math.max(name.lastIndexOf('/'), name.includes('/') ? -1 : name.lastIndexOf('.'));
  return cut < 0 ? { service: undefined, method: name } : { service: name.slice(0, cut), method: name.slice(cut + 1) };
}

/** True for what every gRPC server has beside its own services. */
export function isInfrastructure(service: string): boolean {
  return service.startsWith('grpc.');
}

export function ambiguous(name: string, candidates: readonly string[]): GrpcProblem {
  return new GrpcProblem({
    kind: 'ambiguous-name',
    what: `"${name}" may mean ${candidates.length > MOST_LISTED ? listed(candidates) : `${candidates.slice(0, -1).join(', ')} or ${candidates.at(-1)}`}.`,
    next: 'Write more of the name',
    candidates,
  });
}
