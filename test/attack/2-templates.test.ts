import assert from 'node:assert/strict';
import { finishInTurns } from '../../src/base/steps';
import { checkTextInSteps } from '../../src/manifest/check/check-in-steps';
import { parseDocument } from '../../src/manifest/parse/parse-document';
import { manifestKinds, manifestRules } from '../../src/platforms/platforms';
import { sharedEngine } from '../template-engine';

/** An ApplicationSet that is valid but for what its Application's name and its patch are. */
function applicationSet(name: string, patch = ''): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: hostile
spec:
  goTemplate: true
  goTemplateOptions: ["missingkey=error"]
  generators:
    - plugin:
        configMapRef:
          name: plugin
  template:
    metadata:
      name: '${name}'
    spec:
      project: default
      source:
        repoURL: https://git.example/apps
        path: app
        targetRevision: HEAD
      destination:
        server: https://kubernetes.default.svc
        namespace: app
${patch}`;
}

/** What is found, a code and a message each. */
async function found(text: string): Promise<string[]> {
  const checked = await finishInTurns(
    checkTextInSteps(text, manifestKinds, manifestRules, { templates: sharedEngine() }),
  );
  return checked.findings.map(({ code, message }) => `${code} ${message}`);
}

const tooLong =
  'argocd/template-too-long From here on the templates are not checked: those of this set take more work to read than anything real does.';

describe('2 templates that ask for more work than they are worth', () => {
  it('2.80 blocks in blocks by the ten thousand are left unread, and that is told', async () => {
    assert.deepEqual(await found(applicationSet('{{ if x }}'.repeat(20_000))), [tooLong]);
    const patch = `  templatePatch: |\n${'    {{ range . }}\n'.repeat(100_000)}`;
    assert.deepEqual(await found(applicationSet('{{ .name }}', patch)), [tooLong]);
  });

  it('2.81 of a thousand mistakes in one text the first are placed, and the rest is counted', async () => {
    for (const [mistake, code] of [
      ['{{ nothing | quote }}', 'argocd/template-function'],
      ['{{ nothing }}', 'argocd/template-style'],
      ['{{ .generator.name.first }}', 'argocd/reserved-parameters'],
      ['{{ .generator.input.parameters.a.b }}', 'argocd/input-access'],
    ] as const) {
      const ofIt = (await found(applicationSet(mistake.repeat(1_020)))).filter((line) => line.startsWith(code));
      assert.equal(ofIt.length, 20, mistake);
      assert.equal(ofIt.filter((line) => line.includes('more in this text')).length, 1);
      assert.match(ofIt.at(-1)!, / And 1,000 more in this text\.$/);
    }
  });

  it('2.82 a string of more lines than any manifest has is not read', () => {
    for (const value of [`>\n${'\n'.repeat(400_000)}    end\n`, `"${'a\\\n    '.repeat(400_000)}"\n`]) {
      const { root, problems } = parseDocument(`a: ${value}`);
      assert.deepEqual([root?.is, problems.map(({ code }) => code)], [undefined, ['manifest/too-long']]);
    }
  });
});
