/** True for a Python text that may hold a component with a form: only such a one is worth reading. */
export function mayHoldForms(text: string): boolean {
  return text.includes('atoms') && text.includes('Component');
}
