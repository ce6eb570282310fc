import { html } from '../../pages/html';
import type { PageContent } from '../../pages/page-frame';

/** The page of a preview, before anything is shown in it. */
export const previewPage: PageContent = {
  title: 'Preview of ApplicationSets',
  main: html`<div class="head"><header id="title"></header></div>
    <div id="controls"></div>
    <div id="state" role="status"></div>
    <div id="result"></div>`,
};
