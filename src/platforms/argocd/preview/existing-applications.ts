import { isObject, jsonIn, objectAt, type Json, type JsonObject } from '../../../base/json';
import { WorkbenchError } from '../../../base/workbench-error';
import { cutDocuments } from '../../../manifest/parse/document-cuts';
import { ControllerError } from '../calls/controller-error';
import type { PreviewedApplication } from './preview-set';

/** An Application that is there before a set is reconciled. */
export interface ExistingApplication extends PreviewedApplication {
  /** The ApplicationSet that made it; undefined where nothing says so. */
  readonly owner: string | undefined;
}

/**
 * The Applications in a text that somebody saved: manifests, a list as kubectl prints it, or the JSON of an earlier preview.
 * @param yaml Reads a document as Kubernetes does.
 * @throws WorkbenchError for a text in which there is no Application
 */
export async function savedApplications(
  file: string,
  text: string,
  yaml: (text: string) => Promise<Json>,
): Promise<ExistingApplication[]> {
  const whole = jsonIn(text);
  if (Array.isArray(whole)) {
    return whole.flatMap((each) => (isObject(each) ? ofPreview(each) : []));
  }
  const found: ExistingApplication[] = [];
  try {
    for (const { text: document } of whole === undefined ? cutDocuments(text) : [{ text }]) {
      const content = document.replace(/^\uFEFF?---[^\r\n]*/, '');
      // A document may be nothing but comments.
      if (/^[^#\s]/m.test(content)) {
        found.push(...applicationsIn(await yaml(content)));
      }
    }
  } catch (error) {
    if (error instanceof ControllerError) {
      throw new WorkbenchError({
        what: 'The saved Applications are no YAML.',
        why: `${error.message}.`,
        where: { file },
      });
    }
    throw error;
  }
  if (found.length === 0 && /\S/.test(text)) {
    throw new WorkbenchError({
      what: 'There is no Application in what was saved.',
      where: { file },
      next: { title: 'Save what "preview" prints, or "kubectl get applications -o yaml"' },
    });
  }
  return found;
}

function ofPreview(preview: JsonObject): ExistingApplication[] {
  const { name, applications } = preview;
  const owner = typeof name === 'string' ? name : undefined;
  return (Array.isArray(applications) ? applications : []).flatMap((each) =>
    isObject(each) ? [{ metadata: objectAt(each, 'metadata'), spec: objectAt(each, 'spec'), owner }] : [],
  );
}

function applicationsIn(document: Json): ExistingApplication[] {
  const items = isObject(document) ? document['items'] : undefined;
  return (Array.isArray(items) ? items : [document])
    .filter((each) => isObject(each))
    .filter(({ kind }) => kind === 'Application')
    .map((each) => ({ metadata: objectAt(each, 'metadata'), spec: objectAt(each, 'spec'), owner: ownerOf(each) }));
}

function ownerOf(application: JsonObject): string | undefined {
  const references = objectAt(application, 'metadata')['ownerReferences'];
  const owner = (Array.isArray(references) ? references : []).find(
    (each) => isObject(each) && each['kind'] === 'ApplicationSet',
  );
  const name = isObject(owner) ? owner['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}
