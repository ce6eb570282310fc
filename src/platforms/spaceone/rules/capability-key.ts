import { nearestWord } from '../../../base/nearest-word';
import { meantWords } from '../../../base/odd-sign';
import { rule } from '../../../manifest/rule';
import { typeOf } from '../meant-key';

/** The types of plugins whose services read a key; all of them where none is named. */
const readers: Readonly<Record<string, readonly string[]>> = {
  supported_schema: [],
  monitoring_type: ['monitoring.DataSource'],
  use_resource_secret: ['monitoring.DataSource'],
  supported_providers: ['inventory.Collector'],
  data_type: ['notification.Protocol', 'alert_manager.NotificationProtocol'],
};
const known = Object.keys(readers);

/** The one type of plugins whose services alone read a key of a capability, where that is not the given one. */
export function ownerOfCapability(key: string, type: string): string | undefined {
  const types = Object.hasOwn(readers, key) ? (readers[key] ?? []) : [];
  const isRead = types.length === 0 || !/^\w+\.\w+$/.test(type) || isAmong(type, types);
  return isRead ? undefined : types[0];
}

/**
 * The Repository keeps any key of a capability; a misspelt one, or one of another type, is read by nobody
 * (spaceone-monitoring 2.0.dev73, spaceone-inventory 2.0.dev247, spaceone-notification 2.0.dev35).
 */
export const capabilityKey = rule({
  code: 'spaceone/capability-key',
  kinds: ['spaceone.register'],
  severity: 'info',
  *check({ document }) {
    const type = typeOf(document)?.type.text ?? '';
    const capability = document.at('capability');
    const keys = capability?.properties.flatMap(({ key }) => key ?? []) ?? [];
    for (const { text, range } of keys.slice(0, 50)) {
      const meant = Object.hasOwn(readers, text) ? undefined : nearestWord(text, known);
      const owner = ownerOfCapability(text, type);
      if (meant !== undefined && !capability?.at(meant)) {
        yield {
          range,
          message: `No service reads "${text}" of a capability: ${meantWords(text, meant)}`,
          severity: 'warning',
          fix: { title: `Rename to ${meant}`, replace: meant },
        };
      } else if (owner !== undefined) {
        yield { range, message: `Only a plugin of the type "${owner}" has "${text}": it changes nothing here.` };
      }
    }
  },
});

function isAmong(type: string, types: readonly string[]): boolean {
  return types.some((each) => each.toLowerCase() === type.toLowerCase());
}
