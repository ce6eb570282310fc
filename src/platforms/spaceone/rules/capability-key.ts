import { nearestWord } from '../../../manifest/nearest-word';
import { rule } from '../../../manifest/rule';

/** The types of plugins whose services read a key; all of them where none is named. */
const readers: Readonly<Record<string, readonly string[]>> = {
  supported_schema: [],
  monitoring_type: ['monitoring.DataSource'],
  use_resource_secret: ['monitoring.DataSource'],
  supported_providers: ['inventory.Collector'],
  data_type: ['notification.Protocol', 'alert_manager.NotificationProtocol'],
};
const known = Object.keys(readers);

/** The Repository keeps any key of a capability; a misspelt one, or one of another type, is read by nobody. */
export const capabilityKey = rule({
  code: 'spaceone/capability-key',
  kinds: ['spaceone.register'],
  severity: 'info',
  *check({ document }) {
    const type = (document.at('resource_type') ?? document.at('service_type'))?.text ?? '';
    const capability = document.at('capability');
    const keys = capability?.properties.flatMap(({ key }) => key ?? []) ?? [];
    for (const { text, range } of keys.slice(0, 50)) {
      const types = Object.hasOwn(readers, text) ? readers[text] : undefined;
      const meant = types ? undefined : nearestWord(text, known);
      if (meant !== undefined && !capability?.at(meant)) {
        yield {
          range,
          message: `No service reads "${text}" of a capability: did you mean "${meant}"?`,
          severity: 'warning',
          fix: { title: `Rename to ${meant}`, replace: meant },
        };
      } else if (types && types.length > 0 && /^\w+\.\w+$/.test(type) && !isAmong(type, types)) {
        const [owner = ''] = types;
        yield { range, message: `Only a plugin of the type "${owner}" has "${text}": it changes nothing here.` };
      }
    }
  },
});

function isAmong(type: string, types: readonly string[]): boolean {
  return types.some((each) => each.toLowerCase() === type.toLowerCase());
}
