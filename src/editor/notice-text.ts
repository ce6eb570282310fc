import { visibleLines } from '../base/visible';

/**
 * Text as a notification may show it. The editor makes a link of `[words](address)` there, and one to `command:` runs
 * the command: what a stranger wrote must not become one.
 */
export function noticeText(text: string): string {
  return visibleLines(text).replaceAll('](', '] (');
}
