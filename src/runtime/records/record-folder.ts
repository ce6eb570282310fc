import path from 'node:path';
import { reason } from '../files/error-reason';
import { Emitter } from '../../base/emitter';
import { WorkbenchError, type Failure } from '../../base/workbench-error';
import { readablePart } from './record-name';
import type { Records } from './records';
import { Stage } from './stage';
import { VersionFiles } from './version-files';
import { VersionFolder, type Damage } from './version-folder';
import type { RecordFormat } from './version-text';

/** The last letter of a record's name (see recordName) says in which folder it is: a change lists one of them. */
const PARTS = '0123456789abcdef'.split('');

/** Records in a folder that several processes may use at the same time; see {@link VersionFolder}. */
export class RecordFolder<R> implements Records<R> {
  private readonly stage: Stage;
  private readonly parts: ReadonlyMap<string, VersionFolder<R>>;
  private readonly changed = new Emitter<void>();
  private sorted: readonly R[] | undefined;
  private lastOrder = 0;
  readonly onDidChange = this.changed.event;

  /** @param onDamage Told of each record that cannot be read. */
  constructor(
    private readonly folder: string,
    format: RecordFormat,
    onDamage: (failure: Failure) => void = () => undefined,
  ) {
    this.stage = new Stage(folder);
    const events = {
      changed: () => {
        this.sorted = undefined;
        this.changed.fire();
      },
      damaged: (damage: Damage) => onDamage(failureOf(damage, format)),
    };
    this.parts = new Map(
      PARTS.map((part) => {
        const files = new VersionFiles<R>(path.join(folder, format.name, part), format, this.stage);
        return [part, new VersionFolder(files, this.stage, events)];
      }),
    );
  }

  /**
   * Makes sure that the folder can be written to, and reads what is there.
   * @throws WorkbenchError when the folder cannot be written to, or a newer version wrote a record
   */
  async open(): Promise<void> {
    try {
      await this.stage.open();
      await Promise.all([...this.parts.values()].map((part) => part.forgetTakenAway()));
    } catch (cause) {
      throw cause instanceof WorkbenchError ? cause : this.cannotWrite(cause);
    }
  }

  async get(name: string): Promise<R | undefined> {
    return this.partOf(name).get(name);
  }

  async all(): Promise<readonly R[]> {
    const versions = await Promise.all([...this.parts.values()].map((part) => part.versions()));
    this.sorted ??= versions
      .flat()
      .sort((a, b) => a.order - b.order)
      .flatMap(({ record }) => record ?? []);
    return this.sorted;
  }

  async change(name: string, decide: (now: R | undefined) => R | undefined): Promise<void> {
    await this.partOf(name).change(name, decide, () => this.nextOrder());
  }

  /**
   * Keeps the records of whose names nothing has ever been kept: in their order and before all others, whichever process
   * is the first to keep which.
   */
  async addMissing(records: ReadonlyMap<string, R>): Promise<void> {
    const ordered = [...records].map(([name, record], order) => [name, { record, order }] as const);
    await Promise.all(
      [...this.parts].map(([part, versions]) =>
        versions.addMissing(new Map(ordered.filter(([name]) => name.endsWith(part)))),
      ),
    );
  }

  private partOf(name: string): VersionFolder<R> {
    const part = this.parts.get(name.slice(-1));
    if (!part) {
      throw new Error(`${name} is no name of a record.`);
    }
    return part;
  }

  /** Grows with time, so that it orders the records of several processes too. */
  private nextOrder(): number {
    this.lastOrder = Math.max(this.lastOrder + 1, Date.now() * 1000);
    return this.lastOrder;
  }

  private cannotWrite(cause: unknown): WorkbenchError {
    return new WorkbenchError({
      what: `${this.folder} cannot be written to.`,
      why: reason(cause),
      next: { title: 'Choose a folder that you may write to' },
      cause,
    });
  }
}

/** The version is left where it is, whatever it holds: so a person says when it is not to be told any more. */
function failureOf(
  { file, why, name, backTo }: Damage,
  { name: records, again = 'make it again' }: RecordFormat,
): Failure {
  const moment = backTo?.toISOString().replace('T', ' ').slice(0, 19);
  const record = readablePart(name);
  const state =
    moment === undefined
      ? `${record} cannot be used, and its text is kept: here, and in the folder "damaged" once you ${again}`
      : `${record} is as it was at ${moment} UTC`;
  const move = `move the folder ${path.dirname(file)} away`;
  return {
    what: `${file} is damaged.`,
    why: `${why} ${state}; all other ${records} are as they were.`,
    where: { file },
    next: { title: `To end this message, ${moment === undefined ? `${again}, or ` : ''}${move}` },
  };
}
