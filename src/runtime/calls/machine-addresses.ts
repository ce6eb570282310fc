import { lookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { HttpFailure } from './http-failure';

/**
 * Where a machine asks what only it may know: the link (RFC 3927, RFC 4291), on which most clouds tell it its own
 * credentials, and the addresses at which the others do.
 */
const ofMachine = new BlockList();
ofMachine.addSubnet('169.254.0.0', 16, 'ipv4');
ofMachine.addSubnet('fe80::', 10, 'ipv6');
// The same by the translators of RFC 6052.
ofMachine.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
// Alibaba Cloud, Azure's wire server, Oracle Cloud, and AWS and Google Cloud over IPv6.
['100.100.100.200', '168.63.129.16', '192.0.0.192'].forEach((address) => ofMachine.addAddress(address, 'ipv4'));
['fd00:ec2::254', 'fd20:ce::254'].forEach((address) => ofMachine.addAddress(address, 'ipv6'));

/** @throws HttpFailure for an address at which a machine asks what only it may know */
export function refuseAddressOfMachine({ hostname, host }: URL): void {
  const address = hostname.replace(/^\[|\]$/g, '');
  if (isOfMachine(address)) {
    throw addressOfMachine(host, address);
  }
}

/** Looks a name up, and fails with an HttpFailure where it leads to such an address. */
export const lookupElsewhere: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, options, (error, address: string | LookupAddress[], family) => {
    const found = error ? [] : typeof address === 'string' ? [address] : address.map((each) => each.address);
    const refused = found.find(isOfMachine);
    callback(refused === undefined ? error : addressOfMachine(hostname, refused), address, family);
  });
};

function isOfMachine(address: string): boolean {
  const version = isIP(address);
  return version !== 0 && ofMachine.check(address, version === 6 ? 'ipv6' : 'ipv4');
}

function addressOfMachine(host: string, address: string): HttpFailure {
  return new HttpFailure('address-of-machine', {
    what: `Nothing is sent to ${host}${host.includes(address) ? '' : ` (${address})`}, which a file names.`,
    why: 'A cloud tells a machine its own credentials at such addresses.',
    next: { title: 'Give the address yourself if it is meant' },
  });
}
