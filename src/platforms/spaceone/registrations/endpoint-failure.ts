import { WorkbenchError } from '../../../base/workbench-error';
import type { GrpcFailure } from '../../../runtime/calls/grpc-api';
import type { Endpoint } from './endpoints';
import { readErrorText } from '../error-text';
import { tokenFacts } from './token-facts';

export type EndpointFailureKind =
  /** Nothing answers there, or not in time: asking again may help. */
  | 'unreachable'
  | 'slow'
  /** The address or the certificates are wrong. */
  | 'tls'
  | 'bad-address'
  /** Something answers that is no Repository, or does not describe itself. */
  | 'no-repository'
  | 'unauthenticated'
  | 'permission-denied'
  /** The Repository refused the request: see `refusal`. */
  | 'refused'
  /** It went away while it worked on a request. */
  | 'gone'
  | 'too-large'
  | 'unreadable'
  /** The request does not fit what the Repository takes: see `path`. */
  | 'bad-request';

/** What a Repository said when it refused a request. */
export interface ServerRefusal {
  /** Such as `ERROR_NO_IMAGE_IN_REGISTRY`; undefined where the server gave none. */
  readonly errorId: string | undefined;
  readonly message: string;
  /** gRPC's status, such as `INVALID_ARGUMENT`. */
  readonly status: string;
}

/** A request to an endpoint that failed: what, why and the next step in the words of endpoints and tokens. */
export class EndpointFailure extends WorkbenchError {
  override readonly name = 'EndpointFailure';
  override readonly next: { readonly title: string };

  constructor(
    readonly kind: EndpointFailureKind,
    readonly endpoint: string,
    words: { readonly what: string; readonly why?: string | undefined; readonly next: string },
    readonly refusal?: ServerRefusal,
    /** Where in the request, such as `tags.icon`. */
    readonly path?: string,
  ) {
    // No cause: the failure below may quote what was sent.
    super({ what: words.what, why: words.why });
    this.next = { title: words.next };
  }

  /** True when the request may have taken effect although no answer came. */
  get isOutcomeUnknown(): boolean {
    return this.kind === 'gone' || this.kind === 'slow' || this.kind === 'unreadable' || this.kind === 'too-large';
  }
}

/** What was asked of an endpoint, to be read after "to". */
export interface Asked {
  readonly endpoint: Endpoint;
  /** Such as `register "plugin-example"`. */
  readonly action: string;
  /** The one that was sent; looked at for what it says of itself, never shown. */
  readonly token: string | undefined;
}

/** A gRPC failure in the words of endpoints. */
export function endpointFailure(failure: GrpcFailure, asked: Asked, now = new Date()): EndpointFailure {
  const { endpoint, action } = asked;
  const { name, address } = endpoint;
  const make = (
    kind: EndpointFailureKind,
    what: string,
    why: string | undefined,
    next: string,
    refusal?: ServerRefusal,
  ): EndpointFailure => new EndpointFailure(kind, name, { what, why, next }, refusal, failure.path);
  const said = both(failure.what, failure.why);
  const unreachable = `Cannot reach ${name} at ${address}.`;
  switch (failure.kind) {
    case 'bad-address':
      return make('bad-address', `The address of ${name} cannot be used.`, failure.what, failure.next.title);
    case 'refused':
      return make('unreachable', unreachable, 'Connection refused.', 'Check the endpoint or choose another');
    case 'name-not-found':
    case 'unreachable':
      return make('unreachable', unreachable, said, 'Check the endpoint and the network, or choose another');
    case 'not-grpc':
      return make('no-repository', unreachable, said, 'Give the address of the gRPC port of the repository service');
    case 'tls-missing':
    case 'tls-not-spoken':
    case 'certificate':
      return make('tls', unreachable, said, failure.next.title);
    case 'deadline':
      return make('slow', `${name} took too long to ${action}.`, said, 'Try again, or check how the endpoint is doing');
    case 'gone':
    case 'wedged':
      return make('gone', `${name} went away before it answered the request to ${action}.`, failure.why, 'Try again');
    case 'no-reflection':
      return make(
        'no-repository',
        `${name} does not describe its services.`,
        failure.why,
        'Turn on gRPC reflection there, or let it through the proxy in front of it',
      );
    case 'unknown-service':
    case 'ambiguous-name':
      return make(
        'no-repository',
        `${name} is not a Repository.`,
        failure.why,
        'Give the address of the repository service',
      );
    case 'unknown-method':
    case 'client-streaming':
      return make('no-repository', `${name} does not know how to ${action}.`, failure.why, 'Choose another endpoint');
    case 'unauthenticated':
      return unauthenticated(failure, asked, make, now);
    case 'permission-denied':
      return make(
        'permission-denied',
        `The token for ${name} may not ${action}.`,
        both(roleWords(asked.token), withoutId(failure)),
        'Use a token of a domain administrator',
        refusalOf(failure),
      );
    case 'answer-too-large':
      return make('too-large', `The answer of ${name} is too large.`, said, 'Ask for less, such as one repository');
    case 'refused-as-too-large':
    case 'request-too-large':
      return make('bad-request', `The request to ${action} is too large.`, said, 'Shorten the manifest');
    case 'unreadable-answer':
    case 'bad-descriptors':
      return make(
        'unreadable',
        `The answer of ${name} cannot be read.`,
        said,
        'Check that its reflection and its service are of one version',
      );
    case 'bad-metadata':
      return make(
        'unauthenticated',
        `The token for ${name} cannot be sent.`,
        'A token is one line of printable ASCII.',
        'Set the token again',
      );
    case 'unknown-key':
    case 'wrong-type':
      return make('bad-request', `The request to ${action} does not fit ${name}.`, said, failure.next.title);
    case 'answered':
      return failure.codeName === 'UNAVAILABLE' && readErrorText(failure.details).errorId === undefined
        ? make('unreachable', `${name} is not available.`, failure.why, 'Try again later')
        : make(
            'refused',
            `${name} refused to ${action}.`,
            withoutId(failure) ?? failure.what,
            failure.codeName === 'INTERNAL' || failure.codeName === 'UNKNOWN'
              ? 'Look in the log of the repository service'
              : 'Correct the request',
            refusalOf(failure),
          );
  }
}

type Make = (
  kind: EndpointFailureKind,
  what: string,
  why: string | undefined,
  next: string,
  refusal?: ServerRefusal,
) => EndpointFailure;

function unauthenticated(
  failure: GrpcFailure,
  { endpoint: { name }, token }: Asked,
  make: Make,
  now: Date,
): EndpointFailure {
  const refusal = refusalOf(failure);
  if (token === undefined) {
    return make(
      'unauthenticated',
      `${name} asks for a token.`,
      withoutId(failure),
      'Set a token for the endpoint',
      refusal,
    );
  }
  const facts = tokenFacts(token);
  if (!facts) {
    return make(
      'unauthenticated',
      `${name} does not accept the token.`,
      both('It is no JSON Web Token.', withoutId(failure)),
      'Set the token again',
      refusal,
    );
  }
  if (facts.expires && facts.expires <= now) {
    const why = `It expired on ${facts.expires.toISOString().slice(0, 10)}.`;
    return make('unauthenticated', `The token for ${name} has expired.`, why, 'Set a new token', refusal);
  }
  return make(
    'unauthenticated',
    `${name} does not accept the token.`,
    withoutId(failure),
    'Set a token that this endpoint issued',
    refusal,
  );
}

/** Writing takes the role DOMAIN_ADMIN (cloudforet-io/repository 003c09fb, service/plugin_service.py). */
function roleWords(token: string | undefined): string {
  const role = token === undefined ? undefined : tokenFacts(token)?.role;
  return role === undefined ? '' : `Its role is ${role}.`;
}

function refusalOf({ details, codeName }: GrpcFailure): ServerRefusal {
  return { ...readErrorText(details), status: codeName };
}

function withoutId({ details }: GrpcFailure): string | undefined {
  const { message } = readErrorText(details);
  return message === '' ? undefined : message;
}

function both(first: string, second: string | undefined): string {
  return [first, second ?? ''].filter((part) => part !== '').join(' ');
}
