import type { Action, Token } from './go-template';
import type { TemplateText } from './template-text';

/** A word that names a value of the parameter set itself, with the action that it stands in. */
export interface RootReference {
  readonly token: Token;
  readonly action: Action;
}

/** `.a.b` and `$.a.b`, where the dot is the parameter set. */
export function rootReferences({ template }: TemplateText): RootReference[] {
  return template.actions.flatMap((action) =>
    action.tokens.filter((token) => isOfRoot(token, action)).map((token) => ({ token, action })),
  );
}

export function isOfRoot(token: Token, { hasOtherDot }: Action): boolean {
  return (token.is === 'field' && !token.isPart && !hasOtherDot) || token.text.startsWith('$.');
}
