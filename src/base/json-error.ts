/** Where JSON.parse stopped in a text: Node tells it in its words and nowhere else; the end, where it tells none. */
export function jsonErrorOffset(error: unknown, text: string): number {
  const position = error instanceof Error ? /\bat position (\d+)/.exec(error.message)?.[1] : undefined;
  return Math.min(position === undefined ? text.length : Number(position), text.length);
}
