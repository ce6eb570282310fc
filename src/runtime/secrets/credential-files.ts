import { homedir } from 'node:os';
import path from 'node:path';
import type { JsonObject } from '../../base/json';
import { DEEPEST_JSON, tooDeepAt } from '../../base/json-depth';
import { lineAndColumn } from '../../base/line-and-column';
import { WorkbenchError, toFailure } from '../../base/workbench-error';
import { readBeginning, readText, type Beginning } from '../files/read-file';
import { Redactor } from './redactor';
import { credentialsIn, secretsAmong } from './credential-text';
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
        return { variable, full, fields: await this.fieldsOf(full, variable) };
      }),
    );
    const content = Object.assign({}, ...read.map(({ fields }) => fields)) as Record<string, unknown>;
    return {
      paths: Object.fromEntries(read.map(({ variable, full }) => [variable, full])),
      content,
    };
  }

  /**
   * The fields of a file that a request names, such as `~/keys/account.json`.
   * @param folder Where a relative path begins.
   * @throws WorkbenchError when it cannot be read, or is no JSON object
   */
  async content(file: string, folder: string): Promise<JsonObject> {
    const full = isFromRoot(file) ? fullPath(file) : path.resolve(folder, file);
    const fields = await this.fieldsOf(full, 'the request');
    if (Object.keys(fields).length === 0) {
      throw new WorkbenchError({
        what: `The credential file ${full}, which the request names, has no fields.`,
        why: 'The values of a request come of a JSON object.',
        where: { file: full },
        next: { title: 'Write its values as a JSON object, or name a credential profile' },
      });
    }
    return fields as JsonObject;
  }

  private async fieldsOf(full: string, namedBy: string): Promise<Record<string, unknown>> {
    const text = await textOf(full, namedBy);
    this.redactor.hide(credentialsIn(text));
    return fieldsIn(text, full, namedBy);
  }

  /**
   * Hides what is in the files that variables name, as GOOGLE_APPLICATION_CREDENTIALS does; one that is not there says
   * nothing.
   * @param folders Where a relative path may begin.
   * @param isGiven True for variables that somebody gave the plugin: then a file counts whatever the name of its
   * variable, for the secrets in it. Those of a whole desktop name files that are nobody's secret.
   * @returns What a person has to know of them, each once.
   */
  async hideNamedBy(
    variables: Readonly<Record<string, string | undefined>>,
    folders: readonly string[] = [],
    isGiven = false,
  ): Promise<string[]> {
    const values = Object.entries(variables).flatMap(([name, value = '']) =>
      value.length <= LONGEST_PATHS && !value.includes('\n') ? [{ name, value }] : [],
    );
    const named = new Set(values.flatMap(({ name, value }) => credentialFilesIn(name, value, folders)));
    const others = isGiven ? values.flatMap(({ value }) => filesIn(value, folders)) : [];
    const looked = [...new Set(others)].filter((file) => !named.has(file));
    const notes = await this.hideWhole(named);
    await this.hideAmong(looked.slice(0, MOST_LOOKED));
    return looked.length > MOST_LOOKED
      ? [...notes, `Of the files that the variables could name, only ${MOST_LOOKED} are looked at for secrets.`]
      : notes;
  }

  /** Hides all that stands in the files. */
  private async hideWhole(files: Iterable<string>): Promise<string[]> {
    const notes: string[] = [];
    for (const file of files) {
      const read = await beginningOf(file);
      this.redactor.hide(read ? credentialsIn(read.text) : []);
      if (read?.isWhole === false && !this.told.has(file)) {
        this.told.add(file);
        notes.push(`Of the credential file ${file} only the first 1 MB is hidden in what the plugin prints.`);
      }
    }
    return notes;
  }

  /** Hides the secrets in files that need not be credentials. What has more than 1 MB is none. */
  private async hideAmong(files: readonly string[]): Promise<void> {
    for (const file of files) {
      const read = await beginningOf(file);
      this.redactor.hide(read?.isWhole === true ? secretsAmong(read.text) : []);
    }
  }
}

/** The variables of the clouds' own tools, and those named like them, such as AWS_SHARED_CREDENTIALS_FILE. */
const NAMES_A_FILE = new RegExp(
  [
    'credential|secret|token|password|passwd|api_?key|private_?key|(?<!x)auth|kubeconfig|aws_config_file|netrc|pgpass|passfile',
    'service_?account|(?:^|_)sa_(?:json|file|path|key)|oci_(?:cli_)?config_file|npm_config_userconfig',
    'ssh_?(?:key|identity)|identity_?file|(?:^|_|ssh|tls|ssl)key_?(?:file|path)|keystore|(?:^|_)(?:pem|pfx|p12|jks)(?:_|$)',
  ].join('|'),
  'i',
);

/** What holds the secrets in the folders that the variables of these tools name. */
const IN_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  DOCKER_CONFIG: ['config.json'],
  CLOUDSDK_CONFIG: ['application_default_credentials.json', 'credentials.db', 'access_tokens.db'],
  AZURE_CONFIG_DIR: ['msal_token_cache.json', 'service_principal_entries.json', 'accessTokens.json'],
};

/** The credential files that a variable leads to, whether they are there or not. */
function credentialFilesIn(name: string, value: string, folders: readonly string[]): string[] {
  const files = NAMES_A_FILE.test(name) ? filesIn(value, folders) : [];
  const inside = IN_FOLDERS[name.toUpperCase()] ?? [];
  return inside.length === 0
    ? files
    : [...files, ...filesIn(value, folders).flatMap((folder) => inside.map((each) => path.join(folder, each)))];
}

/** No plugin has so many variables; each may be a path in either of two folders. */
const MOST_LOOKED = 2000;
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
      next: { title: `Correct its path where ${variable === 'the request' ? 'it' : 'the profile'} is written` },
      cause,
    });
  }
}

/** @throws WorkbenchError when they are nested so deep that no request may hold them */
function fieldsIn(text: string, file: string, variable: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // A credential file need not be JSON; then its path is all that a plugin gets.
    return {};
  }
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    throw new WorkbenchError({
      what: `The credential file ${file}, which ${variable} names, is nested more than ${DEEPEST_JSON} levels deep.`,
      where: { file, line: lineAndColumn(text, deep).line },
      next: { title: 'Nest it less deep' },
    });
  }
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : {};
}
