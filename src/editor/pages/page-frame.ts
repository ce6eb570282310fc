import { html, type Html } from './html';

/** Where a page gets what it is made of. */
export interface PageSources {
  readonly script: string;
  readonly style: string;
  /** What the editor's own policy calls the place of its files. */
  readonly origin: string;
  /** A number used once. */
  readonly nonce: string;
}

/** What a page is called, and the elements into which its own script fills what it is sent. */
export interface PageContent {
  readonly title: string;
  readonly main: Html;
}

/**
 * The frame of a page. Nothing but its own script runs in it, nothing is loaded from anywhere else, and a stranger's text
 * that it shows cannot change that.
 */
export function pageFrame({ script, style, origin, nonce }: PageSources, { title, main }: PageContent): string {
  const policy = `default-src 'none'; style-src ${origin}; script-src 'nonce-${nonce}'; form-action 'none'; base-uri 'none'`;
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="stylesheet" href="${style}" />
        <title>${title}</title>
      </head>
      <body>
        <main>${main}</main>
        <script nonce="${nonce}" src="${script}"></script>
      </body>
    </html>`.text;
}
