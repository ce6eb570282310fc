import type { ManifestKind } from '../kind';

/** A comment of its own such as `# plugin-workbench: kind=spaceone.register`; `kind=none` makes a document nobody's. */
const MODELINE = /^\uFEFF?[ \t]*#[ \t]*plugin-workbench:[ \t]*kind[ \t]*=[ \t]*([\w.-]+)[ \t]*$/m;

/** The id that a document's own comment gives as its kind; undefined when there is none. */
export function kindByModeline(text: string): string | undefined {
  return hasModeline(text) ? MODELINE.exec(text)?.[1] : undefined;
}

/** A look only: a text without it has no modeline. */
export function hasModeline(text: string): boolean {
  return text.includes('plugin-workbench:');
}

/** The kind that a modeline forces: `none` forbids every kind, an id that is not known does not count. */
export function forcedKind(
  text: string,
  kinds: readonly ManifestKind[],
): { readonly kind: ManifestKind | undefined } | undefined {
  const id = kindByModeline(text);
  const kind = kinds.find((each) => each.id === id);
  return kind || id === 'none' ? { kind } : undefined;
}
