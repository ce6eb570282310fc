import { visible } from '../../base/visible';

/** Any text as a code span of Markdown; nothing in it is read as Markdown. */
export function codeSpan(text: string): string {
  const line = visible(text.replace(/\s+/g, ' ').trim());
  const shown = line.length > 80 ? `${line.slice(0, 79)}…` : line;
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return shown === '' ? '`""`' : longest > 0 ? `${fence} ${shown} ${fence}` : `${fence}${shown}${fence}`;
}
