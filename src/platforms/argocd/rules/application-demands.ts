import type { Value } from '../../../manifest/dialects/value';
import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import { firstLine } from '../../../manifest/parse/text-range';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { generatorsOf, isNear } from '../generators';
import { isHelmTemplate, isOpen } from '../helm-template';
import { textOf } from '../kubernetes-object';
import { isPlaceholder } from '../plugin-connection';

/**
 * What an Application must have although the schema of the ApplicationSet does not ask for it: a name, one destination,
 * and a source with something in it (argo-cd v3.5.7, `util/argo/argo.go`, `ValidateRepo` and `GetDestinationCluster`).
 */
export const applicationDemands = rule({
  code: 'argocd/application-demands',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document }) {
    const template = document.at('spec', 'template');
    // A generator's template fills in, and a patch may add whatever is missing.
    const isWhole = !generatorsOf(document.root).some(({ value }) => value.at('template'));
    const isPatched = document.at('spec', 'templatePatch') !== undefined;
    if (template?.isMapping !== true || isHelmTemplate(document)) {
      return;
    }
    const spec = template.at('spec');
    if (isWhole && !isPatched && !isOpen(document)) {
      yield* missing(template);
    }
    if (spec?.isMapping === true) {
      const isAll = !isPatched && isWhole && !isOpen(document);
      yield* destinationRemarks(spec.at('destination'), isAll, document);
      if (isAll) {
        yield* sourceRemarks(spec, document);
      }
    }
  },
});

function* missing(template: Value): Generator<RuleRemark> {
  const metadata = template.at('metadata');
  if (metadata?.isMapping === true && isNothing(metadata.at('name')) && !nearKey(metadata, 'name')) {
    const message =
      'The Applications get no name, and the API server refuses each with "name or generateName is required": give "metadata.name" with a parameter.';
    yield { range: (metadata.at('name')?.key ?? metadata.key ?? metadata).range, message };
  }
}

/** A key that is no other one's name and was meant to be this one. */
function nearKey({ keys }: Value, name: string): boolean {
  return keys.some((key) => key !== name && isNear(key.toLowerCase(), name.toLowerCase()));
}

function* destinationRemarks(
  destination: Value | undefined,
  isAll: boolean,
  document: ManifestDocument,
): Generator<RuleRemark> {
  const [server, name] = [destination?.at('server'), destination?.at('name')];
  if (destination?.isMapping === true && isNothing(server) && isNothing(name)) {
    const isMisspelt = ['server', 'name'].some((key) => nearKey(destination, key));
    const isMeantElsewhere = destination.keys.some((key) => !['server', 'name', 'namespace'].includes(key));
    if (isAll && !isMisspelt && !isMeantElsewhere) {
      const message =
        'Argo CD ends in "Destination server missing from app spec": give the cluster with "server", such as "https://kubernetes.default.svc", or with "name", such as "in-cluster".';
      yield { range: firstLine((destination.key ?? destination).range, document.text), message };
    }
    return;
  }
  yield* swapped(server, name);
  if (!server?.key || !name?.key || isNothing(server) || isNothing(name) || [server, name].some(isConditional)) {
    return;
  }
  const later = server.range.start > name.range.start ? server : name;
  const isSure = ![server, name].some(({ text, isMasked }) => isMasked || text.includes('{{'));
  const message =
    'Argo CD ends in "application destination can\'t have both name and server defined": leave out "name" or "server".';
  yield {
    range: firstLine((later.key ?? later).range, document.text),
    message,
    severity: isSure ? 'error' : 'warning',
  };
}

/** An address is looked up among addresses, a name among names. */
function* swapped(server: Value | undefined, name: Value | undefined): Generator<RuleRemark> {
  const [address, called] = [textOf(server), textOf(name)];
  if (server?.key && address !== undefined && isNothing(name) && /^[\w.-]+$/.test(address) && !isPlaceholder(address)) {
    const message = `Argo CD looks for a cluster with the address "${address}" and finds none: "server" takes an address such as "https://kubernetes.default.svc", and a cluster's name stands under "name".`;
    yield { range: server.range, message, severity: 'warning' };
  } else if (name?.key && called !== undefined && isNothing(server) && /^https?:\/\//.test(called)) {
    const message = `Argo CD ends in "there are no clusters with this name: ${called}": an address stands under "server".`;
    yield { range: name.range, message };
  }
}

function* sourceRemarks(spec: Value, document: ManifestDocument): Generator<RuleRemark> {
  const [source, sources] = [spec.at('source'), spec.at('sources')];
  const isEmpty = sources?.isSequence === true && sources.items.length === 0;
  const isGiven = [source, isEmpty ? undefined : sources, spec.at('sourceHydrator')].some((value) => !isNothing(value));
  if (!isGiven) {
    if (isEmpty || !spec.keys.some((key) => /^so?u?rc?e/i.test(key))) {
      const message =
        'The Applications have no source, and Argo CD ends in "spec.source.repoURL and either spec.source.path or spec.source.chart are required": give "source".';
      yield { range: firstLine((spec.key ?? spec).range, document.text), message };
    }
    return;
  }
  const isMulti = sources?.isSequence === true && sources.items.length > 0;
  for (const each of isMulti ? sources.items : source?.isMapping === true ? [source] : []) {
    yield* ofSource(each, isMulti, document);
  }
}

function* ofSource(source: Value, isOneOfMany: boolean, document: ManifestDocument): Generator<RuleRemark> {
  const lacks = (key: string): boolean => isNothing(source.at(key)) && !nearKey(source, key);
  const range = firstLine((source.key ?? source.properties[0]?.key ?? source).range, document.text);
  const address = source.at('repoURL');
  if (address?.key && isNothing(address)) {
    const message =
      'Argo CD ends in "spec.source.repoURL and either spec.source.path or spec.source.chart are required": give the address of the repository.';
    yield { range: address.key.range, message };
  } else if (lacks('path') && lacks('chart') && !(isOneOfMany && !lacks('ref'))) {
    const either = isOneOfMany ? '"path", "chart" or "ref"' : '"path" or "chart"';
    const message = `Argo CD ends in "spec.source.repoURL and either spec.source.path or spec.source.chart are required": give the source ${either}.`;
    yield { range, message };
  } else if (!lacks('chart') && lacks('targetRevision')) {
    const message =
      'Argo CD ends in "spec.source.targetRevision is required if the manifest source is a helm chart": give the version of the chart.';
    yield { range, message };
  }
}

/** Not there, null or an empty text, which the controller takes for the same. */
function isNothing(value: Value | undefined): boolean {
  return value === undefined || (value.text === '' && !value.isMapping && !value.isSequence && !value.isMasked);
}

/** A template that may print nothing. */
function isConditional({ text, isMasked }: Value): boolean {
  return (isMasked || text.includes('{{')) && /\b(?:if|with|range|ternary|default|coalesce|or|and)\b/.test(text);
}
