import { nearestWord } from '../../../base/nearest-word';
import { meantWords } from '../../../base/odd-sign';
import { rule } from '../../../manifest/rule';
import { typeOf } from '../meant-key';
import { pluginTypes } from './known-plugin-types';

/**
 * The Repository stores any type (cloudforet-io/repository 1058e448); only the services that look for one of theirs would
 * miss the plugin.
 */
export const unknownPluginType = rule({
  code: 'spaceone/unknown-plugin-type',
  kinds: ['spaceone.register'],
  severity: 'warning',
  *check({ document }) {
    const meantAs = typeOf(document)?.type;
    const types = [document.at('resource_type'), document.at('service_type')];
    for (const type of types.some((each) => each) ? types : [meantAs]) {
      if (!type?.isString || type.isMasked || type.text === '' || pluginTypes.includes(type.text)) {
        continue;
      }
      const meant = nearestWord(type.text, pluginTypes);
      yield meant === undefined
        ? { range: type.range, message: `No service is known to look for plugins of the type "${type.text}".` }
        : {
            range: type.range,
            message: `No service looks for plugins of the type "${type.text}": ${meantWords(type.text, meant)}`,
            fix: { title: `Change to ${meant}`, replace: meant },
          };
    }
  },
});
