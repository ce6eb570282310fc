import tasksSchema from '../../../schemas/spaceone-tasks.schema.json';
import { mentionsRootKey, type ManifestKind, type ManifestWithin, type Outline } from '../../manifest/kind';
import { follow, type MappingNode, type Node } from '../../manifest/parse/node';
import type { JsonSchema, Schema } from '../../manifest/schema/json-schema';
import { deployManifest } from './deploy-manifest';
import { registerManifest } from './register-manifest';
import { pluginUpdate, providerManifest, schemaManifest } from './resource-manifests';
import { spaceoneYaml } from './spaceone-yaml';

/** What `spacectl apply` does (spacectl 2.0.10, `lib/apply/task_manager.py`); a request of its own in each of its tasks. */
export const taskFile: ManifestKind = {
  id: 'spaceone.tasks',
  title: 'SpaceONE task file',
  titleOfNew: () => 'Task file of spacectl apply',
  platform: 'spaceone',
  dialect: spaceoneYaml,
  sniff: (text) => mentionsRootKey(text, ['tasks']) && /@modules\/|\bresource_type\b/.test(text),
  recognize: isTaskFile,
  mayStillBe: ({ keys }) => keys.has('tasks'),
  schema: tasksSchema as Schema,
  schemaFile: 'spaceone-tasks.schema.json',
  within: (root) => tasksOf(root).flatMap((task) => requestOf(task) ?? []),
};

/** More tasks are not looked at one by one. */
const mostTasks = 1000;
const deepest = 20;

function isTaskFile({ root }: Outline): boolean {
  return tasksOf(root).some((task) => {
    const type = textAt(valueAt(task, 'spec'), 'resource_type');
    return textAt(task, 'uses').startsWith('@modules/') || (/^\w+\.\w+$/.test(type) && textAt(task, 'uses') !== '');
  });
}

/** The tasks of a file, those of groups included. */
function tasksOf(root: Node | undefined): MappingNode[] {
  const found: MappingNode[] = [];
  const collect = (list: Node | undefined, depth: number): void => {
    for (const item of list?.is === 'sequence' && depth < deepest ? list.items : []) {
      if (item.is === 'mapping' && found.length < mostTasks) {
        found.push(item);
        collect(valueAt(item, 'sub_tasks'), depth + 1);
      }
    }
  };
  collect(valueAt(root, 'tasks'), 0);
  return found;
}

/** Requests that a plugin's service takes for deploying it, each by its resource and its verb. */
const deploying = new Set([
  'inventory.Collector create',
  'inventory.Collector update_plugin',
  'monitoring.DataSource register',
  'monitoring.DataSource update_plugin',
  'monitoring.Webhook create',
  'monitoring.Webhook update_plugin',
  'notification.Protocol create',
  'notification.Protocol update_plugin',
  'cost_analysis.DataSource register',
  'cost_analysis.DataSource update_plugin',
  'identity.Domain change_auth_plugin',
  'identity.Domain update_plugin',
  'identity.ExternalAuth set',
  'identity.Provider update_plugin',
  'alert_manager.Webhook create',
  'alert_manager.Webhook update_plugin',
  'alert_manager.NotificationProtocol create',
  'alert_manager.NotificationProtocol update_plugin',
]);

/**
 * Whose services ask for a name before anything else, which a request outside of a task may not show that it is one of
 * (`check_required` of `create` and `register`: spaceone-inventory 1.12.2, spaceone-monitoring 1.12.0,
 * spaceone-notification 1.12.0, spaceone-cost-analysis 1.12.0).
 */
const named = new Set([
  'inventory.Collector create',
  'monitoring.DataSource register',
  'monitoring.Webhook create',
  'notification.Protocol create',
  'cost_analysis.DataSource register',
]);
const namedDeployment: ManifestKind = {
  ...deployManifest,
  schema: { ...(deployManifest.schema as JsonSchema), required: ['name'] },
};

/** The request of a task that calls a resource; undefined for one that is not known, or known only when it is rendered. */
function requestOf(task: MappingNode): ManifestWithin | undefined {
  const spec = valueAt(task, 'spec');
  const data = spec?.is === 'mapping' ? spec.entries.get('data')?.value : undefined;
  const isRendered = data?.is === 'scalar' && (data.masked || data.text !== '');
  if (textAt(task, 'uses') !== '@modules/resource' || !data || data.is === 'alias' || isRendered) {
    return undefined;
  }
  const kind = kindOf(textAt(spec, 'resource_type'), verbOf(spec), data);
  return kind && { root: data, kind };
}

/** A task that is to create or update sends one request for both: it has what creating needs. */
function verbOf(spec: Node | undefined): string {
  const verb = valueAt(spec, 'verb');
  const exec = textAt(verb, 'exec');
  if (textAt(spec, 'mode') === 'READ_ONLY') {
    return 'list';
  }
  return exec !== '' || textAt(spec, 'mode') === 'EXEC' ? exec : textAt(verb, 'create') || 'create';
}

function kindOf(resource: string, verb: string, data: Node): ManifestKind | undefined {
  const hasPlugin = valueAt(data, 'plugin_info') !== undefined;
  switch (`${resource} ${verb}`) {
    case 'repository.Plugin register':
    case 'repository.Plugin create':
      return registerManifest;
    case 'repository.Plugin update':
      return pluginUpdate;
    case 'repository.Schema create':
    case 'identity.Schema create':
      return schemaManifest;
    case 'identity.Provider create':
    case 'identity.Provider update':
      return hasPlugin ? deployManifest : verb === 'create' ? providerManifest : undefined;
    case 'identity.Domain create':
      return hasPlugin ? deployManifest : undefined;
    default:
      return named.has(`${resource} ${verb}`)
        ? namedDeployment
        : deploying.has(`${resource} ${verb}`)
          ? deployManifest
          : undefined;
  }
}

function valueAt(node: Node | undefined, key: string): Node | undefined {
  const target = node && follow(node);
  const value = target?.is === 'mapping' ? target.entries.get(key)?.value : undefined;
  return value && follow(value);
}

/** A text that is known as it stands, or nothing. */
function textAt(node: Node | undefined, key: string): string {
  const value = valueAt(node, key);
  return value?.is === 'scalar' && !value.masked ? value.text : '';
}
