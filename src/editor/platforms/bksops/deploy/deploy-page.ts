import { html } from '../../../pages/html';
import type { PageContent } from '../../../pages/page-frame';

/** The page of a check, before anything is shown in it. */
export const deployPage: PageContent = {
  title: 'Ready to deploy?',
  main: html`<div class="head">
      <header id="title"></header>
      <div id="actions"></div>
    </div>
    <div id="verdict" role="status"></div>
    <div id="progress" role="status"></div>
    <div id="result"></div>`,
};
