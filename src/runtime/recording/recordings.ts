import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean } from '../../base/nearest-word';
import { WorkbenchError } from '../../base/workbench-error';
import { readText } from '../files/read-file';
import { writeWhole } from '../files/whole-file';
import type { Redactor } from '../secrets/redactor';
import type { CloudCalls } from './cloud-call';
import type { PySocks } from './py-socks';
import type { RecordedPlugin, RecordingSession } from './recorded-plugin';
import type { Recording } from './recording';

/** The folder of a plugin in which its recordings are kept. */
export const RECORDINGS_FOLDER = 'recordings';
/** What a recording is called that nobody names. */
export const USUAL_NAME = 'cloud';

/** The recordings of plugins: made, kept beside the plugin, and answered from. */
export class Recordings {
  constructor(
    private readonly redactor: Redactor,
    private readonly pySocks?: PySocks,
  ) {}

  /** The names of a plugin's recordings, in the order of the alphabet. */
  async names(folder: string): Promise<string[]> {
    const found = await readdir(path.join(folder, RECORDINGS_FOLDER)).catch(() => []);
    return found
      .flatMap((file) => (file.endsWith('.json') && isRecordingName(file.slice(0, -5)) ? [file.slice(0, -5)] : []))
      .sort();
  }

  /** Where a recording stands, or would. */
  fileOf(folder: string, name: string): string {
    return path.join(folder, RECORDINGS_FOLDER, `${name}.json`);
  }

  /**
   * A recording of a plugin: the one that is named, or else the usual one, or else the only one.
   * @throws WorkbenchError when there is no such one, or it cannot be read
   */
  async read(folder: string, named?: string): Promise<Recording> {
    const name = named ?? (await this.meant(folder));
    refuseRecordingName(name);
    const file = this.fileOf(folder, name);
    const text = await readText(file, { kind: 'recording', within: [folder] });
    if (text === undefined) {
      throw await this.notThere(folder, name);
    }
    const { readRecording } = await import('./ways');
    return { name, calls: readRecording(text, file) };
  }

  /** Keeps calls as a recording, in place of one that has its name. Resolves with its file. */
  async keep(folder: string, { name, calls }: Recording): Promise<string> {
    refuseRecordingName(name);
    const { recordingText } = await import('./ways');
    const file = this.fileOf(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeWhole(file, recordingText(calls));
    return file;
  }

  /** Lets a plugin call its cloud, and remembers what it was answered. */
  async record(plugin: RecordedPlugin): Promise<RecordingSession> {
    const { wayThatRecords } = await import('./ways');
    return wayThatRecords(await this.withPySocks(plugin), this.redactor);
  }

  /**
   * Answers a plugin's calls out of a recording.
   * @param named The recording; see {@link read}.
   * @throws WorkbenchError when that cannot be read
   */
  async replay(plugin: RecordedPlugin, named?: string): Promise<CloudCalls> {
    const recording = await this.read(plugin.folder, named);
    const { wayThatReplays } = await import('./ways');
    return wayThatReplays(await this.withPySocks(plugin), recording, this.redactor);
  }

  private async withPySocks(plugin: RecordedPlugin): Promise<RecordedPlugin> {
    const { interpreter, variables } = plugin;
    const added = interpreter === undefined ? {} : await this.pySocks?.variablesFor(interpreter, variables);
    return { ...plugin, variables: { ...variables, ...added } };
  }

  private async meant(folder: string): Promise<string> {
    const names = await this.names(folder);
    const [only, ...others] = names;
    if (only === undefined || names.includes(USUAL_NAME)) {
      return USUAL_NAME;
    }
    if (others.length > 0) {
      throw new WorkbenchError({
        what: `There are ${names.length} recordings in ${path.join(folder, RECORDINGS_FOLDER)}.`,
        next: { title: `Name one of ${names.join(', ')}` },
      });
    }
    return only;
  }

  private async notThere(folder: string, name: string): Promise<WorkbenchError> {
    const names = await this.names(folder);
    return new WorkbenchError({
      what: `There is no recording ${name} in ${path.join(folder, RECORDINGS_FOLDER)}.`,
      why: didYouMean(name, names),
      next: { title: names.length === 0 ? 'Record the plugin first' : `Name one of ${names.join(', ')}` },
    });
  }
}

/** @throws WorkbenchError for a name that is none of a file */
export function refuseRecordingName(name: string): void {
  if (!isRecordingName(name)) {
    throw new WorkbenchError({
      what: `${JSON.stringify(name)} is no name of a recording.`,
      why: 'It has letters, digits, "-", "_" and ".", and begins with a letter or a digit.',
    });
  }
}

function isRecordingName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,99}$/.test(name);
}
