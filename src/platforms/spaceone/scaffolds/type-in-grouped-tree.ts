import type { Addition, ScaffoldFile } from '../../../base/scaffold';
import { editOf, type Change } from '../../../base/scaffold-edit';
import { WorkbenchError } from '../../../base/workbench-error';
import { addedImport, addedToList } from './bracket-edits';
import { filledTemplates } from './template-layers';
import { moduleOf, needed, type Place } from './type-place';

const VARIANT = 'grouped';
/** The managers of each group, by the names of their classes, up to the bracket of the map. */
const GROUPS = /^CLOUD_SERVICE_GROUP_MAP\b[^\n={]*=\s*(?=\{)/m;

/**
 * A cloud service type in a collector whose types lie by groups in `model`, `manager` and `connector` and are named in
 * `conf/cloud_service_conf.py`, as Google Cloud's (cloudforet-io/plugin-google-cloud-inven-collector); undefined for another tree.
 * @throws WorkbenchError where the tree has been changed so that it cannot be added to
 */
export async function additionToGroupedTree(place: Place): Promise<Addition | undefined> {
  const { folder, values, templates, read } = place;
  const list = `${folder}/conf/cloud_service_conf.py`;
  const groups = await read(list);
  if (groups === undefined || !GROUPS.test(groups.replaceAll('\r\n', '\n'))) {
    return undefined;
  }
  const { name = '', module = '', group = '', resource = '', package: packageName = '' } = values;
  const groupModule = moduleOf(group);
  const own = `${groupModule}.${module}`;
  const files = filledTemplates(
    templates,
    VARIANT,
    {
      ...values,
      groupModule,
      apiResource: resource.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      baseManager: await found(place, 'libs/manager.py', /^class (\w+)\(BaseManager\):/m, 'class of all managers'),
      baseConnector: await found(
        place,
        'libs/connector.py',
        /^class (\w+)\(BaseConnector\):(?=[\s\S]*\bgoogle_client_service\b)/m,
        'class of all connectors with a google_client_service',
      ),
      provider: await found(
        place,
        'libs/schema/cloud_service.py',
        /^class CloudServiceResource\(Model\):[\s\S]*?\bprovider = StringType\(default=["']([\w-]+)["']\)/m,
        'provider of CloudServiceResource',
      ),
    },
    [],
  );
  const [managers, connectors] = [`${folder}/manager/__init__.py`, `${folder}/connector/__init__.py`];
  return {
    files: [...files, ...(await missingModules(place, groupModule))],
    edits: [
      editOf(list, groups, (text) => [grouped(text, group, `${name}Manager`, list)]),
      editOf(managers, await needed(managers, read), (text) => [
        imported(text, `from ${packageName}.manager.${own}_manager import ${name}Manager`),
      ]),
      editOf(connectors, await needed(connectors, read), (text) => [
        imported(text, `from ${packageName}.connector.${own} import ${name}Connector`),
      ]),
    ],
    open: `${folder}/manager/${groupModule}/${module}_manager.py`,
  };
}

/** The name that a file of the tree gives. */
async function found({ folder, read }: Place, file: string, pattern: RegExp, what: string): Promise<string> {
  const path = `${folder}/${file}`;
  const name = pattern.exec((await needed(path, read)).replaceAll('\r\n', '\n'))?.[1];
  if (name === undefined) {
    throw new WorkbenchError({
      what: `${path} has no ${what}, of which the types of such a collector are made.`,
      next: { title: 'Write the type as those that are there' },
    });
  }
  return name;
}

/** What makes the folders of a new group packages. */
async function missingModules({ folder, read }: Place, groupModule: string): Promise<ScaffoldFile[]> {
  const paths = ['connector', 'manager', 'model'].map((part) => `${folder}/${part}/${groupModule}/__init__.py`);
  const missing: ScaffoldFile[] = [];
  for (const path of paths) {
    missing.push(...((await read(path)) === undefined ? [{ path, text: '' }] : []));
  }
  return missing;
}

function imported(text: string, line: string): Change {
  return addedImport(text, line) ?? { start: 0, end: 0, text: `${line}\n` };
}

/** The manager behind the others of its group, or in a new group behind the others. */
function grouped(text: string, group: string, manager: string, file: string): Change {
  const map = GROUPS.exec(text);
  const open = map ? map.index + map[0].length : 0;
  const body = text.slice(open, text.indexOf('\n}', open));
  if (new RegExp(`["']${manager}["']`).test(body)) {
    throw new WorkbenchError({
      what: `${file} names a ${manager} already.`,
      why: 'The framework finds a manager by its name alone.',
      next: { title: 'Give the type another name' },
    });
  }
  const own = new RegExp(`^[ \\t]*["']${group}["']\\s*:\\s*(?=\\[)`, 'm').exec(body);
  const change = own
    ? addedToList(text, open + own.index + own[0].length, JSON.stringify(manager))
    : addedToList(text, open, `${JSON.stringify(group)}: [${JSON.stringify(manager)}]`);
  if (!change) {
    throw new WorkbenchError({ what: `CLOUD_SERVICE_GROUP_MAP in ${file} does not end.`, where: { file } });
  }
  return change;
}
