import { rule } from '../../../manifest/rule';
import { addedKeys } from '../added-keys';
import { KubernetesObject } from '../kubernetes-object';
import { partOfLabel } from '../plugin-connection';

/**
 * The documentation wants the label on a plugin's Secret. The controller reads the Secret without looking at labels
 * (argo-cd v3.5.7); programs that list Secrets by it do not find one without.
 */
export const partOf = rule({
  code: 'argocd/part-of-label',
  kinds: ['argocd.plugin-secret'],
  severity: 'info',
  *check({ document }) {
    const metadata = document.at('metadata');
    const labels = metadata?.at('labels');
    const place = labels?.key ?? metadata?.at('name')?.key;
    if (!place || document.isPartial || KubernetesObject.of(document).label(partOfLabel) === 'argocd') {
      return;
    }
    const given = labels?.at(partOfLabel);
    const entry = `${partOfLabel}: argocd`;
    const fix = given
      ? { title: 'Change to argocd', replace: 'argocd' }
      : labels
        ? addedKeys('Add the label', labels, [entry], document)
        : addedKeys('Add the label', metadata, [`labels: {${entry}}`], document);
    const message = `Argo CD's documentation asks for the label "${entry}" on a plugin's Secret; the controller reads it without.`;
    yield { range: given?.range ?? place.range, message, ...(fix ? { fix } : {}) };
  },
});
