import { homedir } from 'node:os';
import path from 'node:path';
import { WorkbenchError, toFailure } from '../../base/workbench-error';
import { readBeginning, readText, type Beginning } from '../files/read-file';
import { Redactor } from './redactor';
import { credentialsIn } from './credential-text';
import { isShort } from '../files/patience';
import { mustBeThere } from '../files/unreadable-file';

export interface CredentialFileValues {
  /** Absolute paths by variable. */
  readonly paths: Readonly<Record<string, string>>;
  /** The fields of the files that are JSON objects, together. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Reads credential files such as the one that GOOGLE_APPLICATION_CREDENTIALS names; what is in them is hidden from then on. */
export class CredentialFiles {
  /** Files of which a person has been told what they have to know. */
  private readonly told = new Set<string>();

  constructor(private readonly redactor: Redactor = new Redactor()) {}

  /**
   * @param files Paths by variable; a path may start with `~` or `${userHome}`.
   * @throws WorkbenchError when one cannot be read.
   */
  async read(files: Readonly<Record<string, string>>): Promise<CredentialFileValues> {
    const read = await Promise.all(
      Object.entries(files).map(async ([variable, file]) => {
        const full = fullPath(file);
        const text = await textOf(full, variable);
        this.redactor.hide(credentialsIn(text));
        return { variable, full, fields: fieldsOf(text) };
      }),
    );
    const content = Object.assign({}, ...read.map(({ fields }) => fields)) as Record<string, unknown>;
    return {
      paths: Object.fromEntries(read.map(({ variable, full }) => [variable, full])),
      content,
    };
  }

  /**
   * Hides what is in the files that variables name, as GOOGLE_APPLICATION_CREDENTIALS does; one that is not there says
   * nothing.
   * @param folders Where a relative path may begin.
   * @returns What a person has to know of them, each once.
   */
  async hideNamedBy(
    variables: Readonly<Record<string, string | undefined>>,
    folders: readonly string[] = [],
  ): Promise<string[]> {
    const files = Object.entries(variables).flatMap(([name, value = '']) =>
      NAMES_A_FILE.test(name) && value.length <= LONGEST_PATHS && !value.includes('\n') ? filesIn(value, folders) : [],
    );
    const notes: string[] = [];
    for (const file of new Set(files)) {
      const read = await beginningOf(file);
      this.redactor.hide(read ? credentialsIn(read.text) : []);
      if (read?.isWhole === false && !this.told.has(file)) {
        this.told.add(file);
        notes.push(`Of the credential file ${file} only the first 1 MB is hidden in what the plugin prints.`);
      }
    }
    return notes;
  }
}

/** The variables of the clouds' own tools, and those named like them, such as AWS_SHARED_CREDENTIALS_FILE. */
const NAMES_A_FILE =
  /credential|secret|token|password|passwd|api_?key|private_?key|(?<!x)auth|kubeconfig|aws_config_file|netrc|pgpass|passfile/i;
/** Of a value that may be a path, or several as in KUBECONFIG. */
const LONGEST_PATHS = 4096;

function filesIn(value: string, folders: readonly string[]): string[] {
  const paths = [...new Set([value, ...value.split(path.delimiter)])].filter((each) => each !== '');
  return paths.flatMap((each) =>
    isFromRoot(each) ? [fullPath(each)] : folders.map((folder) => path.resolve(folder, each)),
  );
}

function isFromRoot(file: string): boolean {
  return /^(~|\$\{userHome\})?[\\/]|^[A-Za-z]:[\\/]/.test(file);
}

function fullPath(file: string): string {
  return path.resolve(file.replace(/^(~|\$\{userHome\})(?=$|[\\/])/, homedir()));
}

/**
 * What is there and no credential file is not read; the plugin will say itself what it misses. What a system without
 * descriptors does not give may hold secrets that nobody would hide then.
 */
async function beginningOf(file: string): Promise<Beginning | undefined> {
  return readBeginning(file, { kind: 'credential file', within: 'anywhere' }).catch((error: unknown) => {
    if (isShort(toFailure(error).cause)) {
      throw error;
    }
    return undefined;
  });
}

async function textOf(file: string, variable: string): Promise<string> {
  try {
    return mustBeThere(await readText(file, { kind: 'credential file', within: 'anywhere' }), file);
  } catch (cause) {
    throw new WorkbenchError({
      what: `Cannot read the credential file ${file}, which ${variable} names.`,
      why: toFailure(cause).why,
      next: { title: 'Correct its path where the profile is written' },
      cause,
    });
  }
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
  } catch {
    // A credential file need not be JSON; then its path is all that a plugin gets.
    return {};
  }
}
