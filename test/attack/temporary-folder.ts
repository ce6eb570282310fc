import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder on the disk for each test of the suite around, and what is written into it. */
export class TemporaryFolder {
  path = '';

  constructor() {
    beforeEach(async () => {
      this.path = await realpath(await mkdtemp(path.join(tmpdir(), 'attacked-')));
    });
    afterEach(async () => {
      await rm(this.path, { recursive: true });
    });
  }

  async write(file: string, text: string): Promise<string> {
    const whole = path.join(this.path, file);
    await mkdir(path.dirname(whole), { recursive: true });
    await writeFile(whole, text);
    return whole;
  }
}

/** A collector in a folder, as its shortest source has it. */
export const collector = `from spaceone.inventory.plugin.collector.lib.server import CollectorPluginServer
app = CollectorPluginServer()
@app.route('Collector.init')
def init(params): pass
`;
