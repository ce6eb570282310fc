import { rule } from '../../../manifest/rule';
import { typeOf } from '../meant-key';

/** `plugin_id` of the cores that keep it with a limit (monitoring c461d8fc and cost-analysis d287a871, their models). */
const longestKept = 40;
const withLimit = /^(?:monitoring|cost_analysis)\./;
/** Longer ones are refused by the Repository, as `spaceone/image-name` says. */
const longest = 48;
/** A Service of Kubernetes has 63 characters, of which the supervisor adds 15 to 19 (supervisor 9a66f730, kubernetes_connector.py). */
const longestOfService = 44;

/**
 * The Repository takes ids that others cannot keep (cloudforet-io/monitoring c461d8fc, `data_source_model.py`;
 * cloudforet-io/cost-analysis d287a871) or name a Service after (cloudforet-io/supervisor 9a66f730,
 * `kubernetes_connector.py`): the deployment is what fails.
 */
export const pluginIdLength = rule({
  code: 'spaceone/plugin-id-length',
  kinds: ['spaceone.register'],
  severity: 'warning',
  *check({ document }) {
    const given = document.at('plugin_id');
    const id = given ?? document.at('image');
    if (!id?.isString || id.isMasked) {
      return;
    }
    const start = given ? 0 : id.text.lastIndexOf('/') + 1;
    const name = id.text.slice(start).replace(/[:@].*/s, '');
    if (name.length > longest) {
      return;
    }
    const type = typeOf(document)?.type.text ?? '';
    const range = id.rangeOf(start, start + name.length);
    const becomes = `${given ? 'This plugin id has' : 'The last part of "image" becomes a plugin id of'} ${name.length} characters`;
    if (name.length > longestKept && withLimit.test(type)) {
      const [service = ''] = type.split('.');
      yield {
        range,
        message: `${becomes}: the ${service} service keeps ${longestKept}, and refuses the plugin when it is deployed.`,
      };
    } else if (name.length > longestOfService) {
      yield {
        range,
        severity: 'info',
        message: `${becomes}: the supervisor makes the name of a Kubernetes Service of it, and from ${longestOfService + 1} on that may be too long.`,
      };
    }
  },
});
