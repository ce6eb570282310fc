import { isObject, type Json, type JsonObject } from '../../../base/json';
import { basename, dirname, join } from '../../../base/paths';
import { WorkbenchError } from '../../../base/workbench-error';
import type { Outside, OutsideType, RepositoryContent } from './generators/generator-context';

/** The repository that a manifest is in. */
export interface OwnRepository extends RepositoryContent {
  /** The addresses that it is known by elsewhere. */
  readonly addresses: readonly string[];
}

export interface FixtureOptions {
  /** That of the ApplicationSet. */
  readonly file: string;
  /** Reads a file beside it; undefined where there is none. */
  readonly read: (file: string) => Promise<string | undefined>;
  readonly yaml: (text: string) => Promise<Json>;
  readonly own: () => Promise<OwnRepository | undefined>;
}

const sha = '0123456789abcdef0123456789abcdef01234567';

/** What an entry looks like, for whoever writes the first one. */
export const samples: Readonly<Record<OutsideType, string>> = {
  clusters: 'clusters: [{name: production, server: https://production.example.com, labels: {env: production}}]',
  git: 'git: [{repoURL: ADDRESS, directories: [apps/one], files: {apps/one/config.json: {name: one}}}]',
  scmProvider: `scmProvider: [{organization: example, repository: one, url: https://git.example.com/example/one.git, branch: main, sha: ${sha}, labels: []}]`,
  pullRequest: `pullRequest: [{number: 1, title: A change, branch: a-change, target_branch: main, head_sha: ${sha}, author: somebody, labels: []}]`,
  clusterDecisionResource: 'clusterDecisionResource: [{name: production, server: https://production.example.com}]',
};

/** The file beside a manifest that stands in for clusters and repositories: `set.preview.yaml` for `set.yaml`. */
export function fixtureOf(file: string): string {
  return join(dirname(file), `${basename(file).replace(/\.(?:ya?ml|json)$/, '')}.preview.yaml`);
}

/**
 * What generators that look elsewhere would find, as a fixture beside the manifest says it; the files of a repository as
 * well from the one that the manifest is in, where that is the one that is meant.
 */
export class Fixtures implements Outside {
  private known: Promise<JsonObject | undefined> | undefined;

  constructor(private readonly options: FixtureOptions) {}

  async found(type: Exclude<OutsideType, 'git'>): Promise<readonly JsonObject[]> {
    return this.listOf(type, await this.fixture(), samples[type]);
  }

  async repository(address: string, revision: string): Promise<RepositoryContent> {
    const fixture = await this.fixture();
    const told = fixture?.['git'] === undefined ? [] : this.listOf('git', fixture, samples.git);
    const isMeant = (each: JsonObject): boolean =>
      isSameAddress(textOf(each['repoURL']), address) &&
      (each['revision'] === undefined || textOf(each['revision']) === revision);
    const entry = told.find(isMeant);
    if (entry) {
      return contentOf(entry);
    }
    const own = await this.options.own();
    if (own?.addresses.some((each) => isSameAddress(each, address)) === true) {
      return own;
    }
    throw this.missing(
      'git',
      `${address} is not the repository that the manifest is in.`,
      samples.git.replace('ADDRESS', address),
    );
  }

  private listOf(type: OutsideType, fixture: JsonObject | undefined, sample: string): JsonObject[] {
    const list = fixture?.[type];
    if (!Array.isArray(list) || !list.every((each) => isObject(each))) {
      const why = list === undefined ? undefined : `"${type}" in ${basename(this.file)} is no list of objects.`;
      throw this.missing(type, why, sample);
    }
    return list;
  }

  private get file(): string {
    return fixtureOf(this.options.file);
  }

  private fixture(): Promise<JsonObject | undefined> {
    return (this.known ??= this.read());
  }

  private async read(): Promise<JsonObject | undefined> {
    const text = await this.options.read(this.file);
    try {
      const value = text === undefined ? undefined : await this.options.yaml(text);
      return isObject(value) ? value : undefined;
    } catch (error) {
      throw new WorkbenchError({
        what: `${basename(this.file)} is no YAML.`,
        why: `${error instanceof Error ? error.message : String(error)}.`,
        where: { file: this.file },
      });
    }
  }

  private missing(type: OutsideType, why: string | undefined, sample: string): WorkbenchError {
    return new WorkbenchError({
      what: `What the generator "${type}" would find is not known here.`,
      why,
      where: { file: this.file },
      next: { title: `Write it into ${basename(this.file)} beside the manifest, such as "${sample}"` },
    });
  }
}

function contentOf(entry: JsonObject): RepositoryContent {
  const files = isObject(entry['files']) ? entry['files'] : {};
  const folders = Array.isArray(entry['directories']) ? entry['directories'].map(textOf) : [];
  return {
    paths: Object.keys(files),
    folders,
    read: (path) => {
      const content = files[path] ?? null;
      return Promise.resolve(typeof content === 'string' ? content : JSON.stringify(content));
    },
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** True for two addresses of one repository, by HTTPS or SSH, with a user or without. */
export function isSameAddress(one: string, other: string): boolean {
  return one !== '' && plain(one) === plain(other);
}

function plain(address: string): string {
  return address
    .toLowerCase()
    .replace(/^[a-z+]+:\/\//, '')
    .replace(/^[^@/]*@/, '')
    .replace(/^([^:/]+):(?:\d+\/|\/)?/, '$1/')
    .replace(/\/$/, '')
    .replace(/\.git$/, '');
}
