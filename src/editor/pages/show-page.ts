import { randomUUID } from 'node:crypto';
import { Uri, type Webview } from 'vscode';
import { pageFrame, type PageContent } from './page-frame';

/** Where the scripts and styles of pages lie, in the folder of the extension. */
export function pageFiles(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist/page');
}

/**
 * Puts a page into a view.
 * @param files As {@link pageFiles} gives it.
 * @param name Of its script and its style.
 */
export function showPage(webview: Webview, files: Uri, name: string, content: PageContent): void {
  const source = (file: string): string => webview.asWebviewUri(Uri.joinPath(files, file)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [files] };
  webview.html = pageFrame(
    { script: source(`${name}.js`), style: source(`${name}.css`), origin: webview.cspSource, nonce: randomUUID() },
    content,
  );
}
