import { homedir } from 'node:os';
import path from 'node:path';
import { WorkbenchError, toFailure } from '../base/workbench-error';
import { readText } from './read-file';
import { mustBeThere } from './unreadable-file';

export interface CredentialFileValues {
  /** Absolute paths by variable. */
  readonly paths: Readonly<Record<string, string>>;
  /** The fields of the files that are JSON objects, together. */
  readonly content: Readonly<Record<string, unknown>>;
  /** The texts in them that must not be seen. */
  readonly hidden: readonly string[];
}

/** Field values shorter than this are words such as `service_account`, not secrets. */
const SHORTEST_HIDDEN = 16;

/** Reads credential files such as the one that GOOGLE_APPLICATION_CREDENTIALS names. */
export class CredentialFiles {
  /**
   * @param files Paths by variable; a path may start with `~` or `${userHome}`.
   * @throws WorkbenchError when one cannot be read.
   */
  async read(files: Readonly<Record<string, string>>): Promise<CredentialFileValues> {
    const read = await Promise.all(
      Object.entries(files).map(async ([variable, file]) => {
        const full = path.resolve(file.replace(/^(~|\$\{userHome\})(?=$|[\\/])/, homedir()));
        return { variable, full, fields: fieldsOf(await textOf(full, variable)) };
      }),
    );
    const content = Object.assign({}, ...read.map(({ fields }) => fields)) as Record<string, unknown>;
    return {
      paths: Object.fromEntries(read.map(({ variable, full }) => [variable, full])),
      content,
      hidden: texts(content).filter((text) => text.length >= SHORTEST_HIDDEN && !/^https?:\/\/[^?]*$/.test(text)),
    };
  }
}

async function textOf(file: string, variable: string): Promise<string> {
  try {
    return mustBeThere(await readText(file, { kind: 'credential file', within: 'anywhere' }), file);
  } catch (cause) {
    throw new WorkbenchError({
      what: `Cannot read the credential file ${file}, which ${variable} names.`,
      why: toFailure(cause).why,
      next: { title: 'Correct its path in the setting pluginWorkbench.credentialProfiles' },
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

function texts(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}
