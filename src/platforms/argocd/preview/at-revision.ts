import { basename, dirname } from '../../../base/paths';
import { WorkbenchError, isAbort } from '../../../base/workbench-error';
import type { GitCommand } from '../../../runtime/fetching/git-command';

/** The texts of files as a revision of their repository has them. */
export class Revision {
  private readonly commits = new Map<string, Promise<string>>();

  /** @param revision As git names it: a branch, a tag, `HEAD~3` or a commit. */
  constructor(
    private readonly git: Pick<GitCommand, 'run'>,
    private readonly revision: string,
    private readonly signal: AbortSignal,
  ) {}

  /**
   * The text of a file; undefined where the revision has none there.
   * @throws WorkbenchError for a file in no repository, or a revision that it does not have
   */
  async read(file: string): Promise<string | undefined> {
    const folder = dirname(file);
    const commit = await this.commitIn(folder, file);
    const object = `${commit}:./${basename(file)}`;
    const options = { cwd: folder, signal: this.signal };
    try {
      return (await this.git.run(['cat-file', 'blob', object], options)).join('\n');
    } catch (error) {
      // Whatever else may be wrong with the repository has been met before.
      if (isAbort(error)) {
        throw error;
      }
      return undefined;
    }
  }

  private commitIn(folder: string, file: string): Promise<string> {
    const known = this.commits.get(folder) ?? this.commit(folder, file);
    this.commits.set(folder, known);
    return known;
  }

  private async commit(folder: string, file: string): Promise<string> {
    const { revision, signal } = this;
    const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
    try {
      const [commit = ''] = await this.git.run(words, { cwd: folder, signal });
      return commit;
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      throw new WorkbenchError({
        what: `The repository around ${basename(file)} has no revision "${revision}".`,
        where: { file },
        next: { title: 'Name a branch, a tag or a commit, such as HEAD or main' },
        cause: error,
      });
    }
  }
}
