import type { Value } from '../../../manifest/dialects/value';
import { cutDocuments } from '../../../manifest/parse/document-cuts';
import { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { parseDocument } from '../../../manifest/parse/parse-document';
import { spaceoneYaml } from '../spaceone-yaml';

/** The addresses in a file of spaceone-tester at which a plugin on this machine is asked for. */
export interface TesterConfig {
  /** The port of the first of them; undefined where there is none. */
  readonly port: number | undefined;
  /** The file with another port in the place of each. */
  withPort(port: number): string;
}

/** An address of this machine, with or without its scheme. */
const LOOPBACK = /^(?:grpc:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0):(\d+)/;

/**
 * Reads `GLOBAL.ENDPOINTS.SERVICE.VERSION: HOST:PORT` (spaceone-tester 1.11.0, unittest.py). What is no such file has no
 * addresses, and stays as it is.
 */
export function readTesterConfig(text: string): TesterConfig {
  const [cut] = cutDocuments(text);
  const document = cut && new ManifestDocument(parseDocument(cut.text), spaceoneYaml);
  const found = addressesIn(document?.at('GLOBAL', 'ENDPOINTS')).map(({ range, port }) => ({
    start: (cut?.start ?? 0) + range.start,
    end: (cut?.start ?? 0) + range.end,
    port,
  }));
  return {
    port: found[0] && Number(found[0].port),
    withPort: (port) =>
      found.reduceRight((all, { start, end, port: before }) => {
        const written = all.slice(start, end);
        const at = written.lastIndexOf(before);
        return (
          all.slice(0, start) + written.slice(0, at) + String(port) + written.slice(at + before.length) + all.slice(end)
        );
      }, text),
  };
}

function addressesIn(endpoints: Value | undefined): { readonly range: Value['range']; readonly port: string }[] {
  return (endpoints?.keys ?? []).flatMap((service) => {
    const versions = endpoints?.at(service);
    return (versions?.keys ?? []).flatMap((version) => {
      const address = versions?.at(version);
      const port = address?.isString ? LOOPBACK.exec(address.text)?.[1] : undefined;
      return address && port !== undefined ? [{ range: address.range, port }] : [];
    });
  });
}
