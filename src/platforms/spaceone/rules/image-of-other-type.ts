import { rule } from '../../../manifest/rule';
import { typeOf } from '../meant-key';
import { knownText, lastPart } from '../registered-plugins';

/** How the images of the platform's own plugins end, by the types of the plugins. */
const endings: readonly (readonly [ending: RegExp, types: readonly string[]])[] = [
  [/-inven(?:tory)?-collector$/, ['inventory.Collector']],
  [/-mon(?:itoring)?-webhook$/, ['monitoring.Webhook', 'alert_manager.Webhook']],
  [/-mon(?:itoring)?-datasource$/, ['monitoring.DataSource']],
  [/-noti(?:fication)?-protocol$/, ['notification.Protocol', 'alert_manager.NotificationProtocol']],
  [/-cost-datasource$/, ['cost_analysis.DataSource']],
  [/-identity-auth$/, ['identity.Domain', 'identity.ExternalAuth']],
  [/-identity-account-collector$/, ['identity.Provider']],
];

/**
 * The Repository believes any type, and the service of that type finds none of its methods in the plugin (the services
 * for plugins in spaceone-api 2.0.435 and 1.12.54). The endings are those of the images that the managed data of
 * cloudforet-io/repository 1058e448 names; an image with another ending, and a type of nobody's, say nothing.
 */
export const imageOfOtherType = rule({
  code: 'spaceone/image-of-other-type',
  kinds: ['spaceone.register'],
  severity: 'warning',
  *check({ document }) {
    const image = document.at('image');
    const name = lastPart(knownText(image) ?? '');
    const type = knownText(typeOf(document)?.type)?.toLowerCase();
    const own = endings.find(([ending]) => ending.test(name));
    if (!image || !own || type === undefined) {
      return;
    }
    const [ending, types] = own;
    const isKnown = endings.some(([, others]) => others.some((each) => each.toLowerCase() === type));
    if (isKnown && !types.some((each) => each.toLowerCase() === type)) {
      const tail = ending.exec(name)?.[0].slice(1) ?? '';
      yield {
        range: image.range,
        message: `An image that ends in "${tail}" is a plugin of the type ${types.map((each) => `"${each}"`).join(' or ')} by its name: the service of "${knownText(typeOf(document)?.type) ?? ''}" finds none of its methods there.`,
      };
    }
  },
});
