import { rule } from '../../../manifest/rule';
import { generatorsOf } from '../generators';
import { firstOfMany } from '../first-of-many';
import { rootReferences } from '../root-references';
import { placeIn } from '../template-place';
import { templateOptions, templateTexts, usesGoTemplate } from '../template-text';

/** What Helm gives to the templates of a chart, with the names behind it, or none where any may be there (helm v3, `pkg/chartutil/values.go`). */
const objects: ReadonlyMap<string, readonly string[]> = new Map([
  ['Values', []],
  ['Release', ['Name', 'Namespace', 'Service', 'Revision', 'IsUpgrade', 'IsInstall']],
  ['Chart', ['Name', 'Version', 'AppVersion', 'Type', 'Description', 'Annotations', 'KubeVersion']],
  ['Capabilities', ['KubeVersion', 'APIVersions', 'HelmVersion']],
  ['Files', ['Get', 'GetBytes', 'Glob', 'Lines', 'AsConfig', 'AsSecrets']],
  ['Template', ['Name', 'BasePath']],
]);

/**
 * Outside of a chart only Argo CD renders an ApplicationSet, with the parameters of its generators and nothing else
 * (argo-cd v3.5.7, `applicationset/utils/utils.go`).
 */
export const helmObject = rule({
  code: 'argocd/helm-object',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  *check({ document }) {
    if (usesGoTemplate(document) !== true) {
      return;
    }
    const outcome = templateOptions(document).some(({ text }) => text === 'missingkey=error')
      ? 'makes no Application without one'
      : 'prints "<no value>" without one';
    const lists = generatorsOf(document.root).flatMap(({ value }) => value.at('elements')?.items ?? []);
    const given = new Set(lists.flatMap(({ keys }) => keys));
    for (const text of templateTexts(document)) {
      const found = rootReferences(text).filter(({ token: { path } }) => isOfHelm(path) && !given.has(path[0] ?? ''));
      yield* firstOfMany(found, ({ token }) => {
        const name = token.path[0] ?? '';
        const message = `".${name}" is what Helm gives to the templates of a chart: here Argo CD looks for a parameter "${name}" of the generators, and ${outcome}.`;
        return { range: placeIn(text, token.start, token.end, document), message };
      });
    }
  },
});

function isOfHelm([name = '', member]: readonly string[]): boolean {
  const members = objects.get(name);
  return member !== undefined && members !== undefined && (members.length === 0 || members.includes(member));
}
