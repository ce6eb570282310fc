import { capitalized } from '../../../base/capitalized';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { textOf } from '../kubernetes-object';
import { remarkOn } from '../remark-on';
import { commonSecret, isPlaceholder, sorts } from '../plugin-connection';

/** The controller refuses a plain token, and prints it into its status (argo-cd v3.5.7, `applicationset/services/plugin`). */
export const tokenIsAReference = rule({
  code: 'argocd/token-not-a-reference',
  kinds: ['argocd.plugin-config-map'],
  severity: 'error',
  *check({ document, names }) {
    const token = document.at('data', 'token');
    const text = textOf(token);
    const isSecret = (name: string): boolean => names.definitions(sorts.secret, name).length > 0;
    const inBraces = text === undefined ? undefined : bracedReference(text, isSecret);
    if (token && text !== undefined && (inBraces || !isPlaceholder(text))) {
      const remark = inBraces ?? defect(text);
      if (remark) {
        yield remarkOn(token, remark, document);
      }
    }
  },
});

/** Braces, which Argo CD does not know, and no program that fills values in would take for its own. */
function bracedReference(text: string, isSecret: (name: string) => boolean): Omit<RuleRemark, 'range'> | undefined {
  const [, braced, inParentheses] = /^\$(?:\{([^{}]*)\}|\(([^()]*)\))$/.exec(text.trim()) ?? [];
  const inner = braced ?? inParentheses;
  const [name = '', key = '', ...more] = inner?.split(':') ?? [];
  const isVariable = /^[A-Za-z_]\w*$/.test(name) && !(key !== '' && isSecret(name));
  if (inner === undefined || isVariable || more.length > 0 || !/^[-.\w]+$/.test(name) || !/^[-.\w]*$/.test(key)) {
    return undefined;
  }
  const message = `Argo CD takes the ${braced === undefined ? 'parentheses' : 'braces'} for a part of the Secret's name: write "$${inner}" without them.`;
  return { message, fix: { title: 'Remove them', replace: `$${inner}` } };
}

function defect(text: string): Omit<RuleRemark, 'range'> | undefined {
  const quote = /^["'“”„‘’«»]/.exec(text)?.[0];
  if (quote !== undefined && text.includes('$')) {
    const message = `The character ${quote} is a part of the text here, so the token does not begin with "$": leave it out.`;
    return { message, fix: { title: 'Remove it', replace: text.replace(/["'“”„‘’«»]/g, '') } };
  }
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
      message: `${capitalized(what)}: "$key", or "$name:key" for another Secret than ${commonSecret}.`,
    };
  }
  if (more.length > 0) {
    const message = `What stands behind the second colon is ignored: the token is the key "${key}" of the Secret "${secret}".`;
    return { message, severity: 'warning', fix: { title: 'Remove it', replace: `$${secret}:${key}` } };
  }
  const [, wrong] = /^[-.\w]+([^-.\w\s])[-.\w]+$/.exec(text.includes(':') ? '' : key) ?? [];
  if (wrong !== undefined) {
    const message = `The character "${wrong}" is in no key of a Secret: a colon stands between the Secret's name and the key.`;
    return { message, fix: { title: 'Write a colon', replace: text.replace(wrong, ':') } };
  }
  const stranger = /[^-.\w\s]/.exec(secret)?.[0];
  if (stranger !== undefined) {
    const where = stranger === '/' ? 'it is looked for in the namespace of the controller alone' : 'it is not found';
    const inner = secret.slice(secret.lastIndexOf(stranger) + 1);
    const fix = !/^[-.\w]+$/.test(inner) ? {} : { fix: { title: `Keep ${inner}`, replace: `$${inner}:${key}` } };
    return { message: `The character "${stranger}" is in no name of a Secret: ${where}.`, ...fix };
  }
  if (/\s/.test(text)) {
    const message =
      'White space is a part of the key here: it will not be found, and the reference itself is sent as the token.';
    return { message, severity: 'warning' };
  }
  return undefined;
}
