import { rule, type RuleRemark } from '../../../manifest/rule';
import { textOf } from '../kubernetes-object';
import { remarkOn } from '../remark-on';
import { commonSecret, isPlaceholder } from '../plugin-connection';

/** The controller refuses a plain token, and prints it into its status (argo-cd v3.5.7, `applicationset/services/plugin`). */
export const tokenIsAReference = rule({
  code: 'argocd/token-not-a-reference',
  kinds: ['argocd.plugin-config-map'],
  severity: 'error',
  *check({ document }) {
    const token = document.at('data', 'token');
    const text = textOf(token);
    if (token && text !== undefined && !isPlaceholder(text)) {
      const remark = defect(text);
      if (remark) {
        yield remarkOn(token, remark, document);
      }
    }
  },
});

function defect(text: string): Omit<RuleRemark, 'range'> | undefined {
  if (!text.startsWith('$')) {
    const message =
      'A token must refer to a key of a Secret, such as "$my-plugin:token": Argo CD refuses a plain one, and prints it into the status of the ApplicationSet.';
    return { message };
  }
  const [secret = '', key = '', ...more] = text.includes(':')
    ? text.slice(1).split(':')
    : [commonSecret, text.slice(1)];
  if (secret === '' || key.trim() === '') {
    const what = secret === '' ? 'the name of the Secret stands before the colon' : 'the key is missing';
    return {
      message: `${what.charAt(0).toUpperCase()}${what.slice(1)}: "$key", or "$name:key" for another Secret than ${commonSecret}.`,
    };
  }
  if (more.length > 0) {
    const message = `What stands behind the second colon is ignored: the token is the key "${key}" of the Secret "${secret}".`;
    return { message, severity: 'warning', fix: { title: 'Remove it', replace: `$${secret}:${key}` } };
  }
  if (/\s/.test(text)) {
    const message =
      'White space is a part of the key here: it will not be found, and the reference itself is sent as the token.';
    return { message, severity: 'warning' };
  }
  return undefined;
}
