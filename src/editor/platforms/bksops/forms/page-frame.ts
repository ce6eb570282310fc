import { html } from './html';

/** Where the page gets what it is made of. */
export interface PageSources {
  readonly script: string;
  readonly style: string;
  /** What the editor's own policy calls the place of its files. */
  readonly origin: string;
  /** A number used once. */
  readonly nonce: string;
}

/**
 * The frame of a form preview, into which the page's own script fills what it is sent. Nothing else runs in it, nothing is
 * loaded from anywhere else, and a form's own text cannot change that.
 */
export function pageFrame({ script, style, origin, nonce }: PageSources): string {
  const policy = `default-src 'none'; style-src ${origin}; script-src 'nonce-${nonce}'; form-action 'none'; base-uri 'none'`;
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="stylesheet" href="${style}" />
        <title>Form preview</title>
      </head>
      <body>
        <main>
          <header id="title"></header>
          <div id="note" role="status"></div>
          <div id="form"></div>
          <div id="findings"></div>
          <div class="head">
            <h2>Values</h2>
            <button type="button" class="secondary" id="validate">Validate</button
            ><button type="button" class="secondary" id="copy">Copy as Inputs</button
            ><button type="button" id="run">Run with These</button>
          </div>
          <p class="note">What the component gets.</p>
          <div id="inputs"></div>
        </main>
        <script nonce="${nonce}" src="${script}"></script>
      </body>
    </html>`.text;
}
