import type { Json } from '../../../base/json';
import type { TemplateEngine } from '../../../runtime/template-engine/template-engine';
import type { ConnectionInstead } from '../calls/connection';
import type { AskServer } from './answer-memory';
import { Fixtures, type OwnRepository } from './fixtures';
import { ManifestObjects, documentsIn, type ManifestObject, type ManifestText } from './manifest-objects';
import { isApplicationSet, nothingOf, previewManifest, type ManifestPreview } from './preview-manifest';
import { Templates, type ArgoVersion } from './rendering/templates';

/** What a front end has of the workspace around the sets that are previewed. */
export interface PreviewedWorkspace {
  /** The objects among which a set finds its ConfigMap and its Secret. */
  readonly objects: ManifestObjects;
  /** Reads a file beside a set; undefined where there is none. */
  readonly read: (file: string) => Promise<string | undefined>;
  /** The repository that a file is in. */
  readonly repositoryAround: (file: string) => Promise<OwnRepository | undefined>;
}

/** How sets are previewed. */
export interface PreviewSettings {
  readonly engine: TemplateEngine;
  readonly version: ArgoVersion;
  /** What is asked in the place of what a ConfigMap and its Secret say, by the ConfigMap's name. */
  readonly instead: (configMap: string) => ConnectionInstead;
  /** How servers are asked; each call is sent unless given. */
  readonly ask?: AskServer | undefined;
  /** Told of each token before it is sent. */
  readonly onSecret: (secret: string) => void;
  readonly signal: AbortSignal;
}

/** Reads YAML as Kubernetes does. */
export function kubernetesYaml(engine: TemplateEngine): (text: string) => Promise<Json> {
  const templates = new Templates(engine, { goTemplate: true, options: [], version: '3.5' });
  return (text) => templates.yaml(text);
}

/**
 * The previews of all ApplicationSets in some manifests; of a document that is no YAML, why it is none.
 * @throws an AbortError on abort
 */
export async function previewsOf(
  named: readonly ManifestText[],
  workspace: PreviewedWorkspace,
  settings: PreviewSettings,
): Promise<ManifestPreview[]> {
  const yaml = kubernetesYaml(settings.engine);
  const previews: ManifestPreview[] = [];
  const objects = new ManifestObjects(named.flatMap(documentsIn), yaml);
  const found = await objects.ofKind('ApplicationSet', 'ApplicationSet', ({ file, error }) => {
    const unread: ManifestObject = { file, object: {}, text: '' };
    previews.push({ ...nothingOf(unread), error });
  });
  for (const set of found.filter(isApplicationSet)) {
    const { file } = set;
    const own = (): Promise<OwnRepository | undefined> => workspace.repositoryAround(file);
    const outside = new Fixtures({ file, read: workspace.read, yaml, own });
    previews.push(await previewManifest(set, { ...settings, manifests: workspace.objects, outside }));
  }
  return previews;
}
