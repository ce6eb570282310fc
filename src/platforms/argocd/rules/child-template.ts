import { rule } from '../../../manifest/rule';
import { generatorsOf } from '../generators';

/** A matrix or merge takes only the parameters of its generators (argo-cd v3.5.7, `getParams` of both). */
export const childTemplate = rule({
  code: 'argocd/child-template',
  kinds: ['argocd.application-set'],
  severity: 'warning',
  *check({ document }) {
    for (const { parent, value, type } of generatorsOf(document.root)) {
      const template = parent && type !== 'matrix' && type !== 'merge' ? value.at('template') : undefined;
      if (template?.key && parent) {
        const message = `Not used: a ${parent.type} takes the parameters of its generators and leaves their templates. Put it into the ${parent.type} itself.`;
        yield { range: template.key.range, message };
      }
    }
  },
});
