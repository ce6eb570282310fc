/** A whole number as people read it: 60,000. Without `toLocaleString`, whose first call takes 30 ms. */
export function numberText(count: number): string {
  const digits = String(count);
  const groups = [digits.slice(0, digits.length % 3)];
  for (let at = digits.length % 3; at < digits.length; at += 3) {
    groups.push(digits.slice(at, at + 3));
  }
  return groups.filter((group) => group !== '').join(',');
}

/** A count of things whose plural ends in "s": `1 item`, `60,000 items`. */
export function countText(count: number, thing: string): string {
  return `${numberText(count)} ${thing}${count === 1 ? '' : 's'}`;
}
