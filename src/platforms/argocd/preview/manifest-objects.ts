import { isObject, type Json, type JsonObject } from '../../../base/json';
import { dirname, withAncestors } from '../../../base/paths';
import { cutDocuments } from '../../../manifest/parse/document-cuts';
import { ControllerError } from '../calls/controller-error';

/** An object of Kubernetes in a manifest, as Kubernetes reads it. */
export interface ManifestObject {
  readonly file: string;
  readonly object: JsonObject;
  /** Its document, without the marker in front of it. */
  readonly text: string;
}

/** A document that is meant to be an object of a kind, and is no YAML. */
export interface UnreadObject {
  readonly file: string;
  readonly kind: string;
  /** In the reader's words. */
  readonly error: string;
}

export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

/** One of the documents of a manifest. */
interface Document extends ManifestText {
  /** As it was read, once it was. */
  json?: Promise<Json>;
}

/** The documents of a manifest, each without the marker in front of it. */
export function documentsIn({ file, text }: ManifestText): readonly Document[] {
  return cutDocuments(text).map((cut) => ({ file, text: withoutMarker(cut.text) }));
}

/** The objects in manifests, each read when it is asked for: of most manifests nothing is wanted. */
export class ManifestObjects {
  /**
   * @param documents As {@link documentsIn} gives them: what is read of one is kept with it.
   * @param yaml Reads a document; rejects with a ControllerError for what is no YAML.
   */
  constructor(
    private readonly documents: readonly Document[],
    private readonly yaml: (text: string) => Promise<Json>,
  ) {}

  /** The same with other texts in the place of some files. */
  with(texts: readonly ManifestText[]): ManifestObjects {
    const others = this.documents.filter(({ file }) => !texts.some((each) => each.file === file));
    return new ManifestObjects([...others, ...texts.flatMap(documentsIn)], this.yaml);
  }

  /**
   * The objects of a kind whose documents hold a word, such as their name; those in lists as well.
   * @param onUnread Told of each document that is no YAML.
   */
  async ofKind(kind: string, word: string, onUnread?: (unread: UnreadObject) => void): Promise<ManifestObject[]> {
    const isMeant = new RegExp(`^[ \\t-]*["']?kind["']?[ \\t]*:[ \\t]*["']?(?:${kind}|List)\\b`, 'm');
    const inFlow = new RegExp(`["']?kind["']?[ \\t]*:[ \\t]*["']?${kind}\\b`);
    const found: ManifestObject[] = [];
    for (const document of this.documents) {
      const { file, text } = document;
      if (!text.includes(word) || !(isMeant.test(text) || inFlow.test(text))) {
        continue;
      }
      try {
        const objects = objectsIn(await this.jsonOf(document));
        found.push(...objects.filter((each) => each['kind'] === kind).map((object) => ({ file, object, text })));
      } catch (error) {
        if (!(error instanceof ControllerError)) {
          throw error;
        }
        onUnread?.({ file, kind, error: error.message });
      }
    }
    return found;
  }

  private jsonOf(document: Document): Promise<Json> {
    return (document.json ??= this.yaml(document.text));
  }
}

/** The reader counts lines from behind the marker. */
function withoutMarker(text: string): string {
  return text.replace(/^\uFEFF?---[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r|$)/, '');
}

function objectsIn(document: Json): JsonObject[] {
  if (!isObject(document)) {
    return [];
  }
  const items = document['kind'] === 'List' ? document['items'] : undefined;
  return Array.isArray(items) ? items.filter((item) => isObject(item)) : [document];
}

/** What `metadata` says; undefined where it says nothing. */
export function metadataOf({ object }: ManifestObject, key: string): string | undefined {
  const metadata = object['metadata'];
  const value = isObject(metadata) ? metadata[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** How far a file is from another: in it, in its folder, or in a folder around. */
function distance(from: string, to: string): number {
  const around = new Set(withAncestors(dirname(to)));
  const own = [...withAncestors(dirname(from))];
  const shared = own.findIndex((folder) => around.has(folder));
  return from === to ? -1 : shared < 0 ? own.length : shared;
}

/** The objects that are nearest to a file. */
export function nearestObjects(file: string, objects: readonly ManifestObject[]): readonly ManifestObject[] {
  const nearest = Math.min(...objects.map((each) => distance(file, each.file)));
  return objects.filter((each) => distance(file, each.file) === nearest);
}

/**
 * Objects without what belongs to another environment: one that is nearer to a twin is the twin's.
 * @param twins The other files in which the asker's own object is once more.
 */
export function ownObjects(
  file: string,
  objects: readonly ManifestObject[],
  twins: readonly string[],
): readonly ManifestObject[] {
  return objects.filter((each) => !twins.some((twin) => distance(twin, each.file) < distance(file, each.file)));
}
