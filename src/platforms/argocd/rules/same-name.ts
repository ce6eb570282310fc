import { rule } from '../../../manifest/rule';
import { generatorsOf, type SetGenerator } from '../generators';
import { textOf } from '../kubernetes-object';
import { isHelmTemplate } from '../helm-template';

/**
 * Of Applications with the same name the controller makes none: "contains applications with duplicate name" (argo-cd
 * v3.5.7, `applicationset/controllers/applicationset_controller.go`).
 */
export const sameName = rule({
  code: 'argocd/same-name',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  *check({ document }) {
    const patch = document.at('spec', 'templatePatch');
    if (isHelmTemplate(document) || (patch && /\bname\b/.test(patch.text))) {
      return;
    }
    const generators = generatorsOf(document.root);
    const withPlugin = new Set(generators.filter(({ type }) => type === 'plugin').map(outermost));
    const names = [...withPlugin].map(
      ({ value }) => value.at('template', 'metadata', 'name') ?? document.at('spec', 'template', 'metadata', 'name'),
    );
    const said = new Set<number>();
    for (const name of names) {
      const text = textOf(name);
      if (name && text !== undefined && !text.includes('{{') && !said.has(name.range.start)) {
        said.add(name.range.start);
        const message =
          'Every parameter set of the plugin gives an Application of this name, and of several with one name Argo CD makes none: use a parameter, such as "{{ .name }}".';
        yield { range: name.range, message };
      }
    }
  },
});

function outermost(generator: SetGenerator): SetGenerator {
  return generator.parent ? outermost(generator.parent) : generator;
}
