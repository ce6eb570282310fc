import { meantWords } from '../../../base/odd-sign';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { Names } from '../../../manifest/names/names';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { writeScalar } from '../../../manifest/edit/write-value';
import type { Value } from '../../../manifest/dialects/value';
import { isAlmost } from '../almost-the-same';
import { knownText, registeredPlugins, type RegisteredPlugin } from '../registered-plugins';

/**
 * Services ask for the secrets of the schemas and the provider that a plugin is registered with, letter by letter
 * (spaceone-notification 1.12.0, spaceone-monitoring 1.12.0, spaceone-inventory 1.12.2). Plugins of which no manifest
 * is here have others: only a name that is almost one of these is doubtful.
 */
export const nameOfNoPlugin = rule({
  code: 'spaceone/name-of-no-plugin',
  kinds: ['spaceone.schema', 'spaceone.provider'],
  severity: 'warning',
  *check({ document, kind, names }) {
    if (!names.isComplete) {
      return;
    }
    const named =
      kind.id === 'spaceone.schema' ? document.at(document.at('schema_id') ? 'schema_id' : 'name') : undefined;
    const schemas = [named, ...(document.at('capability', 'supported_schema')?.items ?? [])];
    yield* doubtful(schemas, 'the schema', ({ schemas: known = [] }) => known, { document, names });
    const providers = ({ provider, providers: several = [] }: RegisteredPlugin): readonly string[] =>
      provider === undefined ? several : [provider, ...several];
    yield* doubtful([document.at('provider')], 'the provider', providers, { document, names });
  },
});

function* doubtful(
  values: readonly (Value | undefined)[],
  what: string,
  namesOf: (plugin: RegisteredPlugin) => readonly string[],
  { document, names }: { readonly document: ManifestDocument; readonly names: Names },
): Generator<RuleRemark> {
  const plugins = registeredPlugins(names);
  const known = new Set(plugins.flatMap(namesOf));
  for (const value of values) {
    const text = knownText(value);
    const meant = text === undefined || known.has(text) ? undefined : [...known].find((each) => isAlmost(text, each));
    if (
      value &&
      text !== undefined &&
      meant !== undefined &&
      !(value.key?.text === 'schema_id' && isInOtherSigns(text, meant))
    ) {
      yield {
        range: value.range,
        message: `No register manifest of this workspace has ${what} "${text}": ${meantWords(text, meant)}`,
        fix: { title: `Change to ${meant}`, replace: writeScalar(meant, document.dialect) },
        related: plugins
          .filter((plugin) => namesOf(plugin).includes(meant))
          .map(({ id, at: { file, at } }) => ({ file, at, message: `"${id}" is registered with it.` })),
      };
    }
  }
}

/** Ids of 2.0 have hyphens where names of 1.x have underscores; manifests of plugins are older than both. */
function isInOtherSigns(text: string, other: string): boolean {
  return text.replaceAll('_', '-') === other.replaceAll('_', '-');
}
