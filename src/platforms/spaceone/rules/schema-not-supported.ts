import { nearestWord } from '../../../base/nearest-word';
import { rule } from '../../../manifest/rule';
import { writeScalar } from '../../../manifest/edit/write-value';
import { allOf, deployedPlugins, knownText } from '../registered-plugins';

/**
 * Services pass the schema on as it is, and ask for secrets of the schemas that `capability.supported_schema` lists
 * (spaceone-notification 1.12.0 and 2.0.dev35, spaceone-monitoring 1.12.0 and 2.0.dev73).
 * A `schema_id` is a name of the identity service in 2.0, which plugins need not list.
 */
export const schemaNotSupported = rule({
  code: 'spaceone/schema-not-supported',
  kinds: ['spaceone.deploy'],
  severity: 'warning',
  *check({ document, names }) {
    const plugins = deployedPlugins(document, names);
    const supported = allOf(plugins, ({ schemas }) => schemas) ?? [];
    for (const key of ['schema', 'schema_id']) {
      const value = document.at('plugin_info', key);
      const text = knownText(value);
      const [plugin] = plugins;
      if (!value || !plugin || text === undefined || supported.length === 0) {
        continue;
      }
      if (supported.some((schema) => plainly(schema) === plainly(text))) {
        continue;
      }
      const change = (schema: string): { title: string; replace: string } => ({
        title: `Change to ${schema}`,
        replace: writeScalar(schema, document.dialect),
      });
      const [only, ...others] = supported;
      const meant = nearestWord(text, supported) ?? (others.length === 0 ? only : undefined);
      const choices = supported.filter((schema) => schema !== meant).slice(0, 10);
      yield {
        range: value.range,
        message: `"${plugin.id}" supports ${supported.slice(0, 10).join(', ')}, and not "${text}".`,
        severity: key === 'schema' ? 'warning' : 'info',
        ...(meant === undefined ? {} : { fix: change(meant) }),
        ...(choices.length > 0 ? { choices: choices.map(change) } : {}),
        related: plugins.map(({ at: { file, at } }) => ({ file, at, message: 'Registered here with its schemas.' })),
      };
    }
  },
});

/** The identity service of 2.0 calls `aws_access_key` of 1.x `aws-secret-access-key`. */
function plainly(schema: string): string {
  return schema
    .toLowerCase()
    .split(/[-_]/)
    .filter((word) => word !== 'secret')
    .join(' ');
}
