import { applicationSet, pluginConfigMap, pluginSecret } from '../../../src/platforms/argocd/manifest-kinds';
import { agreesWithOracles } from '../../unit/manifest/schema-oracles';

const head = 'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: set, namespace: argocd}\n';
const plugin = '{plugin: {configMapRef: {name: a}}}';
const template = `template:
    metadata: {name: '{{ .name }}'}
    spec: {project: default, destination: {}}
`;

/** Good manifests, which have a key of every part of the schema and all of a plugin generator's. */
const sets = [
  `${head}spec:
  goTemplate: true
  goTemplateOptions: ['missingkey=error']
  applyNestedSelectors: true
  templatePatch: 'a: b'
  preservedFields: {annotations: [a], labels: [b]}
  syncPolicy: {applicationsSync: create-only, preserveResourcesOnDeletion: true}
  ignoreApplicationDifferences: [{name: a, jsonPointers: [/a], jqPathExpressions: [.a]}]
  strategy:
    type: RollingSync
    deletionOrder: Reverse
    rollingSync:
      steps: [{maxUpdate: 25%, matchExpressions: [{key: a, operator: In, values: [b]}]}, {maxUpdate: 1}]
  generators:
    - plugin:
        configMapRef: {name: a}
        input: {parameters: {a: 1, b: [c], d: {e: f}, g: null}}
        requeueAfterSeconds: 30
        values: {a: b}
        template:
          metadata: {}
          spec: {project: default, destination: {}}
      selector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: In, values: [b]}]}
  ${template}`,
  `${head}spec:
  generators:
    - matrix:
        generators:
          - list: {elements: [{a: b}], elementsYaml: a}
          - matrix:
              generators:
                - clusters: {}
                - plugin: {configMapRef: {name: a}}
                  selector: {}
    - merge:
        mergeKeys: [a]
        generators:
          - plugin: {configMapRef: {name: a}, values: {a: b}}
          - merge:
              mergeKeys: [b]
              generators: [{plugin: {configMapRef: {name: b}}}, {clusters: {flatList: true, values: {a: b}}}]
  ${template}`,
  `${head}spec:
  generators:
    - git: {repoURL: a, revision: b, directories: [{path: c, exclude: true}], files: [{path: d}], requeueAfterSeconds: 1}
    - clusterDecisionResource: {configMapRef: a, name: b, requeueAfterSeconds: 1, values: {a: b}}
    - scmProvider: {cloneProtocol: ssh, github: {organization: a, tokenRef: {secretName: a, key: b}}, filters: [{branchMatch: a}]}
    - pullRequest: {github: {owner: a, repo: b, labels: [c]}, requeueAfterSeconds: 60}
    - plugin: {configMapRef: {name: a}}
  ${template}`,
  `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  generateName: set-
  labels: {a: b}
  annotations: {a: b}
  finalizers: [a]
  creationTimestamp: null
  generation: 1
  managedFields: [{a: b}]
  ownerReferences: [{apiVersion: a, kind: b, name: c, uid: d}]
status: {anything: [1]}
spec:
  generators: [${plugin}]
  ${template}`,
  ...[
    `source:
        repoURL: a
        path: b
        targetRevision: HEAD
        helm:
          releaseName: a
          parameters: [{name: a, value: b, forceString: true}]
          valuesObject: {a: [1]}
          values: 'a: b'
          valueFiles: [a]
        plugin: {name: a, env: [{name: a, value: b}], parameters: [{name: a, string: b, array: [c], map: {d: e}}]}`,
    `sources:
        - repoURL: a
          ref: b
          chart: c
          kustomize: {images: [a], commonLabels: {a: b}, replicas: [{name: a, count: 1}], patches: [{target: {kind: b}}]}
          directory: {recurse: true, jsonnet: {extVars: [{name: a, value: b}]}}`,
    `info: [{name: a, value: b}]
      revisionHistoryLimit: 3
      ignoreDifferences: [{kind: a, group: b, jsonPointers: [/a], managedFieldsManagers: [a]}]
      syncPolicy:
        automated: {prune: true}
        syncOptions: [a]
        retry: {limit: 1, backoff: {duration: 5s, factor: 2, maxDuration: 3m}}
        managedNamespaceMetadata: {labels: {a: b}, annotations: {a: b}}`,
  ].map(
    (part) => `${head}spec:
  generators: [${plugin}]
  template:
    metadata: {name: a, namespace: b, labels: {a: b}, annotations: {a: b}, finalizers: [a]}
    spec:
      project: default
      destination: {name: a, namespace: b, server: c}
      ${part}
`,
  ),
];

const configMaps = [
  `apiVersion: v1
kind: ConfigMap
metadata: {name: a, namespace: argocd, labels: {a: b}, annotations: {a: b}, finalizers: [a]}
data: {baseUrl: 'http://a', token: $a, requestTimeout: '30', other: text}
binaryData: {a: YQ==}
immutable: true
`,
  'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {token: null}\n',
];

const secrets = [
  `apiVersion: v1
kind: Secret
metadata: {name: a, namespace: argocd, labels: {a: b}, annotations: {a: b}, uid: c}
type: Opaque
data: {token: YQ==}
stringData: {token: a, other: null}
immutable: false
`,
  'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {}\n',
];

describe('our engine agrees with ajv and with the JSON language service', () => {
  agreesWithOracles(applicationSet, sets);
  agreesWithOracles(pluginConfigMap, configMaps);
  agreesWithOracles(pluginSecret, secrets);
});
