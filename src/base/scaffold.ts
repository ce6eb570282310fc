import type { Answers, IsTaken, Question } from './questions';
import type { ScaffoldEdit } from './scaffold-edit';

export interface ScaffoldFile {
  /** Relative to the plan's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /**
   * True for a file of this machine alone, which git must not see. One that is there already is the person's own, with
   * secrets perhaps, and stays as it is, whatever was decided about the others; a new one is for this person's eyes alone.
   */
  readonly local?: true;
}

/** A folder as it is to become; nothing is written by making one. */
export interface ScaffoldPlan {
  /** The name of the new folder: one segment. */
  readonly folder: string;
  readonly files: readonly ScaffoldFile[];
  /** The path among {@link files} of the file to open afterwards. */
  readonly open: string;
  /** The method to call first on the server of what is written; undefined for what has no server. */
  readonly firstCall?: string;
  /**
   * The same plan for a folder of another name, with that name wherever the files tell it.
   * @throws WorkbenchError when the name is refused.
   */
  renamed(folder: string): ScaffoldPlan;
}

/** The texts of a kind's template folders by their relative path; both may hold `{{token}}`. */
export type Templates = ReadonlyMap<string, string>;

/** What a scaffold adds to a plugin that is there; nothing is written by making it. */
export interface Addition {
  /** New files, relative to the plugin's folder: none may be there. */
  readonly files: readonly ScaffoldFile[];
  /** Edits of files that the plugin has. */
  readonly edits: readonly ScaffoldEdit[];
  /** The path among both of the file to open afterwards. */
  readonly open: string;
}

/**
 * The text of a file of a plugin as it lies on the disk, by its path relative to the plugin's folder; undefined when there
 * is none.
 * @throws WorkbenchError for what is no regular file in the plugin, or no UTF-8.
 */
export type ReadText = (path: string) => Promise<string | undefined>;

interface Scaffold {
  /** Platform and kind, such as `spaceone.collector`; its templates lie in the folder `spaceone/collector` unless it names others. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly platform: string;
  /** One of them is `name`. */
  readonly questions: readonly Question[];
  /** The folders of its templates, a later one over those before it; the one that its id names unless given. */
  readonly templates?: readonly string[];
}

/** Writes a plugin of its own. */
export interface NewFolderScaffold extends Scaffold {
  readonly into: 'new-folder';
  /** @throws WorkbenchError when an answer is refused. */
  plan(answers: Answers, templates: Templates): ScaffoldPlan;
}

/** Writes into a plugin that is there. */
export interface PluginScaffold<P = unknown> extends Scaffold {
  readonly into: 'plugin';
  /** The command of the command line that takes the file to open next; undefined where none does. */
  readonly commandAfter?: string;
  /** True for a plugin that it can add to. */
  fits(plugin: P): boolean;
  /** The folder to which the paths of an addition are relative; the plugin's own unless given. It holds the plugin's. */
  placeIn?(plugin: P): string;
  /** The names that are taken in the plugin, as far as the questions ask for one that is not. */
  namesIn?(plugin: P): readonly string[];
  /** @throws WorkbenchError when an answer is refused, or a file is not as the edit needs it. */
  plan(answers: Answers, templates: Templates, plugin: P, read: ReadText): Promise<Addition>;
}

export type ScaffoldKind<P = unknown> = NewFolderScaffold | PluginScaffold<P>;

/** Tells which names are taken, as a file system without upper and lower case sees them. */
export function takenAmong(names: readonly string[]): IsTaken {
  const taken = new Set(names.map(caseless));
  return (name) => taken.has(caseless(name));
}

/**
 * The text with every `{{token}}` replaced.
 * @throws Error for a token without a value: a mistake in the template.
 */
export function fillTemplate(text: string, values: Answers): string {
  return text.replace(/\{\{([a-z][A-Za-z]*)\}\}/g, (_, token: string) => {
    const value = values[token];
    if (value === undefined) {
      throw new Error(`The template names {{${token}}}, which has no value.`);
    }
    return value;
  });
}

/** Names of devices, which Windows opens in place of a file, whatever the extension. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?$/i;

/** Why no system-independent file or folder can have this name; undefined when one can. */
export function refuseFileName(name: string): string | undefined {
  if (name === '') {
    return 'A name is needed.';
  }
  if (/^([/\\~]|[A-Za-z]:)/.test(name)) {
    return 'An absolute path is not a name: the place is chosen on its own.';
  }
  if (name === '.' || name === '..' || /[/\\]/.test(name)) {
    return 'The name must not lead into another folder.';
  }
  if (deviceName.test(name)) {
    return 'Windows keeps this name for a device.';
  }
  // eslint-disable-next-line no-control-regex -- the very characters that are refused
  if (/[\u0000-\u001f<>:"|?*]/.test(name)) {
    return 'The name has a character that Windows refuses.';
  }
  return /[. ]$/.test(name) ? 'Windows drops a dot or a space at the end of a name.' : undefined;
}

/**
 * Why the plan cannot be written everywhere as it is: a path that leaves its folder, a name that a system keeps for
 * itself, two paths that a file system without upper and lower case takes for one; undefined when all is well.
 */
export function refusePlan({ folder, files, open }: ScaffoldPlan): string | undefined {
  return (
    refusePaths(
      files.map(({ path }) => `${folder}/${path}`),
      [folder],
    ) ?? (files.some(({ path }) => path === open) ? undefined : `"${open}" is not among the files.`)
  );
}

/** {@link refusePlan} for what is added to a folder. */
export function refuseAddition({ files, edits, open }: Addition): string | undefined {
  const paths = [...files, ...edits].map(({ path }) => path);
  return refusePaths(paths) ?? (paths.includes(open) ? undefined : `"${open}" is not among the files.`);
}

function refusePaths(paths: readonly string[], names: readonly string[] = []): string | undefined {
  for (const segment of [...names, ...paths.flatMap((path) => path.split('/'))]) {
    const refusal = refuseFileName(segment);
    if (refusal !== undefined) {
      return `"${segment}": ${refusal}`;
    }
  }
  const seen = new Map<string, { path: string; is: 'file' | 'folder' }>();
  for (const path of paths) {
    const parts = path.split('/');
    for (let length = 1; length <= parts.length; length++) {
      const part = parts.slice(0, length).join('/');
      const is = length === parts.length ? 'file' : 'folder';
      const other = seen.get(caseless(part));
      if (other !== undefined && (other.path !== part || other.is !== is || is === 'file')) {
        return `"${other.path}" and "${part}" are one and the same on macOS and Windows.`;
      }
      seen.set(caseless(part), { path: part, is });
    }
  }
  return undefined;
}

/** The name as a file system compares it that knows no upper and lower case. */
export function caseless(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
