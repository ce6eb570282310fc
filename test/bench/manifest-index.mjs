// node test/bench/manifest-index.mjs
// The index of a workspace's manifests: 10,000 YAML files of which 200 are ours, on the disk, from the first question
// until all are known; then a thousand changes of ours in a second, each to another name, told as src/editor/workspace-changes.ts does.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setInterval, clearInterval, setTimeout } from 'node:timers';
import { loadEngine, longestBlock, median, packageSources } from './manifest-engine.mjs';

const GOAL = 1500;
const GOAL_BLOCK = 50;
const GOAL_REFRESHES = 3;
const ROUNDS = 5;
/** As in src/editor/workspace-changes.ts. */
const BURST = 400;

const lines = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join('\n');

const compose = (index) => `services:
${lines(6, (n) => `  service${n}:\n    image: example.org/group/service${n}:${index}\n    ports: ["80${n}0:80"]\n    environment:\n      MODE: production\n    depends_on: [database]`)}
  database: {image: "postgres:16"}
`;
const workflow = (index) => `name: Build ${index}
on: {push: {branches: [main]}}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${lines(20, (n) => `      - name: Step ${n}\n        run: |\n          make step${n}\n          make check${n}`)}
`;
const pipeline = (index) => `stages: [build, test]
variables: {IMAGE: "example.org/app:${index}"}
${lines(12, (n) => `job${n}:\n  stage: build\n  image: node:20\n  script:\n    - npm ci\n    - npm run job${n}`)}
`;
const values = (index) => `replicaCount: ${index % 5}
image: {repository: example.org/app, tag: "1.${index}"}
${lines(40, (n) => `section${n}:\n  enabled: false\n  resources: {limits: {cpu: 100m, memory: 128Mi}}\n  annotations: {}`)}
`;
const chart = (index) => `{{- if .Values.enabled }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "app.fullname" . }}-${index}
  labels: {{- include "app.labels" . | nindent 4 }}
spec:
  replicas: {{ .Values.replicaCount }}
  template:
    spec:
      containers:
${lines(10, (n) => `        - name: {{ .Chart.Name }}-${n}\n          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"\n          ports: [{containerPort: 80${n}}]`)}
{{- end }}
`;
const objects = (index) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: app-${index}, namespace: apps, labels: {app: app-${index}}}
spec:
  selector: {matchLabels: {app: app-${index}}}
  template:
    metadata: {labels: {app: app-${index}}}
    spec:
      containers:
        - name: app
          image: example.org/app:${index}
${lines(30, (n) => `          # setting ${n} of this container`)}
---
apiVersion: v1
kind: Service
metadata: {name: app-${index}, namespace: apps}
spec: {selector: {app: app-${index}}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: app-${index}, namespace: apps}
data:
${lines(20, (n) => `  SETTING_${n}: "value ${n}"`)}
---
apiVersion: v1
kind: Secret
metadata: {name: app-${index}, namespace: apps}
stringData: {password: changeme}
`;
const openApi = (index) => `openapi: 3.0.3
info: {title: API ${index}, version: 1.0.0}
paths:
${lines(120, (n) => `  /things${n}/{id}:\n    get:\n      operationId: getThing${n}\n      parameters:\n        - {name: id, in: path, required: true, schema: {type: string}}\n      responses:\n        "200":\n          description: The thing\n          content: {application/json: {schema: {$ref: "#/components/schemas/Thing${n}"}}}`)}
`;
const dashboards = (index) => `apiVersion: v1
kind: ConfigMap
metadata: {name: dashboard-${index}, namespace: monitoring, labels: {grafana_dashboard: "1"}}
data:
  dashboard.json: |
    {"panels": [
${lines(1500, (n) => `      {"id": ${n}, "type": "graph", "targets": [{"expr": "sum(rate(requests_total[5m]))", "legendFormat": "{{ pod }}"}]},`)}
    {}]}
`;
const otherSets = (index) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: set-${index}, namespace: argocd}
spec:
  generators:
    - git: {repoURL: "https://git.example.com/apps.git", revision: HEAD, directories: [{path: "apps/*"}]}
  template:
    metadata: {name: "{{path.basename}}"}
    spec: {project: default, source: {repoURL: x, path: "{{path}}"}, destination: {name: in-cluster}}
`;
const others = [
  ...Array.from({ length: 20 }, () => [compose, workflow, pipeline, values, chart, objects, objects]).flat(),
  openApi,
  dashboards,
  otherSets,
];

const register = (index) =>
  `name: Collector ${index}\nresource_type: inventory.Collector\nimage: plugin-example-${index}\nprovider: aws\n`;
const deploy = (index) =>
  `name: Collector ${index}\nresource_group: DOMAIN\nplugin_info:\n  plugin_id: plugin-example-${index}\n  version: "1.0"\n`;
const plugin = (index) => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: {name: plugin-${index}, namespace: argocd}
spec:
  generators:
    - plugin: {configMapRef: {name: app-${index}}}
  template:
    metadata: {name: "{{name}}"}
    spec: {project: default, source: {repoURL: x, path: y}, destination: {name: in-cluster}}
`;
const ours = [register, deploy, () => packageSources(50), plugin];

/** Writes the workspace; returns how many files are ours. */
async function fill(folder) {
  const count = { all: 10_000, ours: 200 };
  const every = count.all / count.ours;
  for (let at = 0; at < count.all; at += 100) {
    const part = path.join(folder, `part${at / 100}`);
    await mkdir(part);
    await Promise.all(
      Array.from({ length: 100 }, (_, below) => {
        const index = at + below;
        const isOurs = index % every === 0;
        const makers = isOurs ? ours : others;
        const make = makers[(isOurs ? index / every : index) % makers.length];
        return writeFile(path.join(part, `file${index}.yaml`), make(index));
      }),
    );
  }
  return count.ours;
}

const engine = await loadEngine();
const folder = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-bench-'));
const expected = await fill(folder);
const times = [];
const blocks = [];
let manifests;
for (let round = 0; round < ROUNDS; round += 1) {
  manifests = new engine.Manifests(engine.manifestReader(), new engine.NodeFiles(() => [folder]));
  manifests.setFolders([folder]);
  const began = performance.now();
  const { result, longest } = await longestBlock(() => manifests.in(folder));
  times.push(performance.now() - began);
  blocks.push(longest);
  const files = new Set(result.map(({ file }) => file)).size;
  if (files < expected) {
    throw new Error(`${files} files are known as ours, not ${expected}`);
  }
}
console.log(
  `10,000 YAML files, ${expected} of them ours: ${median(times).toFixed(0)} ms until all are known, ` +
    `${Math.min(...times).toFixed(0)} at best; longest block ${median(blocks).toFixed(0)} ms, ${Math.min(...blocks).toFixed(0)} at best`,
);

let refreshes = 0;
manifests.onDidChange(() => (refreshes += 1));
const changed = new Set();
let timer;
let running = Promise.resolve();
let events = 0;
const storm = async () => {
  const began = performance.now();
  await new Promise((resolve) => {
    const interval = setInterval(async () => {
      const due = Math.min(1000, Math.floor(performance.now() - began));
      for (; events < due; events += 1) {
        const index = (events % 200) * 50;
        const file = path.join(folder, `part${Math.floor(index / 100)}`, `file${index}.yaml`);
        void writeFile(file, ours[(index / 50) % ours.length](events));
        changed.add(file);
        timer ??= setTimeout(() => {
          timer = undefined;
          const told = [...changed];
          changed.clear();
          running = running.then(() => manifests.update(told));
        }, BURST);
      }
      if (events === 1000) {
        clearInterval(interval);
        resolve();
      }
    }, 5);
  });
  await new Promise((resolve) => setTimeout(resolve, 2 * BURST));
  await running;
};
const { longest } = await longestBlock(storm);
console.log(`1,000 changes in a second: ${refreshes} refreshes; longest block ${longest.toFixed(0)} ms`);
console.log(`Goals: ${GOAL} ms, no block over ${GOAL_BLOCK} ms, ${GOAL_REFRESHES} refreshes at most.`);
await rm(folder, { recursive: true });
