import type { Schema } from '../../manifest/schema/json-schema';
import type { ManifestKind } from '../../manifest/kind';
import { k8s } from '../../manifest/dialects/k8s-dialect';
import { ManifestDocument } from '../../manifest/parse/manifest-document';
import { parseDocument } from '../../manifest/parse/parse-document';
import { follow } from '../../manifest/parse/node';
import type { StructureProblem } from '../../manifest/parse/structure-problem';
import { maskTemplates } from '../../manifest/parse/template-mask';
import { ofPatches } from './as-part';
import { parseTemplate } from './go-template';
import { isHelmTemplate } from './helm-template';
import { renderingsOf, type Rendering } from './patch-renderings';
import { templateTexts, unreadTemplate, type TemplateText } from './template-text';

/** A `templatePatch` in one of the forms that it may be rendered to. */
export interface PatchShape {
  readonly rendering: Rendering;
  /** Its values are templates that stand for what is known later. */
  readonly document: ManifestDocument;
  /** Why it is no YAML. */
  readonly problem: StructureProblem | undefined;
}

/** The manifest in the string of a `templatePatch`. */
export interface TemplatePatch {
  readonly text: TemplateText;
  readonly shapes: readonly PatchShape[];
}

/** Far more than a patch has: a longer one is not looked into. */
const longest = 20_000;

const known = new WeakMap<ManifestDocument, TemplatePatch | undefined>();

/** The patch of an ApplicationSet; undefined where there is none, or none that can be read as a template. */
export function templatePatchOf(document: ManifestDocument): TemplatePatch | undefined {
  if (!known.has(document)) {
    known.set(document, read(document));
  }
  return known.get(document);
}

function read(document: ManifestDocument): TemplatePatch | undefined {
  const text = isHelmTemplate(document) ? undefined : patchText(document);
  if (!text || text.template.problem || text.text.length > longest) {
    return undefined;
  }
  return { text, shapes: renderingsOf(text.text, text.template).map(shapeOf) };
}

/** The string itself, as it is rendered, whatever it has of braces. */
function patchText(document: ManifestDocument): TemplateText | undefined {
  const value = document.at('spec', 'templatePatch');
  const node = value && follow(value.node);
  if (!value || node?.is !== 'scalar' || unreadTemplate(document)) {
    return undefined;
  }
  const withBraces = templateTexts(document).find((text) => text.node === node);
  const isKnown = value.isString && !node.masked && !node.text.includes('{{');
  return withBraces ?? (isKnown ? { node, text: node.text, template: parseTemplate(''), part: 'patch' } : undefined);
}

function shapeOf(rendering: Rendering): PatchShape {
  const { text, values } = rendering;
  const { problems } = parseDocument(maskTemplates(text, values));
  return {
    rendering,
    document: new ManifestDocument(parseDocument(text), k8s, { isPart: true }),
    problem: problems.find(({ code }) => code === 'manifest/syntax'),
  };
}

const kinds = new WeakMap<ManifestKind, ManifestKind>();

/** The kind of what a patch is merged into: an Application, of which it need not have anything. */
export function patchKind(kind: ManifestKind): ManifestKind {
  const patch = kinds.get(kind) ?? { ...kind, isPart: true, schema: applicationSchema(kind.schema) };
  kinds.set(kind, patch);
  return patch;
}

function applicationSchema(schema: Schema): Schema {
  const definitions = typeof schema === 'object' ? schema.definitions : undefined;
  return ofPatches({
    title: 'Application',
    type: 'object',
    additionalProperties: false,
    properties: {
      apiVersion: true,
      kind: true,
      metadata: { $ref: '#/definitions/ObjectMeta' },
      spec: { $ref: '#/definitions/ApplicationSpec' },
      operation: true,
      status: true,
    },
    ...(definitions && { definitions }),
  });
}
