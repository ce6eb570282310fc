import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { platforms } from '../../src/platforms/all-platforms';
import { goldenFilesOf } from './golden-file';

const root = resolve(__dirname, '../..');

/** Shown by tests of their own: they need an endpoint, a text as long as no manifest, or a schema that no kind has. */
const shownElsewhere: ReadonlyMap<string, string> = new Map([
  ['argocd/template-too-long', 'test/attack/2-templates.test.ts'],
  ['spaceone/unknown-version', 'test/unit/platforms/spaceone/endpoint-names.test.ts'],
  ['manifest/ambiguous', 'test/unit/manifest/engine-codes.test.ts'],
  ['manifest/internal-failure', 'test/unit/manifest/check-text.test.ts'],
  ['manifest/not-allowed', 'test/unit/manifest/engine-codes.test.ts'],
  ['manifest/not-fully-checked', 'test/unit/manifest/engine-codes.test.ts'],
  ['manifest/too-deep', 'test/unit/manifest/engine-codes.test.ts'],
  ['manifest/too-long', 'test/unit/manifest/check-text.test.ts'],
  ['manifest/too-much-work', 'test/attack/2-manifests.test.ts'],
]);

/** What the workbench says of itself has no source elsewhere. */
const ofTheWorkbench = [
  'argocd/template-too-long',
  'manifest/internal-failure',
  'manifest/too-long',
  'manifest/too-much-work',
];


/** A program or a standard of which a reader can look up what was read: with its version, and most often a file of it. */
const source =
  /(?:argo-cd v|bk-sops |bamboo-pipeline |spaceone-[a-z-]+\s+|spacectl |spaceone-api |PyYAML |YAML |Go |Kubernetes v|kubernetes v|`sigs\.k8s\.io\/yaml` )\d|cloudforet-io\/\w+ [0-9a-f]{8}|JSON Schema draft-07/;

const goldens = platforms.flatMap(goldenFilesOf);
const found = new Set(goldens.flatMap(({ expected }) => expected.map(({ code }) => code)));
const missed = new Set(goldens.flatMap(({ nearMisses }) => nearMisses.map(({ code }) => code)));
const rules = new Map(platforms.flatMap((platform) => platform.rules.map(({ code }) => [code, platform] as const)));
const own = sourcesOfManifestCodes();

describe('the code of every rule', () => {
  for (const [code, { id }] of rules) {
    it(`${code} has a finding, a near miss and a source`, () => {
      assertShown(code);
      const texts = rulesOf(id).filter((text) => text.includes(`'${code}'`));
      const isNamed = ofTheWorkbench.includes(code) || texts.some(namesItsSource);
      assert.ok(isNamed, 'the comment above the rule names a file of the platform with its version');
    });
  }
});

describe('every code of the manifest engine', () => {
  for (const [code, texts] of own) {
    it(`${code} has a finding, a near miss and a source`, () => {
      assertShown(code);
      const isNamed = ofTheWorkbench.includes(code) || texts.some((text) => source.test(text));
      assert.ok(isNamed, 'a comment where it is made names whose rule it is');
    });
  }
});

it('a near miss is one of a code that there is', () => {
  assert.deepEqual([...missed].filter((code) => !rules.has(code) && !own.has(code)), []);
});

function assertShown(code: string): void {
  const elsewhere = shownElsewhere.get(code);
  if (elsewhere === undefined) {
    assert.ok(found.has(code), 'a golden manifest has a finding');
    assert.ok(missed.has(code), 'a golden manifest has a near miss');
  } else {
    assert.ok(readFileSync(join(root, elsewhere), 'utf8').includes(code), `${elsewhere} shows it`);
  }
}

function rulesOf(platform: string): string[] {
  return textsIn(join(root, 'src/platforms', platform, 'rules'));
}

/** The last comment in front of the rule. */
function namesItsSource(text: string): boolean {
  const [before = ''] = text.split(/^export const \w+ = rule\(/m);
  const comment = before.slice(before.lastIndexOf('/**'));
  return source.test(comment.replace(/\n \* /g, ' '));
}

/** The texts of the files that make each code of the engine. */
function sourcesOfManifestCodes(): Map<string, string[]> {
  const codes = new Map<string, string[]>();
  for (const room of ['check', 'parse', 'schema']) {
    for (const text of textsIn(join(root, 'src/manifest', room))) {
      for (const [, code = ''] of text.matchAll(/'(manifest\/[a-z-]+)'/g)) {
        codes.set(code, [...(codes.get(code) ?? []), text]);
      }
    }
  }
  return codes;
}

function textsIn(folder: string): string[] {
  return readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
}
