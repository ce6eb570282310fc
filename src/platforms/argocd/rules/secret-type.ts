import { rule } from '../../../manifest/rule';

/**
 * Any type is taken, the controller reads the keys alone (argo-cd v3.5.7, `applicationset/generators/plugin.go`);
 * `stringData` is no type but a key, whose values need no encoding.
 */
export const secretType = rule({
  code: 'argocd/secret-type',
  kinds: ['argocd.plugin-secret'],
  severity: 'warning',
  *check({ document }) {
    const type = document.at('type');
    if (type?.isString === true && /^(?:string_?)?data$/i.test(type.text)) {
      const message = `"${type.text}" is a key for values and no type: plain values go under "stringData:", and the type is "Opaque".`;
      yield { range: type.range, message, fix: { title: 'Change to Opaque', replace: 'Opaque' } };
    }
  },
});
