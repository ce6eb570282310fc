import { basename } from '../../base/paths';
import { k8s } from '../../manifest/dialects/k8s-dialect';
import type { ManifestDocument } from '../../manifest/parse/manifest-document';
import type { Mention, NameReader } from '../../manifest/names/names';
import type { TextRange } from '../../manifest/parse/text-range';
import { Value } from '../../manifest/dialects/value';
import { chartMentions, mayBeChart } from './chart';
import { pluginsOf } from './generators';
import { kustomizeMentions } from './kustomize';
import { KubernetesObject, objectsIn, textOf } from './kubernetes-object';
import { isShapedAsConnection, keySort, type Asked, partOfLabel, sorts } from './plugin-connection';
import { hashOf, secretValue } from './secret-value';
import { hostOf, tokenOf } from './references';
import { workloadMentions, workloads } from './workload-names';

const ofControllerAlone = [
  'argocd-cm',
  'argocd-cmd-params-cm',
  'argocd-rbac-cm',
  'argocd-secret',
  'argocd-applicationset-controller',
];

/** More names than that in a manifest's metadata are none of its own. */
const mostCandidates = 8;

/** A list at the root that a kustomization has, kind or none. */
const kustomizeList =
  /(?:^|[{,]\s*)["']?(?:resources|bases|components|patches|patchesStrategicMerge)["']?[ \t]*:\s*(?:#[^\n]*\n[ \t]*)*(?:\[|- )/m;

const pattern =
  /\b(?:ApplicationSet|ConfigMap|SealedSecret|ExternalSecret|Secret|Service|Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|AppProject|Kustomization)\b|(?:configMap|secret)Generator/;

/** Who gives and who uses the names of ConfigMaps, Secrets, their keys, and Services, from the ApplicationSet on. */
export const argocdNames: NameReader = {
  dialect: k8s,
  sniff: (text) => pattern.test(text) || kustomizeList.test(text) || mayBeChart(text),
  candidates,
  read(document) {
    return [...mentions(document)].filter(({ range }) => isOnOneLine(range, document.text));
  },
  refuses(sort, name) {
    if (sort === sorts.configMap || sort === sorts.secret || sort === sorts.service) {
      return name.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)
        ? undefined
        : 'Kubernetes takes small letters, digits, "-" and "." in a name, and no "-" or "." at its ends.';
    }
    return !sort.startsWith(keySort('')) || /^[-._a-zA-Z0-9]{1,253}$/.test(name)
      ? undefined
      : 'Kubernetes takes letters, digits, "-", "_" and "." in a key.';
  },
};

function candidates(text: string): readonly string[] | undefined {
  if (/(?:configMap|secret)Generator/.test(text) || kustomizeList.test(text) || mayBeChart(text)) {
    return undefined;
  }
  const kind = /^["']?kind["']?\s*:\s*["']?(\w+)/m.exec(text)?.[1] ?? /["']?kind["']?\s*:\s*["']?(\w+)/.exec(text)?.[1];
  switch (kind ?? '') {
    case 'ApplicationSet':
      return text.includes('argoproj.io') && text.includes('plugin') ? undefined : [];
    case 'ConfigMap':
      return text.includes('baseUrl') && text.includes('token') ? undefined : namesIn(text);
    case 'Secret':
      return text.includes(`${partOfLabel}: argocd`) ? undefined : [...namesIn(text), ...keysIn(text)];
    case 'List':
    case 'AppProject':
      return undefined;
    case 'SealedSecret':
    case 'ExternalSecret':
    case 'Service':
      return namesIn(text);
    default:
      return kind !== undefined && workloads.has(kind) ? labelsIn(text) : [];
  }
}

/** What may be the name of the object, by a look at the text behind `metadata`. */
function namesIn(text: string): string[] {
  const from = text.search(/["']?metadata["']?\s*:/);
  const part = from < 0 ? '' : text.slice(from, from + 20_000);
  const found = [...part.matchAll(/[\s{,]["']?name["']?\s*:\s*["']?([\w.-]+)/g)].map(([, name]) => name ?? '');
  return [...new Set(found)].slice(0, mostCandidates);
}

/** The keys that a Secret may have: a token may name one and not its Secret. */
function keysIn(text: string): string[] {
  const keys = text.slice(0, 20_000).matchAll(/^[ \t]+["']?([\w.-]+)["']?[ \t]*:/gm);
  return [...new Set([...keys].map(([, key]) => key ?? ''))].slice(0, 4 * mostCandidates);
}

/** The values that a Service may select a workload by. */
function labelsIn(text: string): string[] {
  const lines = /[\s{,]["']?[\w./-]*(?:app|name|instance|component|run|tier)["']?\s*:\s*["']?([\w.-]+)/g;
  return [...new Set([...text.matchAll(lines)].map(([, value]) => value ?? ''))].slice(0, 4 * mostCandidates);
}

function* mentions(document: ManifestDocument): Generator<Mention> {
  const objects = objectsIn(document.parsed)?.map((node) => new Value(node, document.dialect));
  for (const root of objects ?? [document.root]) {
    yield* mentionsOf(new KubernetesObject(root));
  }
}

function* mentionsOf(object: KubernetesObject): Generator<Mention> {
  yield* namesOf(object);
  yield* ofController(object);
}

function* namesOf(object: KubernetesObject): Generator<Mention> {
  switch (object.kind) {
    case 'ApplicationSet':
      yield* ofApplicationSet(object);
      return;
    case 'ConfigMap':
      yield* ofConfigMap(object);
      return;
    case 'Secret':
      yield* ofSecret(object);
      return;
    case 'SealedSecret':
    case 'ExternalSecret':
      yield* ofSecretSource(object);
      return;
    case 'Service':
      yield* ofService(object);
      return;
    case 'Kustomization':
    case 'Component':
    case '':
      yield* ofKustomization(object);
      yield* kustomizeMentions(object);
      yield* chartMentions(object);
      return;
    default:
      yield* workloadMentions(object);
  }
}

function* ofApplicationSet(object: KubernetesObject): Generator<Mention> {
  if (!object.apiVersion.startsWith('argoproj.io/')) {
    return;
  }
  // Nothing refers to a set by its name: it is found, and not renamed.
  if (object.name !== undefined) {
    const { name, namespace } = object;
    yield { is: 'definition', sort: sorts.applicationSet, name, scope: namespace, range: nowhere };
  }
  for (const name of ofControllerAlone) {
    yield { is: 'reference', sort: sorts.controller, name, range: nowhere };
  }
  for (const { value } of pluginsOf(object.root)) {
    const name = value.at('configMapRef', 'name');
    const text = textOf(name);
    if (name && text !== undefined) {
      yield { is: 'reference', sort: sorts.configMap, name: text, scope: object.namespace, range: whole(name) };
    }
  }
}

function* ofConfigMap(object: KubernetesObject): Generator<Mention> {
  const keys = object.root?.at('data')?.keys ?? [];
  const isConnection = isShapedAsConnection(object);
  yield* definition(object, sorts.configMap, { keys: keys.slice(0, 200), isConnection });
  const [token, address] = ['token', 'baseUrl'].map((key) => object.root?.at('data', key));
  if (!isConnection || !token || !address) {
    return;
  }
  const scope = object.namespace;
  const reference = tokenOf(textOf(token) ?? '');
  const host = hostOf(textOf(address) ?? '', scope);
  if (reference) {
    const { secret, key, secretAt, keyAt } = reference;
    const facts: Asked = { isToken: true, service: host?.service ?? null, serviceScope: host?.namespace ?? null };
    const range = secretAt ? token.rangeOf(secretAt.start, secretAt.end) : nowhere;
    yield { is: 'reference', sort: sorts.secret, name: secret, scope, range, facts: { isToken: true } };
    const keyRange = token.rangeOf(keyAt.start, keyAt.end);
    yield { is: 'reference', sort: keySort(secret), name: key, scope, range: keyRange, facts: { ...facts } };
  }
  if (host) {
    const range = address.rangeOf(host.at.start, host.at.end);
    yield { is: 'reference', sort: sorts.service, name: host.service, scope: host.namespace, range };
  }
}

function* ofSecret(object: KubernetesObject): Generator<Mention> {
  const values = ['data', 'stringData'].flatMap((part) =>
    (object.root?.at(part)?.properties ?? []).map((value) => ({ part, value, key: value.key?.text ?? '' })),
  );
  const known = values.map(({ key, part, value }) => [key, hashOf(secretValue(value, part === 'data'))] as const);
  const keys = [...new Set(values.map(({ key }) => key))].slice(0, 200);
  yield* definition(object, sorts.secret, { keys, hashes: Object.fromEntries(known.slice(0, 200)) });
  for (const { value, key } of object.name === undefined ? [] : values.slice(0, 200)) {
    if (value.key && !value.key.masked) {
      yield {
        is: 'definition',
        sort: keySort(object.name ?? ''),
        name: key,
        scope: object.namespace,
        range: value.key.range,
      };
    }
  }
}

/** What makes a Secret in the cluster. */
function* ofSecretSource(object: KubernetesObject): Generator<Mention> {
  const target = object.kind === 'ExternalSecret' ? object.root?.at('spec', 'target', 'name') : undefined;
  const name = textOf(target) === undefined ? object.root?.at('metadata', 'name') : target;
  const text = textOf(name);
  const keys = sourceKeys(object);
  if (name && text !== undefined) {
    const facts = keys ? { keys } : {};
    yield { is: 'definition', sort: sorts.secret, name: text, scope: object.namespace, range: whole(name), facts };
  }
}

/**
 * The keys that a Secret gets by a SealedSecret or an ExternalSecret; undefined where only the outside knows them
 * (sealed-secrets v0.27, `pkg/apis/sealedsecrets/v1alpha1/types.go`; external-secrets v0.10, `apis/externalsecrets/v1beta1`).
 */
function sourceKeys({ root, kind }: KubernetesObject): string[] | undefined {
  const spec = root?.at('spec');
  const template = kind === 'SealedSecret' ? spec?.at('template') : spec?.at('target', 'template');
  const isOpen =
    [spec?.at('dataFrom'), template?.at('templateFrom')].some(Boolean) ||
    textOf(spec?.at('target', 'creationPolicy')) === 'Merge';
  const items = spec?.at('data')?.items ?? [];
  const sealed = spec?.at('encryptedData')?.keys ?? [];
  const own = kind === 'SealedSecret' ? sealed : items.map((item) => textOf(item.at('secretKey')) ?? '');
  const keys = [...own, ...(template?.at('data')?.keys ?? []), ...(template?.at('stringData')?.keys ?? [])];
  return isOpen || keys.length === 0 || keys.includes('') ? undefined : keys.slice(0, 200);
}

function* ofService(object: KubernetesObject): Generator<Mention> {
  const selector = Object.fromEntries(
    (object.root?.at('spec', 'selector')?.properties ?? []).map((value) => [value.key?.text ?? '', value.text]),
  );
  const ports = (object.root?.at('spec', 'ports')?.items ?? []).map((port) => ({
    port: port.at('port')?.reading?.value ?? null,
    targetPort: port.at('targetPort')?.reading?.value ?? null,
  }));
  const type = object.textAt('spec', 'type') ?? 'ClusterIP';
  const isHeadless = object.root?.at('spec', 'clusterIP')?.text === 'None';
  yield* definition(object, sorts.service, { ports, selector, type, isHeadless });
  // Workloads are found by their labels: nothing names them.
  for (const name of new Set(Object.values(selector))) {
    yield { is: 'reference', sort: sorts.label, name, scope: object.namespace, range: nowhere };
  }
}

function* ofKustomization(object: KubernetesObject): Generator<Mention> {
  const scope = object.textAt('namespace');
  for (const [list, sort] of [
    ['configMapGenerator', sorts.configMap],
    ['secretGenerator', sorts.secret],
  ] as const) {
    for (const item of object.root?.at(list)?.items ?? []) {
      const name = item.at('name');
      const text = textOf(name);
      const options = [item.at('options'), object.root?.at('generatorOptions')];
      const isHashed = !options.some((each) => each?.at('disableNameSuffixHash')?.reading?.value === true);
      if (name && text !== undefined) {
        const keys = generatedKeys(item);
        const isConnection = keys?.includes('baseUrl') === true && keys.includes('token');
        const facts = { isHashed, ...(keys && { keys }), isConnection };
        yield {
          is: 'definition',
          sort,
          name: text,
          scope: textOf(item.at('namespace')) ?? scope,
          range: whole(name),
          facts,
        };
      }
    }
  }
}

/** The keys of what kustomize generates; undefined where files that are not read here give them. */
function generatedKeys(item: Value): string[] | undefined {
  if (item.at('envs') ?? item.at('env') ?? item.at('behavior')) {
    return undefined;
  }
  const texts = (list: string): string[] => (item.at(list)?.items ?? []).slice(0, 200).map(({ text }) => text);
  const literals = texts('literals').map((text) => text.split('=')[0] ?? '');
  const files = texts('files').map((text) => (text.includes('=') ? (text.split('=')[0] ?? '') : basename(text)));
  return [...literals, ...files];
}

/** What is nowhere but where the controller is (argo-cd v3.5.7, `docs/operator-manual/declarative-setup.md`). */
function* ofController(object: KubernetesObject): Generator<Mention> {
  const { kind, name, namespace } = object;
  const isAlone = ofControllerAlone.some((each) => each === name);
  const isOfRepository = kind === 'Secret' && object.label('argocd.argoproj.io/secret-type') !== undefined;
  const isProject = kind === 'AppProject' && object.apiVersion.startsWith('argoproj.io/');
  if (namespace !== undefined && (isAlone || isOfRepository || isProject)) {
    yield* definition(object, sorts.controller, {});
  }
}

function* definition(object: KubernetesObject, sort: string, facts: Mention['facts'] & object): Generator<Mention> {
  const name = object.root?.at('metadata', 'name');
  if (name && object.name !== undefined) {
    yield { is: 'definition', sort, name: object.name, scope: object.namespace, range: whole(name), facts };
  }
}

/** For a name that does not stand in the text: it is found, but not renamed. */
const nowhere: TextRange = { start: 0, end: 0 };

function whole(value: Value): TextRange {
  return value.rangeOf(0, value.text.length);
}

function isOnOneLine({ start, end }: TextRange, text: string): boolean {
  return !/[\r\n]/.test(text.slice(start, end));
}
