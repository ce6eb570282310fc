/** A name of Kubernetes made of any text (argo-cd v3.5.7, `applicationset/utils/template_functions.go`: SanitizeName). */
export function sanitizedName(name: string): string {
  const letters = Array.from(name.toLowerCase(), (char) => (/[-a-z\d.]/.test(char) ? char : '-'));
  return letters
    .join('')
    .slice(0, 253)
    .replace(/^[-.]+/, '')
    .replace(/(?<![-.])[-.]+$/, '');
}
