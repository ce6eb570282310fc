import { html, type Html } from '../../../pages/html';

/**
 * A button that leads to a line of the Python file.
 * @param line Counted from 1.
 * @param leads The attribute by which the page says what was pressed.
 */
export function lineButton(line: number, leads: Html): Html {
  return html`<button type="button" class="link" ${leads} aria-label="Show line ${line} of the Python file">
    line ${line}
  </button>`;
}
