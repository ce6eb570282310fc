import { isObject } from '../../../base/json';
import { WorkbenchError, toFailure } from '../../../base/workbench-error';

/** Where the address of an endpoint comes from: the workbench's own local Repository, spacectl's files, the settings. */
export type EndpointOrigin = 'local' | 'spacectl' | 'setting';

/** A place where a Repository answers. Its token is asked for each time and stands in no field that could be shown. */
export interface Endpoint {
  /** Stable between sessions: the origin and the name. */
  readonly id: string;
  readonly name: string;
  /** `grpc://HOST:PORT` or `grpc+ssl://HOST:PORT`. */
  readonly address: string;
  readonly origin: EndpointOrigin;
  /** Sent as metadata beside the token, such as `x_domain_id`; nothing secret. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** The token as it is now; undefined when there is none. */
  token(): Promise<string | undefined>;
  /** Root certificates (PEM) to trust in place of the usual ones; undefined for those. */
  rootCertificates?(): Promise<Uint8Array | undefined>;
}

/**
 * The workbench's own Repository on the loopback.
 * @param place host and port, such as `127.0.0.1:50051`
 */
export function localEndpoint(place: string, token: () => Promise<string | undefined>): Endpoint {
  return { id: 'local', name: 'Local', address: `grpc://${place}`, origin: 'local', token };
}

/** Writes there ask first. A port of the loopback that is forwarded elsewhere is not local, so the address says nothing. */
export function asksBeforeWriting(endpoint: Endpoint): boolean {
  return endpoint.origin !== 'local';
}

/** An endpoint as the settings describe it: nothing secret. */
export interface EndpointSetting {
  readonly name: string;
  readonly address: string;
  /** Path of a PEM file with root certificates. */
  readonly rootCertificates?: string;
}

export interface SettingEndpoints {
  readonly endpoints: readonly EndpointSetting[];
  /** What of the setting cannot be used, in words. */
  readonly problems: readonly string[];
}

/** What the setting holds, whatever a person wrote there: a mapping of names to an address or to `{address, rootCertificates}`. */
export function readEndpointSetting(value: unknown): SettingEndpoints {
  if (value === undefined || value === null) {
    return { endpoints: [], problems: [] };
  }
  if (!isObject(value)) {
    return { endpoints: [], problems: ['The endpoints are an object with an address for each name.'] };
  }
  const endpoints: EndpointSetting[] = [];
  const problems: string[] = [];
  for (const [name, entry] of Object.entries(value)) {
    const { address, rootCertificates } = isObject(entry) ? entry : { address: entry };
    const problem =
      name.trim() === '' ? 'An endpoint needs a name.' : addressProblem(typeof address === 'string' ? address : '');
    if (problem !== undefined) {
      problems.push(name.trim() === '' ? problem : `"${name}": ${problem}`);
      continue;
    }
    endpoints.push({
      name,
      address: String(address).trim(),
      ...(typeof rootCertificates === 'string' && rootCertificates !== '' && { rootCertificates }),
    });
  }
  return { endpoints, problems };
}

/**
 * What is wrong with an address, in words; undefined for a right one. The same rule as gRPC's own
 * (runtime/grpc/address.ts), here so that a person who types one is told at once and nothing is loaded.
 */
export function addressProblem(text: string): string | undefined {
  const address = text.trim();
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const isTls = url?.protocol === 'grpc+ssl:';
  if (!url || (!isTls && url.protocol !== 'grpc:')) {
    return 'An address is grpc://HOST:PORT, or grpc+ssl://HOST:PORT for TLS.';
  }
  if (url.username !== '' || url.password !== '') {
    return 'An address holds no user and no password: the token is kept apart from it.';
  }
  if (url.hostname === '') {
    return 'The address has no host.';
  }
  return isTls || Number(url.port) > 0 ? undefined : 'The address has no port.';
}

/** True for an address over which a token would travel in clear text to another machine. */
export function isPlainRemote(text: string): boolean {
  const address = text.trim();
  if (addressProblem(address) !== undefined) {
    return false;
  }
  const { protocol, hostname } = new URL(address);
  return protocol === 'grpc:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/i.test(hostname);
}

/** An endpoint of the settings with what is kept elsewhere. */
export function settingEndpoint(
  { name, address, rootCertificates }: EndpointSetting,
  token: () => Promise<string | undefined>,
  readFile: (path: string) => Promise<Uint8Array>,
): Endpoint {
  return {
    id: `setting:${name}`,
    name,
    address,
    origin: 'setting',
    token,
    ...(rootCertificates !== undefined && {
      rootCertificates: () => certificates(name, rootCertificates, readFile),
    }),
  };
}

async function certificates(
  endpoint: string,
  path: string,
  readFile: (path: string) => Promise<Uint8Array>,
): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const { what, why = what } = toFailure(cause);
    throw new WorkbenchError({
      what: `The root certificates of ${endpoint} cannot be read.`,
      why,
      where: { file: path },
      next: { title: 'Correct the path in the settings' },
      cause,
    });
  }
}
