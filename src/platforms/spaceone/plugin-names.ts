import { mentionsRootKey, type ManifestKind } from '../../manifest/kind';
import { ManifestDocument } from '../../manifest/parse/manifest-document';
import { noNames, type Mention, type NameReader } from '../../manifest/names/names';
import { manifestsWithin } from '../../manifest/check/parts';
import { recognize } from '../../manifest/check/recognition';
import { deployManifest } from './deploy-manifest';
import { registerManifest } from './register-manifest';
import { deployedId, factsOf, knownText, pluginSort, registeredId } from './registered-plugins';
import { spaceoneYaml } from './spaceone-yaml';
import { taskFile } from './task-file';

/** Register manifests give plugins their ids, deploy manifests refer to them. */
export const pluginNames: NameReader = {
  dialect: spaceoneYaml,
  sniff: (text) => isRegistered(text) || isDeployed(text) || taskFile.sniff(text, noNames),
  candidates: () => undefined,
  read(document) {
    const kind = recognize(document.parsed, [taskFile, registerManifest, deployManifest], undefined, noNames);
    return kind === taskFile
      ? manifestsWithin(document.parsed, kind).flatMap((inner) =>
          mentionsOf(new ManifestDocument(inner.parsed, spaceoneYaml), inner.kind),
        )
      : mentionsOf(document, kind);
  },
  refuses(sort, name) {
    return sort !== pluginSort || /^[A-Za-z0-9-]{1,48}$/.test(name)
      ? undefined
      : 'An image takes letters, digits and hyphens, 48 at most, and the id of a plugin is as a rule that of its image.';
  },
};

function mentionsOf(document: ManifestDocument, kind: ManifestKind | undefined): Mention[] {
  const mention =
    kind?.id === registerManifest.id
      ? registration(document)
      : kind?.id === deployManifest.id
        ? reference(document)
        : undefined;
  return mention && isOnOneLine(mention, document) ? [mention] : [];
}

/** What every registration has: other files with an `image` at their root have neither of the others. */
function isRegistered(text: string): boolean {
  return mentionsRootKey(text, ['image']) && mentionsRootKey(text, ['resource_type', 'service_type', 'capability']);
}

function isDeployed(text: string): boolean {
  return text.includes('plugin_id') && mentionsRootKey(text, ['plugin_info']);
}

function registration(document: ManifestDocument): Mention | undefined {
  const id = registeredId(document);
  return id && { is: 'definition', sort: pluginSort, ...id, facts: { ...factsOf(document) } };
}

function reference(document: ManifestDocument): Mention | undefined {
  const id = deployedId(document);
  const version = knownText(document.at('plugin_info', 'version'));
  return (
    id && {
      is: 'reference',
      sort: pluginSort,
      name: id.text,
      range: id.rangeOf(0, id.text.length),
      ...(version !== undefined && { facts: { version } }),
    }
  );
}

function isOnOneLine({ range }: Mention, { text }: ManifestDocument): boolean {
  return !/[\r\n]/.test(text.slice(range.start, range.end));
}
