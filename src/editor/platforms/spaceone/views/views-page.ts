import { html } from '../../../pages/html';
import type { PageContent } from '../../../pages/page-frame';

/** The page of a collector's dynamic views, before anything is shown in it. */
export const viewsPage: PageContent = {
  title: 'Dynamic views',
  main: html`<header class="head">
      <div id="title"></div>
      <button type="button" id="collect">Collect Again</button>
    </header>
    <nav id="types" aria-label="Types"></nav>
    <section id="findings" aria-label="Findings"></section>
    <section id="list" aria-label="List page"></section>
    <section id="detail" aria-label="Resource"></section>`,
};
