import type { Fix } from '../../../manifest/finding';
import { additionTo } from '../../../manifest/edit/key-edits';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { rule } from '../../../manifest/rule';
import { typeOf } from '../meant-key';

const needed: Readonly<Record<string, readonly string[]>> = {
  'monitoring.DataSource': ['monitoring_type', 'supported_schema'],
  'notification.Protocol': ['supported_schema'],
};

/**
 * The Repository takes any capability; the service that is to run the plugin answers `ERROR_WRONG_PLUGIN_SETTINGS`
 * without these (spaceone-monitoring 1.12.0 and 2.0.dev73, spaceone-notification 1.12.0 and 2.0.dev35).
 */
export const capabilityNeeded = rule({
  code: 'spaceone/capability-needed',
  kinds: ['spaceone.register'],
  severity: 'warning',
  *check({ document }) {
    const type = typeOf(document)?.type;
    const capability = document.at('capability');
    const isReadable = !capability || capability.isMapping || capability.reading?.type === 'null';
    if (!type?.isString || document.isPartial || !isReadable) {
      return;
    }
    const keys = needed[type.text] ?? [];
    const missing = keys.filter((key) => !capability?.at(key));
    if (missing.length > 0) {
      const words = missing.map((key) => `"${key}"`).join(' and ');
      const [first, ...others] = blanksOf(missing).flatMap((blanks) => addition(document, blanks) ?? []);
      yield {
        range: (capability?.key ?? type).range,
        message: `A plugin of the type "${type.text}" can be deployed only with ${words} in its "capability".`,
        ...(first && others.length === 0 ? { fix: first } : {}),
        ...(first && others.length > 0 ? { choices: [first, ...others] } : {}),
      };
    }
  },
});

/** What may be put in for the missing keys. */
function blanksOf(missing: readonly string[]): string[][] {
  const types = missing.includes('monitoring_type') ? ['METRIC', 'LOG'] : [''];
  return types.map((type) => missing.map((key) => (key === 'monitoring_type' ? `${key}: ${type}` : `${key}: []`)));
}

function addition(document: ManifestDocument, blanks: readonly string[]): Fix | undefined {
  const capability = document.at('capability');
  const owner = (capability ?? document.root)?.node;
  const found = owner?.is === 'mapping' ? additionTo(owner, document.text) : undefined;
  if (!found) {
    return undefined;
  }
  const inner = blanks.join(capability ? found.separator : ', ');
  return {
    title: `Add ${blanks.join(' and ')}`,
    range: found.at,
    replace: (found.isFirst ? '' : found.separator) + (capability ? inner : `capability: {${inner}}`),
  };
}
