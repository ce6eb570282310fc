import type { ManifestKind } from '../../manifest/kind';
import type { JsonSchema, Schema } from '../../manifest/schema/json-schema';
import type { Names } from '../../manifest/names/names';
import { isInChart } from './chart';
import { kustomized } from './kustomize';

const parts = new WeakMap<ManifestKind, ManifestKind>();
const templates = new WeakMap<ManifestKind, ManifestKind>();

/** The kind in a file that a kustomization takes for a patch, or that a chart of Helm renders; undefined in any other. */
export function asPart(kind: ManifestKind, names: Names): ManifestKind | undefined {
  if (names.file === undefined) {
    return undefined;
  }
  if (kustomized(names.file, names).isPatch) {
    return once(parts, kind, () => ({ ...kind, isPart: true, schema: ofPatches(kind.schema) }));
  }
  return isInChart(names.file, names) ? once(templates, kind, () => ({ ...kind, isRendered: true })) : undefined;
}

function once(made: WeakMap<ManifestKind, ManifestKind>, kind: ManifestKind, make: () => ManifestKind): ManifestKind {
  const known = made.get(kind) ?? make();
  made.set(kind, known);
  return known;
}

/**
 * A schema for what is merged into a manifest: it has only what is to change, nulls for what is to go, and keys such as
 * `$patch` that tell how (kubernetes v1.33, `staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go`).
 */
export function ofPatches(schema: Schema): Schema {
  return JSON.parse(JSON.stringify(schema), (_, value: unknown) =>
    isSchema(value) ? withoutDemands(value) : value,
  ) as Schema;
}

function withoutDemands({ required: _, minItems: __, type, ...rest }: JsonSchema): JsonSchema {
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return {
    ...rest,
    ...(types.length > 0 && { type: types.includes('null') ? types : [...types, 'null' as const] }),
    ...(rest.additionalProperties === false && {
      patternProperties: {
        ...rest.patternProperties,
        '^\\$(?:patch|retainKeys|setElementOrder|deleteFromPrimitiveList)': true,
      },
    }),
  };
}

/** A schema, and no list of properties in which one of these names is a property's. */
function isSchema(value: unknown): value is JsonSchema {
  const { required, type } = (value ?? {}) as { required?: unknown; type?: unknown };
  return Array.isArray(required) || Array.isArray(type) || typeof type === 'string';
}
