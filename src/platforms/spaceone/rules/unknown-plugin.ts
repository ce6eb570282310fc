import type { Fix } from '../../../manifest/finding';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { Names } from '../../../manifest/names/names';
import { rule, type RuleRemark } from '../../../manifest/rule';
import type { Value } from '../../../manifest/dialects/value';
import { isAlmost } from '../almost-the-same';
import { writeScalar } from '../../../manifest/edit/write-value';
import { chosenEndpoint, registrationsIn, type EndpointFacts } from '../endpoint-names';
import { deployedId, distinctPlugins, pluginSort, registeredPlugins } from '../registered-plugins';

export const unknownPluginCode = 'spaceone/unknown-plugin';

/**
 * The service asks the Repository for the plugin and ends in `ERROR_NO_PLUGIN` when it has none
 * (cloudforet-io/repository 1058e448). While no endpoint has been asked, it may know more plugins than a workspace has
 * manifests of: only an id that is almost one of these is doubtful then.
 */
export const unknownPlugin = rule({
  code: unknownPluginCode,
  kinds: ['spaceone.deploy'],
  severity: 'info',
  *check({ document, names }) {
    const id = deployedId(document);
    if (!id || !names.isComplete) {
      return;
    }
    const endpoint = chosenEndpoint(names);
    const isHere = names.definitions(pluginSort, id.text).length > 0;
    const remark =
      endpoint?.is === 'answered'
        ? unregistered(id, isHere, document, names, endpoint)
        : !isHere && unheardOf(id, document, names, endpoint);
    if (remark) {
      yield remark;
    }
  },
});

/** What there is to say about an id when the endpoint's plugins are known. */
function unregistered(
  id: Value,
  isHere: boolean,
  document: ManifestDocument,
  names: Names,
  { name }: EndpointFacts,
): RuleRemark | undefined {
  const { range, text } = id;
  if (registrationsIn(names, text).length > 0) {
    return undefined;
  }
  if (isHere) {
    return {
      range,
      message: `"${text}" is not registered at ${name} yet: what runs it answers ERROR_NO_PLUGIN until it is.`,
      related: registeredPlugins(names, text).map(({ at: { file, at } }) => ({ file, at, message: 'Its manifest.' })),
    };
  }
  const meant = meantBy(text, names) ?? registrationsIn(names).find((each) => isAlmost(text, each.id));
  return {
    range,
    severity: 'warning',
    message: `${name} has no plugin "${text}", and no register manifest of this workspace has it${question(meant)}`,
    ...(meant && { fix: change(meant.id, document) }),
  };
}

/** What there is to say about an id that no manifest has, while the endpoint's plugins are not known. */
function unheardOf(
  { range, text }: Value,
  document: ManifestDocument,
  names: Names,
  endpoint: EndpointFacts | undefined,
): RuleRemark | undefined {
  const here = `No register manifest of this workspace has "${text}"`;
  const meant = meantBy(text, names);
  if (meant) {
    const { file, at } = meant.at;
    return {
      range,
      message: `${here}${question(meant)}`,
      severity: 'warning',
      fix: change(meant.id, document),
      related: [{ file, at, message: `"${meant.id}" is registered here.` }],
    };
  }
  if (!endpoint) {
    return registeredPlugins(names).length > 0 ? { range, message: `${here}; the Repository may know it.` } : undefined;
  }
  const { name, is } = endpoint;
  return is === 'asking'
    ? undefined
    : { range, message: `${here}, and ${name} ${is === 'failed' ? 'could not be asked' : 'has not been asked yet'}.` };
}

function meantBy(text: string, names: Names): ReturnType<typeof registeredPlugins>[number] | undefined {
  const known = distinctPlugins(names);
  return known.find(({ image }) => image === text) ?? known.find(({ id }) => isAlmost(text, id));
}

function question(meant: { readonly id: string } | undefined): string {
  return meant ? `: did you mean "${meant.id}"?` : '.';
}

function change(id: string, { dialect }: ManifestDocument): Fix {
  return { title: `Change to ${id}`, replace: writeScalar(id, dialect) };
}
