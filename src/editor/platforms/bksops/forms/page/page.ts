import { fill } from '../../../../pages/page/fill';
import { readShowMessage, type PageMessage, type PageState } from '../page-messages';
import type { Entry } from '../../../../../platforms/bksops/forms/entry';

/** The page of a form preview: it shows what the extension sends, and tells what a person does. Nothing of a form runs here. */
declare function acquireVsCodeApi(): { postMessage(message: PageMessage): void; setState(state: PageState): void };

const host = acquireVsCodeApi();
let shown = 0;

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = readShowMessage(data);
  if (!message) {
    return;
  }
  ({ shown } = message);
  host.setState({ file: message.file });
  fill(message.parts);
  for (const [id, complaint] of Object.entries(message.complaints)) {
    complain(id, complaint);
  }
});

function complain(id: string, complaint: string): void {
  const place = document.getElementById(`${id}-error`);
  if (place && place.textContent !== complaint) {
    place.textContent = complaint;
  }
  const control = document.getElementById(id) ?? place?.parentElement?.querySelector('.choices');
  control?.setAttribute('aria-invalid', String(complaint !== ''));
}

document.addEventListener('input', ({ target }) => {
  const control = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-path]') : null;
  if (!control) {
    return;
  }
  const entry: Entry =
    control.dataset['choices'] === undefined
      ? { is: 'text', text: (control as HTMLInputElement).value }
      : { is: 'choices', chosen: chosenIn(control) };
  host.postMessage({ is: 'entry', shown, path: pathOf(control.dataset['path']), entry });
});

function chosenIn(control: HTMLElement): number[] {
  const chosen =
    control instanceof HTMLSelectElement
      ? [...control.selectedOptions].filter(({ value }) => value !== '')
      : [...control.querySelectorAll<HTMLInputElement>('input:checked')];
  return chosen.map(({ value }) => Number(value));
}

document.addEventListener('click', ({ target }) => {
  const element = target instanceof Element ? target : null;
  const button = element?.closest<HTMLElement>('button');
  const { path, remove, add, listed } = button?.dataset ?? {};
  if (path !== undefined && (add !== undefined || remove !== undefined)) {
    const entry: Entry = remove === undefined ? { is: 'row' } : { is: 'row', removed: Number(remove) };
    host.postMessage({ is: 'entry', shown, path: pathOf(path), entry });
  } else if (listed !== undefined) {
    host.postMessage({ is: 'listed', shown, index: Number(listed) });
  } else if (button?.id === 'validate' || button?.id === 'copy' || button?.id === 'run') {
    host.postMessage({ is: button.id });
  } else {
    const at = button?.dataset['reveal'] ?? element?.closest<HTMLElement>('[data-at]')?.dataset['at'];
    if (at !== undefined) {
      host.postMessage({ is: 'field', shown, path: pathOf(at) });
    }
  }
});

function pathOf(written = ''): number[] {
  return written.split('.').map(Number);
}

host.postMessage({ is: 'ready' });
