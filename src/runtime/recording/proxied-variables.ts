import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { readText } from '../files/read-file';
import type { Variables } from '../server/launch-recipe';

/**
 * The variables in which libraries look for the authorities that they trust, each with all of them in one file: requests
 * (and what stands on it), botocore, OpenSSL as Python and Go use it, httplib2, curl, gRPC's C core, Node and httpx.
 */
const TRUST = [
  ...['REQUESTS_CA_BUNDLE', 'AWS_CA_BUNDLE', 'SSL_CERT_FILE', 'HTTPLIB2_CA_CERTS', 'CURL_CA_BUNDLE'],
  ...['GRPC_DEFAULT_SSL_ROOTS_FILE_PATH', 'NODE_EXTRA_CA_CERTS'],
];
/** Where the systems keep the authorities that their owner trusts. */
const OF_SYSTEM = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];

/** What the person's own variables say of the way to the network, whichever way they are written. */
export function variableIn(variables: Readonly<Record<string, string | undefined>>, name: string): string | undefined {
  const value = variables[name.toLowerCase()] ?? variables[name];
  return value === '' ? undefined : value;
}

/**
 * The authorities that a plugin trusts, as PEM: those that its variables name, those of its system, and Mozilla's.
 * @param cwd Where a relative path begins.
 */
export async function trustedBy(
  variables: Readonly<Record<string, string | undefined>>,
  cwd: string,
): Promise<readonly string[]> {
  const named = TRUST.flatMap((name) => variables[name] ?? []).filter((file) => file !== '');
  const system = OF_SYSTEM.find((file) => existsSync(file));
  const files = new Set([...named.map((file) => path.resolve(cwd, file)), ...(system === undefined ? [] : [system])]);
  const texts = await Promise.all(
    [...files].map((file) => readText(file, { kind: 'certificates', within: 'anywhere' }).catch(() => undefined)),
  );
  return [...texts.flatMap((text) => text ?? []), ...rootCertificates];
}

/** A file that processes read for a while. */
export interface BundleFile extends AsyncDisposable {
  readonly file: string;
}

/** Writes authorities into one file, for as long as a proxy runs. */
export async function bundleOf(certificates: readonly string[]): Promise<BundleFile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-trust-'));
  const file = path.join(folder, 'authorities.pem');
  await writeFile(file, certificates.join('\n'), { mode: 0o600 });
  return { file, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * What leads the calls of a process through a proxy that its libraries trust: the names that they all read, small and
 * capital. Calls of gRPC to this machine are those to the plugin itself, and go straight.
 */
export function proxiedVariables(how: 'record' | 'replay', port: number, bundle: string): Variables {
  const proxy = `http://127.0.0.1:${port}`;
  return {
    // Tells way_out.py to look after libraries that go past the proxy.
    PLUGIN_WORKBENCH_CLOUD: how,
    ...Object.fromEntries(
      ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'grpc_proxy'].map((name) => [name, proxy]),
    ),
    ...{ ALL_PROXY: '', all_proxy: '', NO_PROXY: '', no_proxy: '' },
    no_grpc_proxy: 'localhost,127.0.0.1,::1',
    // Node takes a proxy from its variables since 24.
    NODE_USE_ENV_PROXY: '1',
    ...Object.fromEntries(TRUST.map((name) => [name, bundle])),
  };
}
