import { rule } from '../../../manifest/rule';

const protocolKeys = ['name', 'plugin_info', 'tags', 'domain_id'];

/**
 * `Protocol.create` keeps the secret under its schema and refuses one without (spaceone-notification 1.12.0,
 * `ERROR_REQUIRED_PARAMETER`). No other request has only these keys and takes
 * `secret_data`.
 */
export const secretWithoutSchema = rule({
  code: 'spaceone/secret-without-schema',
  kinds: ['spaceone.deploy'],
  severity: 'error',
  *check({ document }) {
    const secret = document.at('plugin_info', 'secret_data');
    const others = ['schema', 'schema_id', 'secret_id'].some((key) => document.at('plugin_info', key));
    if (!secret?.key || !secret.isMapping || others || document.isPartial) {
      return;
    }
    const isProtocol = document.at('name') && document.root?.keys.every((key) => protocolKeys.includes(key));
    if (isProtocol === true) {
      yield {
        range: secret.key.range,
        message: 'A protocol takes "secret_data" only with the "schema" that it follows.',
      };
    }
  },
});
