import assert from 'node:assert/strict';
import Ajv from 'ajv';
import { getLanguageService, TextDocument, type JSONSchema, type LanguageService } from 'vscode-json-languageservice';
import {
  isMap,
  isPair,
  isScalar,
  isSeq,
  parse,
  parseDocument as parseYaml,
  visit,
  type Document,
  type Node,
} from 'yaml';
import type { ManifestKind } from '../../../src/manifest/kind';
import { ManifestDocument } from '../../../src/manifest/parse/manifest-document';
import { parseDocument } from '../../../src/manifest/parse/parse-document';
import { readerFindings } from '../../../src/manifest/check/reader-checks';
import { walkSchema } from '../../../src/manifest/schema/schema-walk';

/**
 * Declares the tests that our engine, ajv and the JSON language service agree on a kind's schema: on good samples, and
 * on every sample with one key deleted, renamed, given another type or doubled. Every key that the schema knows must
 * stand in one of the samples.
 */
export function agreesWithOracles(kind: ManifestKind, texts: readonly string[]): void {
  it(`on every good sample of ${kind.schemaFile}`, async () => {
    assert.ok(texts.length > 0);
    for (const text of texts) {
      assert.deepEqual(await verdicts(kind, text), { ours: true, ajv: true, jsonService: true }, text);
    }
  });

  it(`on every sample of ${kind.schemaFile} with one key deleted, renamed, given another type or doubled`, async () => {
    const seen = { valid: 0, invalid: 0 };
    for (const text of texts.flatMap(mutations)) {
      const { ours, ajv, jsonService } = await verdicts(kind, text);
      assert.deepEqual({ ajv, jsonService }, { ajv: ours, jsonService: ours }, text);
      seen[ours ? 'valid' : 'invalid'] += 1;
    }
    assert.ok(seen.valid > 20 && seen.invalid > 150, JSON.stringify(seen));
  }).timeout(600_000);
}

interface Verdicts {
  readonly ours: boolean;
  readonly ajv: boolean;
  readonly jsonService: boolean;
}

async function verdicts(kind: ManifestKind, text: string): Promise<Verdicts> {
  return {
    ours: isValidForUs(kind, text),
    ajv: isValidForAjv(kind, text),
    jsonService: await isValidForService(kind, text),
  };
}

function isValidForUs(kind: ManifestKind, text: string): boolean {
  const parsed = parseDocument(text);
  const document = new ManifestDocument(parsed, kind.dialect);
  const { findings, typed } = walkSchema(document, kind);
  const all = [...findings, ...readerFindings(document, typed)].filter(({ severity }) => severity === 'error');
  return parsed.problems.length + all.length === 0;
}

const ajv = new Ajv({ strict: false });
const validators = new Map<ManifestKind, ReturnType<typeof ajv.compile>>();

function isValidForAjv(kind: ManifestKind, text: string): boolean {
  const validate = validators.get(kind) ?? ajv.compile(kind.schema);
  validators.set(kind, validate);
  const document = parseYaml(text, { version: '1.1', merge: true });
  return document.errors.length === 0 && validate(document.toJS()) === true;
}

const services = new Map<ManifestKind, LanguageService>();

/** One that has the kind's schema already: given with each question, a large one would be resolved anew each time. */
function serviceFor(kind: ManifestKind): LanguageService {
  let service = services.get(kind);
  if (!service) {
    service = getLanguageService({});
    const schema = kind.schema as JSONSchema;
    service.configure({ schemas: [{ uri: `schema:///${kind.schemaFile}`, fileMatch: ['*.json'], schema }] });
    services.set(kind, service);
  }
  return service;
}

async function isValidForService(kind: ManifestKind, text: string): Promise<boolean> {
  const json = toJson(parseYaml(text, { version: '1.1', merge: true, uniqueKeys: false }));
  const document = TextDocument.create('file:///a.json', 'json', 1, json);
  const service = serviceFor(kind);
  return (await service.doValidation(document, service.parseJSONDocument(document))).length === 0;
}

/** JSON text that keeps what `JSON.stringify` of a value would lose: keys that are given twice. */
function toJson(document: Document.Parsed): string {
  const write = (node: unknown): string => {
    if (isMap(node) && !node.items.some(({ key }) => isScalar(key) && String(key.source) === '<<')) {
      return `{${node.items.map(({ key, value }) => `${JSON.stringify(String(isScalar(key) ? key.source : key))}:${write(value)}`).join(',')}}`;
    }
    if (isSeq(node)) {
      return `[${node.items.map(write).join(',')}]`;
    }
    return JSON.stringify((node as Node | null)?.toJS(document) ?? null);
  };
  return write(document.contents);
}

const otherValues: readonly unknown[] = ['text', '', 7, 1.5, true, null, [], ['a'], [1], {}, { a: 'b' }];

/** Each key of the text deleted, renamed, doubled, and given values of every type. */
function mutations(text: string): string[] {
  const count = pairsOf(parseYaml(text)).length;
  const changes: ((document: Document.Parsed, index: number) => void)[] = [
    (document, index) => {
      const { map, at } = pairsOf(document)[index]!;
      map.items.splice(at, 1);
    },
    (document, index) => {
      const { map, at } = pairsOf(document)[index]!;
      map.items[at]!.key = document.createNode(`${String(map.items[at]!.key)}x`);
    },
    (document, index) => {
      const { map, at } = pairsOf(document)[index]!;
      map.items[at]!.key = document.createNode('unheard-of');
    },
    (document, index) => {
      const { map, at } = pairsOf(document)[index]!;
      map.items.push(document.createPair(map.items[at]!.key, 'again'));
    },
    ...otherValues.map((value) => (document: Document.Parsed, index: number) => {
      const { map, at } = pairsOf(document)[index]!;
      map.items[at]!.value = document.createNode(value);
    }),
  ];
  return Array.from({ length: count }, (_, index) =>
    changes.flatMap((change) => {
      const document = parseYaml(text);
      change(document, index);
      try {
        const changed = document.toString();
        parse(changed, { uniqueKeys: false, merge: true });
        return [changed];
      } catch {
        return [];
      }
    }),
  ).flat();
}

function pairsOf(document: Document.Parsed): { map: { items: { key: unknown; value: unknown }[] }; at: number }[] {
  const found: { map: { items: { key: unknown; value: unknown }[] }; at: number }[] = [];
  visit(document, {
    Pair(at, pair, path) {
      const map = path.at(-1);
      if (isMap(map) && isPair(pair) && String(pair.key) !== '<<') {
        found.push({ map, at: Number(at) });
      }
    },
  });
  return found;
}
