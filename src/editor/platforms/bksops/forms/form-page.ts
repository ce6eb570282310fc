import { html } from '../../../pages/html';
import type { PageContent } from '../../../pages/page-frame';

/** The page of a form preview, before anything is shown in it. */
export const formPage: PageContent = {
  title: 'Form preview',
  main: html`<header id="title"></header>
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
    <div id="inputs"></div>`,
};
