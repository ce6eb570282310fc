/** Those parts of a page that are other than what was sent of them. */
export function changedParts<Parts extends Readonly<Record<string, string>>>(
  sent: Partial<Parts>,
  parts: Partial<Parts>,
): Partial<Parts> {
  const changed = Object.entries(parts).filter(([name, text]) => sent[name] !== text);
  return Object.fromEntries(changed) as Partial<Parts>;
}
