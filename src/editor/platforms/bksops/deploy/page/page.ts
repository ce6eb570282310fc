import { fill } from '../../../../pages/page/fill';
import { readShowMessage, type PageMessage, type PageState } from '../page-messages';

/** The page of a check: it shows what the extension sends, and tells what a person presses. */
declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void; setState(state: PageState): void };

const host = acquireVsCodeApi();
let shown = 0;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = readShowMessage(data);
  if (message) {
    ({ shown } = message);
    host.setState({ manifest: message.manifest });
    fill(message.parts);
  }
});

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('button') : null;
  const place = button?.dataset['place'];
  if (place !== undefined) {
    host.postMessage({ is: 'open', shown, index: Number(place) });
  } else if (button?.id === 'again' || button?.id === 'cancel' || button?.id === 'copy') {
    host.postMessage({ is: button.id });
  }
});

host.postMessage({ is: 'ready' });
