// The browser that shows the VS Code server's workbench to tests and to the tour.
import { installSystemPackages, isExecutable, which } from '../commands.mjs';

const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** The executable of Chromium or Chrome: the variable CHROMIUM, the PATH, the usual places; undefined when there is none. */
export function chromiumExecutable() {
  return (
    process.env['CHROMIUM'] ??
    which('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable') ??
    places.find(isExecutable)
  );
}

export async function installChromium() {
  if (chromiumExecutable()) {
    return;
  }
  console.log('Installing Chromium');
  await installSystemPackages(
    ['chromium'],
    'Chromium is missing: install it (on Debian "sudo apt-get install chromium"), or set CHROMIUM to the executable of a Chrome.',
  );
}
