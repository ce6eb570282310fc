import { fill } from '../../../../pages/page/fill';
import { readShowMessage, type PageMessage } from '../page-messages';

/** The page of dynamic views: it shows what the extension sends, and tells what a person chooses. Nothing of metadata runs here. */
declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void };

const host = acquireVsCodeApi();

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = readShowMessage(data);
  if (message) {
    fill(message.parts);
    paint();
  }
});

/** The policy of the page allows no styles in HTML, so colours are set here; each was made from a known one. */
function paint(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-color], [data-background]')) {
    const { color, background } = element.dataset;
    element.style.setProperty('color', color ?? '');
    element.style.setProperty('background-color', background ?? '');
  }
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button') : null;
  const { choose, index } = button?.dataset ?? {};
  if (button?.id === 'collect') {
    host.postMessage({ is: 'collect' });
  } else if (choose === 'type' || choose === 'resource' || choose === 'tab') {
    host.postMessage({ is: choose, index: Number(index) });
  }
});

/** Tabs are gone through by the arrow keys, as everywhere. */
document.addEventListener('keydown', (event) => {
  const tab = event.target instanceof Element ? event.target.closest<HTMLElement>('[role=tab]') : null;
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  const tabs = [...(tab?.parentElement?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
  if (tab && step !== 0) {
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    next?.focus();
    next?.click();
    event.preventDefault();
  }
});

host.postMessage({ is: 'ready' });
