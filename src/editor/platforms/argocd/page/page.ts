import { fill } from '../../../pages/page/fill';
import { SETTINGS, readShowMessage, type PageMessage, type PageState } from '../page-messages';

/** The page of a preview: it shows what the extension sends, and tells what a person presses and chooses. */
declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void; setState(state: PageState): void };

const host = acquireVsCodeApi();
/** The rows that a person has opened or closed, which stay so when they are shown anew. */
const toggled = new Map<string, boolean>();
let shown = 0;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = readShowMessage(data);
  if (message) {
    ({ shown } = message);
    host.setState({ file: message.file });
    fill(message.parts);
    for (const row of document.querySelectorAll<HTMLDetailsElement>('details[data-row]')) {
      row.open = toggled.get(row.dataset['row'] ?? '') ?? row.open;
    }
  }
});

document.addEventListener(
  'toggle',
  ({ target }) => {
    if (target instanceof HTMLDetailsElement && target.dataset['row'] !== undefined) {
      toggled.set(target.dataset['row'], target.open);
    }
  },
  true,
);

document.addEventListener('change', ({ target }) => {
  const list = target instanceof HTMLSelectElement ? target : undefined;
  const setting = SETTINGS.find((each) => each === list?.id);
  if (list && setting) {
    host.postMessage({ is: 'choose', setting, value: list.value });
  }
});

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button') : null;
  const { place, start } = button?.dataset ?? {};
  if (place !== undefined) {
    host.postMessage({ is: 'open', shown, index: Number(place) });
  } else if (start !== undefined) {
    host.postMessage({ is: 'start', shown, index: Number(start) });
  } else if (button?.id === 'ask' || button?.id === 'keep' || button?.id === 'yaml' || button?.id === 'fixture') {
    host.postMessage({ is: button.id });
  }
});

host.postMessage({ is: 'ready' });
