import headerSchema from '../../../../schemas/bksops-run.schema.json';
import { core } from '../../../manifest/dialects/core-dialect';
import { mentionsRootKey, type ManifestKind, type Offer, type Outline } from '../../../manifest/kind';
import { follow } from '../../../manifest/parse/node';
import type { JsonSchema } from '../../../manifest/schema/json-schema';

/** What the kind of files with runs of components is known by. */
export const RUN = 'bksops.run';

/** A component that a run can be of. */
export interface RunnableComponent {
  readonly code: string;
  readonly version: string;
}

const header = headerSchema as JsonSchema;
const keys = Object.keys(header.properties ?? {});

/**
 * The kind of files with runs of components, as run-file.ts reads them.
 * @param inputsOf The schema of a component's inputs; the same object until it changes.
 * @param components Those that there are to choose from.
 */
export function runKind(
  inputsOf: (code: string, version: string | undefined) => JsonSchema | undefined = () => undefined,
  components: () => Iterable<RunnableComponent> = () => [],
): ManifestKind {
  const refined = new WeakMap<JsonSchema, ManifestKind>();
  const kind: ManifestKind = {
    id: RUN,
    title: 'Run of a BlueKing SOPS component',
    titleOfNew: () => 'Run of a component',
    labelKey: 'component',
    platform: 'bksops',
    dialect: core,
    sniff: (text) => text.includes('inputs') && mentionsRootKey(text, ['component']),
    recognize: isRun,
    mayStillBe: (outline) => outline.keys.has('component') && outline.keys.has('inputs'),
    schema: header,
    schemaFile: 'bksops-run.schema.json',
    isFilledIn: (text) => text.includes('${env:'),
    refine(outline) {
      const code = outline.keys.get('component')?.text;
      const inputs = code === undefined ? undefined : inputsOf(code, outline.keys.get('version')?.text);
      if (!inputs) {
        return undefined;
      }
      const known = refined.get(inputs) ?? { ...kind, schema: withInputs(inputs) };
      refined.set(inputs, known);
      return known;
    },
    *offers({ steps, nodes }): Iterable<Offer> {
      const [key] = steps;
      const [root] = nodes;
      const mapping = root && follow(root);
      const named = mapping?.is === 'mapping' ? mapping.entries.get('component')?.value : undefined;
      const code = named?.is === 'scalar' ? named.text : undefined;
      const all = steps.length === 1 ? [...components()] : [];
      const values =
        key === 'component'
          ? all.map((component) => component.code)
          : key === 'version'
            ? all.filter((component) => component.code === code).map(({ version }) => version)
            : [];
      for (const value of new Set(values)) {
        yield { value };
      }
    },
  };
  return kind;
}

function withInputs(inputs: JsonSchema): JsonSchema {
  const { title, description, type } = header.properties?.['inputs'] as JsonSchema;
  return { ...header, properties: { ...header.properties, inputs: { title, description, type, ...inputs } } as never };
}

/** Others have a component and inputs as well, and then more than these keys. */
function isRun({ root, keys: given }: Outline): boolean {
  const code = given.get('component')?.text;
  const isOwn = [...given.keys()].every((key) => keys.includes(key));
  const mapping = root && follow(root);
  const inputs = mapping?.is === 'mapping' ? mapping.entries.get('inputs')?.value : undefined;
  const target = inputs && follow(inputs);
  return code !== undefined && isOwn && (target?.is === 'mapping' || given.get('inputs')?.text === '');
}
