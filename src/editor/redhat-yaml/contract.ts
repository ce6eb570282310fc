/**
 * What is relied on of Red Hat's YAML extension, as 1.25.0 has it (its src/schema-extension-api.ts, and yaml-language-server
 * 1.25.0 inside it). A test holds that server against this, and the stand-in of the host tests keeps the same contract.
 */
export const redHatId = 'redhat.vscode-yaml';

export interface RedHatApi {
  /**
   * From then on, `requestSchema` says under which address the schema of a document is, and `requestSchemaContent` what it
   * is, as JSON; no address leaves the document to others. False when the scheme is taken, also by an earlier call.
   */
  registerContributor(
    scheme: string,
    requestSchema: (documentUri: string) => string | undefined,
    requestSchemaContent: (schemaUri: string) => string,
  ): boolean;
}

/** The settings that are read, of section `yaml`. */
export type RedHatSetting = 'validate' | 'completion' | 'hover';

/** Marks what the YAML parser says, but also a schema that cannot be loaded (code 65536) and one without a title. */
const parserSource = 'YAML';
/** As text, where it comes from another extension host. */
const parserCodes = new Set<unknown>([0, '0']);

/** True for what that extension's parser says; of a schema without a title it says the same, but elsewhere. */
export function isOfParser({
  source,
  code,
}: {
  readonly source?: string | undefined;
  readonly code?: unknown;
}): boolean {
  return source === parserSource && (code === undefined || parserCodes.has(code));
}

/** What both parsers find; of ours, each is said in words of its own. */
const foundByBoth = new Set<unknown>(['manifest/syntax', 'manifest/alias', 'manifest/duplicate-key']);

/** True for the code of a finding that Red Hat's extension has, too, once it has looked. */
export function isFoundByBoth(code: unknown): boolean {
  return foundByBoth.has(code);
}

/** What a schema alone says, so that whoever has the schema finds it. */
const ofSchema = new Set<unknown>([
  'manifest/ambiguous',
  'manifest/camel-case-key',
  'manifest/choice',
  'manifest/exclusive-keys',
  'manifest/key-of-other-form',
  'manifest/missing-key',
  'manifest/not-allowed',
  'manifest/type',
  'manifest/unknown-key',
  'manifest/value',
]);

/** True for the code of a finding that follows from the schema alone. */
export function isOfSchema(code: unknown): boolean {
  return ofSchema.has(code);
}

/** A place as editors count: from 0. */
export interface Place {
  readonly line: number;
  readonly character: number;
}

/**
 * True when a mistake that was found at `own` is the one that the other parser marks from `other` on: from the same
 * place, or, where something is missing at the end of a line or text, from behind the blanks that follow. Of a key in a
 * wrong column it marks the value before it, and ours is the key, at the beginning of its line.
 */
export function isSamePlace(
  own: { readonly start: Place; readonly end: Place },
  other: Place,
  textBetween: (from: Place, to: Place) => string,
): boolean {
  if (own.start.line === other.line && own.start.character === other.character) {
    return true;
  }
  if (other.line < own.start.line && textBetween({ line: other.line + 1, character: 0 }, own.start).trim() === '') {
    return true;
  }
  const isBehind = other.line > own.end.line || (other.line === own.end.line && other.character >= own.end.character);
  return isBehind && textBetween(own.end, other).trim() === '';
}

/** For these names Red Hat's extension gets a schema from package.json (`yamlValidation`), whatever is in the file. */
export function hasAssistSchema(path: string): boolean {
  return /(?:\.spaceone|\/bksops-sources)\.ya?ml$/.test(path);
}
