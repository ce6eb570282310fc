// Walks through the steps of the tour in a real workbench that nobody needs to watch.
import { randomUUID } from 'node:crypto';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../commands.mjs';
import { closeWindow, startBrowser } from '../host/browser.mjs';
import { quietSettings, startServer } from '../host/server.mjs';
import { lookForLeftovers, runMark } from '../test/leftovers.mjs';
import { steps } from './steps.mjs';
import { Workbench } from './workbench.mjs';

const pictures = path.join(root, 'out/tour');

/**
 * Opens a copy of examples/, some manifests beside it, with the installed extensions and takes the steps in order, each with a picture in out/tour;
 * the first one that fails ends the tour. Resolves with the exit code.
 */
export async function runTour(installation, extensions) {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  const scratch = await mkdtemp(path.join(tmpdir(), 'plugin-workbench-tour-'));
  const examples = path.join(scratch, 'examples');
  const mark = randomUUID();
  process.env[runMark] = mark; // for the server and all that it starts
  try {
    await cp(path.join(root, 'examples'), examples, {
      recursive: true,
      filter: (file) => !['.venv', '__pycache__'].includes(path.basename(file)),
    });
    await cp(path.join(root, 'scripts/tour/manifests'), path.join(examples, 'manifests'), { recursive: true });
    const succeeded = await walk(installation, { extensions, data: path.join(scratch, 'data'), folder: examples });
    const [left] = await lookForLeftovers(mark);
    if (left?.state === 'failed') {
      console.log(`Left behind after the window closed:\n${left.error}`);
    }
    return succeeded && left?.state !== 'failed' ? 0 : 1;
  } finally {
    await rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function walk(installation, { extensions, data, folder }) {
  const server = await startServer(installation, { data, extensions, settings: quietSettings });
  try {
    const browser = await startBrowser();
    // Ctrl+C: the step under way fails without its window, and everything is put away as after any failure.
    const interrupted = () => void browser.close();
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    try {
      const page = await browser.newPage();
      const workbench = new Workbench(page);
      await workbench.open(server.url({ folder }));
      const succeeded = await takeSteps(workbench, page);
      await closeWindow(page);
      return succeeded;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

async function takeSteps(workbench, page) {
  for (const [index, { name, run }] of steps.entries()) {
    const number = index + 1;
    const slug = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
    const picture = path.join(pictures, `${String(number).padStart(2, '0')}-${slug}.png`);
    try {
      console.log(`${number}. ${name}: ${await run(workbench, page)}`);
      await workbench.screenshot(picture);
    } catch (error) {
      console.log(`${number}. ${name}: failed\n${error instanceof Error ? error.stack : error}`);
      const onShow = await workbench.notifications.texts().catch(() => []);
      if (onShow.length > 0) {
        console.log(`Messages on show:\n${onShow.join('\n')}`);
      }
      await workbench.screenshot(picture).catch(() => undefined);
      console.log(`The window then: ${path.relative(root, picture)}`);
      return false;
    }
  }
  console.log(`${steps.length} steps; pictures in ${path.relative(root, pictures)}`);
  return true;
}
