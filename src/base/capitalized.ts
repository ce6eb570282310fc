/** A text with a capital at its beginning, where its first character has one. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
