import { numberText } from '../../../base/number-text';
import type { Steps } from '../../../base/steps';
import { WorkbenchError } from '../../../base/workbench-error';
import { cutDocuments, documentLimit } from '../../../manifest/parse/document-cuts';
import { LineIndex } from '../../../manifest/parse/line-index';
import { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { parseInSteps } from '../../../manifest/parse/parse-document';
import type { FieldShape, FieldType } from '../../../runtime/calls/grpc-api';
import { readMessage } from '../registrations/manifest-message';
import { pluginIdOf } from '../registrations/register-request';
import { spaceoneYaml } from '../spaceone-yaml';
import type { ManagedPlugin } from './managed-plugins';

const text: FieldType = { is: 'scalar', name: 'string' };
const object: FieldType = { is: 'known', name: 'google.protobuf.Struct' };
const list: FieldType = { is: 'known', name: 'google.protobuf.ListValue' };

/** What a managed plugin has of a register manifest; the service itself says all else. */
const fields: ReadonlyMap<string, FieldShape> = new Map(
  Object.entries({
    ...{ plugin_id: text, name: text, image: text, resource_type: text, provider: text },
    ...{ capability: object, labels: list, tags: object, docs: object },
  }).map(([name, type], index) => [name, { name, number: index + 1, type, repeated: false }]),
);

/**
 * The managed plugins of a file's register manifests, in parts of a few milliseconds.
 * @param onOther Told of each manifest of another kind, which is passed over; without it that is refused as well.
 * @throws WorkbenchError for what is no register manifest of generation 2.0, and for more documents than a file may have
 */
export function* managedPluginsOf(file: string, content: string, onOther?: () => void): Steps<ManagedPlugin[]> {
  const lines = new LineIndex(content);
  const cuts = cutDocuments(content);
  if (cuts.length > documentLimit) {
    throw noManifest(file, 1, `It has more than ${numberText(documentLimit)} documents.`);
  }
  const plugins: ManagedPlugin[] = [];
  for (const cut of cuts) {
    yield;
    const document = new ManifestDocument(yield* parseInSteps(cut.text), spaceoneYaml);
    const refuse = (offset: number, why: string): never => {
      throw noManifest(file, lines.positionAt(cut.start + offset).line + 1, why);
    };
    const [broken] = document.parsed.problems;
    if (broken) {
      return refuse(broken.range.start, broken.message);
    }
    if (onOther && document.root && isOther(document)) {
      onOther();
    } else if (document.root) {
      plugins.push(pluginOf(document, refuse));
    }
  }
  return plugins;
}

/** What is known for another kind, or is none that we know and has nothing of a register manifest. */
function isOther(document: ManifestDocument): boolean {
  return !['image', 'resource_type', 'service_type'].some((key) => document.at(key));
}

function pluginOf(document: ManifestDocument, refuse: (offset: number, why: string) => never): ManagedPlugin {
  const { message, problems } = readMessage(document, fields);
  const [problem] = problems;
  if (problem) {
    return refuse(problem.range.start, problem.message);
  }
  const missing = ['name', 'image', 'resource_type'].find((key) => message[key] === undefined);
  if (missing !== undefined) {
    return refuse(document.head.start, `It has no "${missing}".`);
  }
  // The service puts the path of its own images in front.
  const image = pluginIdOf({ image: message['image'] ?? '' });
  return { ...message, image, plugin_id: pluginIdOf(message) } as unknown as ManagedPlugin;
}

function noManifest(file: string, line: number, why: string): WorkbenchError {
  return new WorkbenchError({
    what: `${file} is no register manifest of generation 2.0.`,
    why,
    where: { file, line },
    next: { title: 'Mend it, or take it out of the managed plugins' },
  });
}
