import type { Metadata } from '@grpc/grpc-js';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { capitalized } from '../../base/capitalized';
import type { GrpcAddress } from './address';
import { LARGEST_MESSAGE, megabytes } from './message-size';
import { GrpcProblem, codeNameOf, type ProblemFacts } from './problem';
import type { RawEnd } from './transport';

/** How much of a server's words is kept, in characters. */
const LONGEST_DETAILS = 4096;
/** How long a look at what else listens on a port may take, in milliseconds. */
const LOOK_WITHIN = 1000;

export interface EndedCall {
  readonly end: RawEnd;
  readonly address: GrpcAddress;
  /** Such as `Collector.collect`. */
  readonly method: string;
  /** How many messages had come. */
  readonly count: number;
  readonly deadlineMs: number | undefined;
  readonly redact: (text: string) => string;
}

/** The failure that a call's end stands for. */
export async function failureOf(call: EndedCall): Promise<GrpcProblem> {
  const { end, count } = call;
  // Redacted and cut before anything else: a server may say what it likes, of any length.
  const details = shortened(call.redact(end.details));
  const facts = (await unansweredFacts(call, details)) ?? answeredFacts(call, details);
  const lost = end.incomplete ? ' Messages that were on the way when it failed are lost.' : '';
  return new GrpcProblem({ code: end.code, details, count, ...facts, what: facts.what + lost });
}

type Facts = Pick<ProblemFacts, 'kind' | 'what' | 'why' | 'next'>;

/** What a server's own status says. */
function answeredFacts({ end, method }: EndedCall, details: string): Facts {
  const said = { why: details === '' ? undefined : details };
  const name = codeNameOf(end.code);
  const what = `${method} failed with ${name}.`;
  switch (codeNameOf(end.code)) {
    case 'UNAUTHENTICATED':
      return {
        kind: 'unauthenticated',
        what,
        ...said,
        next: 'Check the credentials: the token in the metadata, or the credential profile of the request',
      };
    case 'PERMISSION_DENIED':
      return { kind: 'permission-denied', what, ...said, next: 'Use credentials that may do this' };
    case 'INVALID_ARGUMENT':
      return { kind: 'answered', what, ...said, next: 'Correct the request' };
    case 'UNIMPLEMENTED':
      return { kind: 'answered', what, ...said, next: 'Check that the plugin implements the method' };
    default:
      return { kind: 'answered', what, ...said, next: 'Look for the cause in the output of the server' };
  }
}

/** Ends that come from the way to the server, known by the words of grpc-js 1.14 and of gRPC's C core. */
async function unansweredFacts(call: EndedCall, details: string): Promise<Facts | undefined> {
  const { end, address, method, count, deadlineMs } = call;
  switch (codeNameOf(end.code)) {
    case 'DEADLINE_EXCEEDED':
      return deadlineMs !== undefined && details.startsWith('Deadline exceeded after')
        ? await deadlineFacts(call, deadlineMs, details)
        : undefined;
    case 'UNAVAILABLE':
      return details.startsWith('No connection established') || details.startsWith('Name resolution failed')
        ? unconnectedFacts(address, details)
        : goneWords.test(details)
          ? goneFacts(method, count)
          : undefined;
    case 'CANCELLED':
    case 'INTERNAL':
      return goneWords.test(details) ? goneFacts(method, count) : undefined;
    case 'RESOURCE_EXHAUSTED':
      return sizeFacts(method, details);
    case 'UNIMPLEMENTED':
      // What a server says that has no such method at all; a plugin's own refusal has other words.
      return /^(Method not found!|The server does not implement the method|unknown (service|method))/i.test(details)
        ? {
            kind: 'unknown-method',
            what: `The server does not have ${method}.`,
            next: 'Check that the plugin declares the service and the method',
          }
        : undefined;
    case 'UNKNOWN':
    case 'UNAUTHENTICATED':
    case 'PERMISSION_DENIED':
      return details.startsWith('Received HTTP status code') ? notGrpcFacts(address, details) : undefined;
    default:
      return undefined;
  }
}

const goneWords =
  /^(Connection dropped|Call cancelled|read ECONNRESET|write EPIPE|Socket closed|Stream refused by server|Received RST_STREAM|The session has been destroyed|GOAWAY|.*goaway)/i;

function goneFacts(method: string, count: number): Facts {
  const after = count === 0 ? 'before it answered' : `after ${count} ${count === 1 ? 'message' : 'messages'}`;
  return {
    kind: 'gone',
    what: `The server went away during ${method}, ${after}.`,
    next: 'Read the end of the output of the server, and start it again',
  };
}

async function deadlineFacts(
  { address, method, count }: EndedCall,
  deadlineMs: number,
  details: string,
): Promise<Facts> {
  if (details.endsWith('Waiting for LB pick')) {
    if (!(await acceptsConnections(address))) {
      return {
        kind: 'unreachable',
        what: `No connection to ${address.host}:${address.port}.`,
        why: `Nothing came back within ${deadlineMs} ms.`,
        next: 'Check the address, and that the network lets it through',
      };
    }
    return {
      kind: 'deadline',
      what: `${address.host}:${address.port} accepts connections and says nothing.`,
      why: `It did not speak HTTP/2 within ${deadlineMs} ms.`,
      next: 'Check that a gRPC server listens on this port',
    };
  }
  const so = count === 0 ? '' : `, although ${count} ${count === 1 ? 'message' : 'messages'} came`;
  return {
    kind: 'deadline',
    what: `${method} did not end within ${deadlineMs} ms${so}.`,
    next: 'Allow more time, or look in the output of the server for what it is waiting for',
  };
}

async function unconnectedFacts(address: GrpcAddress, details: string): Promise<Facts> {
  const at = `${address.host}:${address.port}`;
  if (details.startsWith('Name resolution failed')) {
    return {
      kind: 'name-not-found',
      what: `The name ${address.host} is not known.`,
      next: 'Check the host in the address, and the network',
    };
  }
  const why = lastError(details) ?? details;
  if (why.includes('ECONNREFUSED')) {
    return {
      kind: 'refused',
      what: `Nothing listens on ${at}.`,
      why: 'Connection refused.',
      next: 'Start the server, or check the port',
    };
  }
  if (
    address.tls &&
    /wrong version number|packet length too long|EPROTO|socket disconnected before secure/i.test(why)
  ) {
    return {
      kind: 'tls-not-spoken',
      what: `${at} does not speak TLS.`,
      why: 'The address begins with grpc+ssl.',
      next: `Use grpc://${at} for a server without TLS`,
    };
  }
  if (address.tls && /certificate|altnames|self.signed|issuer/i.test(why)) {
    return certificateFacts(at, why);
  }
  if (!address.tls && (await speaksTls(address))) {
    return {
      kind: 'tls-missing',
      what: `${at} speaks TLS only.`,
      why: 'The address begins with grpc, without TLS.',
      next: `Use grpc+ssl://${at}`,
    };
  }
  if (/Protocol error|HPE_|Parse Error/i.test(why)) {
    return notGrpcFacts(address, `${why}.`);
  }
  return {
    kind: 'unreachable',
    what: `No connection to ${at}.`,
    why: why === 'Failed to connect' ? 'The server closed it at once.' : `${capitalized(shortened(why))}.`,
    next: 'Check that a gRPC server listens there, and that the network lets it through',
  };
}

/** Between "Last error: " and "Resolution note", without the time that may follow it. */
function lastError(details: string): string | undefined {
  const [, after] = details.split('Last error: ');
  const end = after?.indexOf('Resolution note') ?? -1;
  if (after === undefined || end < 0) {
    return undefined;
  }
  const error = after
    .slice(0, end)
    .trim()
    .replace(/^Error: /, '');
  const time = error.lastIndexOf(' (');
  return /^ \(\d{4}-[^)]*\)\.?$/.test(error.slice(time)) ? error.slice(0, time) : error.replace(/\.$/, '');
}

function certificateFacts(at: string, why: string): Facts {
  const facts = { kind: 'certificate', why: `${capitalized(why)}.` } as const;
  if (/expired/i.test(why)) {
    return {
      ...facts,
      what: `The certificate of ${at} has expired.`,
      next: 'Have it renewed by those who run the server',
    };
  }
  if (/altnames/i.test(why)) {
    return { ...facts, what: `The certificate of ${at} is for another name.`, next: 'Use the name that it is for' };
  }
  return {
    ...facts,
    what: `The certificate of ${at} is not trusted.`,
    next: 'Trust the authority that signed it, or use the name that the certificate is for',
  };
}

function notGrpcFacts({ host, port }: GrpcAddress, why: string): Facts {
  return {
    kind: 'not-grpc',
    what: `What answers at ${host}:${port} is not a gRPC server.`,
    why,
    next: 'Check the port: an HTTP server may have it',
  };
}

function sizeFacts(method: string, details: string): Facts | undefined {
  const sizes = /larger than max \((\d+) vs\.? (\d+)\)/i.exec(details);
  if (!sizes) {
    return undefined;
  }
  const [size, limit] = [Number(sizes[1]), Number(sizes[2])];
  // The client's own limit is ours; the server's own, 4 MB unless it says otherwise, is told with the same words.
  return !details.startsWith('SERVER:') && limit === LARGEST_MESSAGE
    ? {
        kind: 'answer-too-large',
        what: `${method} answered with a message of ${megabytes(size)} MB.`,
        why: `A message may have ${megabytes(limit)} MB.`,
        next: 'Send the answer in several messages, or less of it',
      }
    : {
        kind: 'refused-as-too-large',
        what: `The server refused the request: it has ${megabytes(size)} MB.`,
        why: `The server takes ${megabytes(limit)} MB.`,
        next: 'Send less in one request',
      };
}

function shortened(text: string): string {
  return text.length <= LONGEST_DETAILS ? text : `${text.slice(0, LONGEST_DETAILS).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Whether a TLS handshake gets anywhere: plain HTTP/2 to such a server is cut off without a word. */
async function speaksTls({ host, port }: GrpcAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTls({ host, port, rejectUnauthorized: false, timeout: LOOK_WITHIN });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
    socket.once('close', () => end(false));
  });
}

/** Whether a connection can be made at all: gRPC does not tell a silent network from a silent server. */
async function acceptsConnections({ host, port }: GrpcAddress): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host, port, timeout: LOOK_WITHIN });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/** Trailing metadata as texts; what is binary, in base64. */
export function readTrailing(trailing: Metadata, redact: (text: string) => string): Record<string, string[]> {
  return Object.fromEntries(
    Object.keys(trailing.getMap()).map((key) => [
      key,
      trailing.get(key).map((value) => redact(typeof value === 'string' ? value : value.toString('base64'))),
    ]),
  );
}
