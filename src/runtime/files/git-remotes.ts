import { join } from '../../base/paths';
import { readText } from './read-file';

/** The addresses of a repository's remotes, as its own configuration has them; none for a work tree of another one. */
export async function remotesOf(repository: string, signal?: AbortSignal): Promise<readonly string[]> {
  const file = join(repository, '.git/config');
  const text = await readText(file, { kind: 'source', within: [repository], ...(signal && { signal }) }).catch(
    () => undefined,
  );
  const remotes = (text ?? '').split(/^(?=[ \t]*\[)/m).filter((section) => /^[ \t]*\[remote\b/.test(section));
  return remotes.flatMap((section) => /^[ \t]*url[ \t]*=[ \t]*(\S+)/m.exec(section)?.[1] ?? []);
}
