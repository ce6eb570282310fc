import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import { der } from './der';

/** What a TLS server shows and signs with. */
export interface HostCertificate {
  readonly key: string;
  readonly cert: string;
}

const ECDSA_WITH_SHA256 = der.sequence(der.identifier('1.2.840.10045.4.3.2'));
const DAY = 24 * 60 * 60 * 1000;
/** Longer than any window is open, and no longer than clients take from a server (398 days). */
const VALID_FOR = 90 * DAY;

/**
 * An authority of one proxy, which lives as long as that: its key is never written anywhere. What it certifies is an
 * X.509 certificate (RFC 5280) with all that Python's `VERIFY_X509_STRICT` asks for.
 */
export class CertificateAuthority {
  private readonly own = newKeys();
  /** All hosts have one key, whose making takes longer than that of a certificate. */
  private readonly hosts = newKeys();
  private readonly made = new Map<string, HostCertificate>();
  private readonly name = nameOf('Plugin Workbench, this session alone');

  /** The certificate that clients have to trust, as PEM. */
  readonly certificate = pem(
    this.certified(this.name, this.own.publicKey, [
      extension('2.5.29.19', der.sequence(der.true(), der.small(0)), true),
      // keyCertSign and cRLSign
      extension('2.5.29.15', der.bits(Buffer.from([0x06]), 1), true),
      extension('2.5.29.14', der.octets(identityOf(this.own.publicKey))),
    ]),
  );

  /** The certificate of a host, a name or an address of IP. */
  for(host: string): HostCertificate {
    const made = this.made.get(host) ?? this.certify(host);
    this.made.set(host, made);
    return made;
  }

  private certify(host: string): HostCertificate {
    const cert = this.certified(nameOf('Plugin Workbench'), this.hosts.publicKey, [
      extension('2.5.29.19', der.sequence(), true),
      // digitalSignature
      extension('2.5.29.15', der.bits(Buffer.from([0x80]), 7), true),
      // serverAuth
      extension('2.5.29.37', der.sequence(der.identifier('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.14', der.octets(identityOf(this.hosts.publicKey))),
      extension('2.5.29.35', der.sequence(der.implicit(0, identityOf(this.own.publicKey)))),
      extension('2.5.29.17', der.sequence(alternativeName(host)), true),
    ]);
    return { key: this.hosts.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), cert: pem(cert) };
  }

  private certified(subject: Buffer, key: KeyObject, extensions: readonly Buffer[]): Buffer {
    const now = Date.now();
    const content = der.sequence(
      der.explicit(0, der.small(2)),
      der.integer(Buffer.from([0x40 | ((randomBytes(1)[0] ?? 0) % 0x40), ...randomBytes(15)])),
      ECDSA_WITH_SHA256,
      this.name,
      der.sequence(der.time(new Date(now - DAY)), der.time(new Date(now + VALID_FOR))),
      subject,
      key.export({ format: 'der', type: 'spki' }),
      der.explicit(3, der.sequence(...extensions)),
    );
    return der.sequence(content, ECDSA_WITH_SHA256, der.bits(sign('sha256', content, this.own.privateKey)));
  }
}

interface Keys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function newKeys(): Keys {
  return generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
}

function nameOf(commonName: string): Buffer {
  return der.sequence(der.set(der.sequence(der.identifier('2.5.4.3'), der.text(commonName))));
}

function extension(id: string, content: Buffer, isCritical = false): Buffer {
  return der.sequence(der.identifier(id), ...(isCritical ? [der.true()] : []), der.octets(content));
}

function identityOf(key: KeyObject): Buffer {
  return createHash('sha1')
    .update(key.export({ format: 'der', type: 'spki' }))
    .digest();
}

function alternativeName(host: string): Buffer {
  return isIPv4(host) || isIPv6(host)
    ? der.implicit(7, addressBytes(host))
    : der.implicit(2, Buffer.from(host, 'latin1'));
}

function addressBytes(address: string): Buffer {
  if (isIPv4(address)) {
    return Buffer.from(address.split('.').map(Number));
  }
  const [front = '', back] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (part: string): number[] => (part === '' ? [] : part.split(':').map((group) => parseInt(group, 16)));
  const [before, after] = [groups(front), groups(back ?? '')];
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
