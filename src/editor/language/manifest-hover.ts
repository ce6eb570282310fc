import { Hover, MarkdownString, languages, type Disposable } from 'vscode';
import { hoverAt } from '../../manifest/edit/hover';
import { manifestSelector, rangeIn, type CheckedDocuments } from './checked-documents';
import type { RedHatYaml } from '../redhat-yaml/redhat-yaml';

/** Says what a key or value of a manifest means. */
export function manifestHover(documents: CheckedDocuments, redHat: RedHatYaml): Disposable {
  return languages.registerHoverProvider(manifestSelector, {
    provideHover: async (document, position) => {
      const offset = document.offsetAt(position);
      const open = redHat.assists(document, 'hover') ? undefined : await documents.openText(document);
      const found = open && hoverAt(open, offset, documents.kinds);
      return found && new Hover(new MarkdownString(found.markdown), rangeIn(document, found.range));
    },
  });
}
