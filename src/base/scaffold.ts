import { WorkbenchError } from './workbench-error';

/** What a person said to the questions of a scaffold, by question id. */
export type Answers = Readonly<Record<string, string>>;

export interface Question {
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  /**
   * The answer to offer, from the answers to the questions before this one.
   * @param isTaken Of a name in the folder where the plugin is to be made.
   */
  default(earlier: Answers, isTaken?: (name: string) => boolean): string;
  /** Why the answer is refused, as a sentence; undefined when it is fine. */
  validate(value: string, earlier: Answers): string | undefined;
}

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
  /**
   * The same plan for a folder of another name, with that name wherever the files tell it.
   * @throws WorkbenchError when the name is refused.
   */
  renamed(folder: string): ScaffoldPlan;
}

/** The texts of a kind's template folder by their relative path; both may hold `{{token}}`. */
export type Templates = ReadonlyMap<string, string>;

export interface ScaffoldKind {
  /** Platform and kind, such as `spaceone.collector`; its templates lie in a folder `spaceone/collector`. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly platform: string;
  readonly questions: readonly Question[];
  /** The method to call first on the server of what is written; undefined for what has no server. */
  readonly firstCall?: string;
  /** @throws WorkbenchError when an answer is refused. */
  plan(answers: Answers, templates: Templates): ScaffoldPlan;
}

/**
 * All answers: the given ones, and for every other question its default.
 * @throws WorkbenchError for the first answer that is refused, or one to a question that nobody asks.
 */
export function completeAnswers(questions: readonly Question[], given: Answers): Answers {
  const stray = Object.keys(given).find((id) => !questions.some((question) => question.id === id));
  if (stray !== undefined) {
    throw new WorkbenchError({
      what: `There is no question "${stray}".`,
      next: { title: `Answer ${questions.map((question) => question.id).join(', ')}` },
    });
  }
  const answers: Record<string, string> = {};
  for (const question of questions) {
    const value = given[question.id] ?? question.default(answers);
    const refusal = question.validate(value, answers);
    if (refusal !== undefined) {
      throw new WorkbenchError({
        what: `${question.title} "${value}" is refused.`,
        why: refusal,
        next: { title: 'Give another' },
      });
    }
    answers[question.id] = value;
  }
  return answers;
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
export function refusePlan(plan: ScaffoldPlan): string | undefined {
  const seen = new Map<string, { path: string; is: 'file' | 'folder' }>();
  const paths = [plan.folder, ...plan.files.map((file) => `${plan.folder}/${file.path}`)];
  for (const segment of [plan.folder, ...plan.files.flatMap((file) => file.path.split('/'))]) {
    const refusal = refuseFileName(segment);
    if (refusal !== undefined) {
      return `"${segment}": ${refusal}`;
    }
  }
  for (const path of paths.slice(1)) {
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
  return plan.files.some((file) => file.path === plan.open) ? undefined : `"${plan.open}" is not among the files.`;
}

/** The name as a file system compares it that knows no upper and lower case. */
export function caseless(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
