import { Fixtures } from '../src/platforms/argocd/preview/fixtures';
import { ManifestObjects, documentsIn } from '../src/platforms/argocd/preview/manifest-objects';
import {
  isApplicationSet,
  nothingOf,
  previewManifest,
  type ManifestPreview,
  type ManifestPreviewOptions,
} from '../src/platforms/argocd/preview/preview-manifest';
import { Templates } from '../src/platforms/argocd/preview/rendering/templates';
import { sharedEngine } from './template-engine';

/** The previews of all ApplicationSets in files, by their paths; of one that is no YAML, why it is none. */
export async function previewAll(
  files: Readonly<Record<string, string>>,
  options: Partial<ManifestPreviewOptions> = {},
): Promise<ManifestPreview[]> {
  const engine = sharedEngine();
  const version = options.version ?? '3.5';
  const templates = new Templates(engine, { goTemplate: true, options: [], version });
  const texts = Object.entries(files).map(([file, text]) => ({ file, text }));
  const manifests = new ManifestObjects(texts.flatMap(documentsIn), (text) => templates.yaml(text));
  const previews: ManifestPreview[] = [];
  const sets = await manifests.ofKind('ApplicationSet', 'ApplicationSet', ({ error }) =>
    previews.push({ ...nothingOf({ file: '', object: {}, text: '' }), error }),
  );
  for (const set of sets.filter(isApplicationSet)) {
    previews.push(
      await previewManifest(set, {
        engine,
        manifests,
        version,
        instead: () => ({}),
        signal: new AbortController().signal,
        onSecret: () => undefined,
        outside: new Fixtures({
          file: set.file,
          read: (file) => Promise.resolve(files[file]),
          yaml: (text) => templates.yaml(text),
          own: () => Promise.resolve(undefined),
        }),
        ...options,
      }),
    );
  }
  return previews;
}
