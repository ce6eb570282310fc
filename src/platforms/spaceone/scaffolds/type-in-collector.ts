import { isObject, jsonIn } from '../../../base/json';
import { fillTemplate, type Addition, type ReadText } from '../../../base/scaffold';
import { editOf, type Change, type ScaffoldEdit } from '../../../base/scaffold-edit';
import { WorkbenchError } from '../../../base/workbench-error';
import { addedImport, addedToList } from './bracket-edits';
import { filledTemplates } from './template-layers';
import { needed, type Place } from './type-place';

const VARIANT = 'collector';
/** `… for manager in (A, B)` of MANAGERS, up to its bracket. */
const MANAGERS = /^MANAGERS\b[^\n]*=\s*\{[^{}]*?\bin\s*(?=[([])/m;

/**
 * A cloud service type in a collector with the tree that the scaffold of collectors has; undefined for another tree.
 * @throws WorkbenchError where the tree has been changed so that it cannot be added to
 */
export async function additionToCollector({ folder, values, templates, read }: Place): Promise<Addition | undefined> {
  const list = `${folder}/manager/__init__.py`;
  const managers = await read(list);
  if (managers === undefined || !MANAGERS.test(managers.replaceAll('\r\n', '\n'))) {
    return undefined;
  }
  const { name = '', module = '', resource = '', package: packageName = '' } = values;
  const part = (file: string): string => fillTemplate(templates.get(`for-${VARIANT}/parts/${file}`) ?? '', values);
  const connector = `${folder}/connector/cloud_connector.py`;
  const edits = [
    editOf(list, managers, (text) => [
      ...added(addedImport(text, `from ${packageName}.manager.${module}_manager import ${name}Manager`)),
      ...listed(text, `${name}Manager`, list),
    ]),
    editOf(connector, await needed(connector, read), (text) => [
      ...added(addedImport(text, `from ${packageName}.model.${module} import ${name}`)),
      methodBefore(text, '    def _get(', part('read.py'), connector),
    ]),
    ...(await editIfThere(`${folder}/connector/sample.json`, read, (text) =>
      sampleAdded(text, resource, part('sample.json')),
    )),
    ...(await editIfThere('test/api/test_collector.py', read, (text) => itemAdded(text, /^ALL_TYPES = (?=\[)/m, name))),
    ...(await editIfThere('test/spacectl/create_collector.yaml', read, (text) => choiceAdded(text, name))),
  ];
  return {
    files: filledTemplates(templates, VARIANT, values, []),
    edits,
    open: `${folder}/manager/${module}_manager.py`,
  };
}

function added(change: Change | undefined): Change[] {
  return change ? [change] : [];
}

function listed(text: string, item: string, file: string): Change[] {
  const found = MANAGERS.exec(text);
  const open = found ? found.index + found[0].length : -1;
  const change = addedToList(text, open, item);
  if (!change) {
    throw new WorkbenchError({ what: `The list of MANAGERS in ${file} does not end.`, where: { file } });
  }
  return [change];
}

/** A method before another one of its class. */
function methodBefore(text: string, mark: string, method: string, file: string): Change {
  const at = text.indexOf(`\n${mark}`) + 1;
  if (at === 0) {
    throw new WorkbenchError({
      what: `${file} has no "${mark.trim()}" before which to write how the type is read.`,
      next: { title: 'Write the type as those that are there' },
    });
  }
  return { start: at, end: at, text: `${method.trimEnd()}\n\n` };
}

/** What a collector may do without is edited where it is as the scaffold wrote it. */
async function editIfThere(
  path: string,
  read: ReadText,
  change: (text: string) => Change | undefined,
): Promise<ScaffoldEdit[]> {
  const text = await read(path);
  const edit = text === undefined ? undefined : editOf(path, text, (plain) => added(change(plain)));
  return edit && edit.after !== edit.before ? [edit] : [];
}

function itemAdded(text: string, before: RegExp, name: string): Change | undefined {
  const found = before.exec(text);
  return found ? addedToList(text, found.index + found[0].length, JSON.stringify(name)) : undefined;
}

/** Records behind the others of the sample; none where it has some by that name. */
function sampleAdded(text: string, resource: string, records: string): Change | undefined {
  const sample = jsonIn(text);
  const item = `${JSON.stringify(resource)}: ${records.trimEnd().replaceAll('\n', '\n  ')}`;
  return isObject(sample) && !Object.hasOwn(sample, resource)
    ? addedToList(text, text.indexOf('{'), Object.keys(sample).length > 0 ? item : `\n  ${item}\n`)
    : undefined;
}

/** The name behind the others that the deployed collector is to collect. */
function choiceAdded(text: string, name: string): Change | undefined {
  const found = /^ *cloud_service_types:\n(?: *- .*\n)*( *- ).*\n/m.exec(text);
  const at = found ? found.index + found[0].length : 0;
  return found ? { start: at, end: at, text: `${found[1] ?? ''}${name}\n` } : undefined;
}
