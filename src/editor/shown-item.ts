import type { TreeItem } from 'vscode';
import { visibleLines } from '../base/visible';
import { shownText } from './shown-text';

/** The item with its own words as a view may show them; a tooltip in Markdown is made of code spans already. */
export function shownItem(item: TreeItem): TreeItem {
  if (typeof item.label === 'string') {
    item.label = shownText(item.label);
  }
  if (typeof item.description === 'string') {
    item.description = shownText(item.description);
  }
  if (typeof item.tooltip === 'string') {
    item.tooltip = visibleLines(item.tooltip);
  }
  return item;
}
