import { apiSources, settingsList, settingsSources, sources } from '../../../src/platforms/bksops/manifest-kinds';
import { agreesWithOracles } from '../../unit/manifest/schema-oracles';

/** Good manifests of each form; every key that its schema knows stands in one of them. */
const ownSamples = [
  `apiVersion: bksops/v1
target: {sops: "3.34", secureLoose: true}
sources:
  - name: team
    type: git
    desc: Of the team
    details: {repo_address: "https://a/b.git", repo_raw_address: "https://raw/b", branch: master}
    packages:
      pk: {version: "1", modules: [pk.a, pk.b]}
      other: {version: "2", modules: []}
  - name: bucket
    type: s3
    details: {service_address: "https://s3", bucket: b, source_dir: d, access_key: a, secret_key: s}
    packages: {}
  - name: folder
    type: fs
    details: {path: /data}
    packages: {}
cache:
  name: cached
  type: s3
  desc: For all
  details: {service_address: "https://s3", bucket: b}
`,
  'sources: []\ncache: {name: cached, type: fs, details: {path: /cache}}\n',
];
const apiSamples = [
  `origins:
  - id: 1
    name: team
    type: git
    desc: Of the team
    details: {repo_address: "https://a/b.git", repo_raw_address: "https://raw/b", branch: master}
    packages:
      pk: {version: "1", modules: [pk.a]}
  - name: folder
    type: fs
    details: {path: /data}
    packages: {}
caches:
  - id: 2
    name: cached
    type: s3
    desc: For all
    details: {service_address: "https://s3", bucket: b, source_dir: d, access_key: a, secret_key: s}
    packages: {}
`,
];
const settingsSamples = [
  `COMPONENTS_PACKAGE_SOURCES:
  - name: team
    type: git
    details: {repo_raw_address: "https://raw/b", branch: master}
    packages:
      pk: {version: "1", modules: [pk.a]}
  - name: bucket
    type: s3
    details: {service_address: "https://s3", bucket: b, source_dir: d, access_key: a, secret_key: s}
    packages: {}
  - name: folder
    type: fs
    details: {path: /data}
    packages: {}
`,
];

describe('our engine agrees with ajv and with the JSON language service', () => {
  agreesWithOracles(sources, ownSamples);
  agreesWithOracles(apiSources, apiSamples);
  agreesWithOracles(settingsSources, settingsSamples);
  agreesWithOracles(settingsList, settingsSamples.map(withoutName));
});

/** The value of the setting alone. */
function withoutName(text: string): string {
  return text.replace(/^COMPONENTS_PACKAGE_SOURCES:.*\n/m, '');
}
