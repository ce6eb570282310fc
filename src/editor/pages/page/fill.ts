/**
 * Fills the elements of a page with HTML by their ids, and leaves the focus where it was. Runs in the page; the extension
 * has made that HTML.
 */
export function fill(parts: Readonly<Record<string, string | undefined>>): void {
  const focused = document.activeElement?.id;
  for (const [part, html] of Object.entries(parts)) {
    const place = document.getElementById(part);
    if (html !== undefined && place) {
      place.innerHTML = html;
    }
  }
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
}
