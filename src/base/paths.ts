/**
 * Paths as the pure rooms see them: absolute, with forward slashes on every system
 * (`C:/work/plugin` is a valid path for Node and VS Code on Windows).
 */

/** The path with forward slashes and no slash at its end. */
export function normalize(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return slashed.length > 1 && slashed.endsWith('/') ? slashed.slice(0, -1) : slashed;
}

/** A path or an address without the slashes at its end. */
export function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (path.charAt(end - 1) === '/') {
    end -= 1;
  }
  return path.slice(0, end);
}

export function join(folder: string, ...parts: readonly string[]): string {
  return [folder === '/' ? '' : folder, ...parts].filter((part, index) => index === 0 || part !== '').join('/');
}

/** The folder that holds the path; a root is its own folder. */
export function dirname(path: string): string {
  const cut = path.lastIndexOf('/');
  if (cut < 0) {
    return path;
  }
  return cut === 0 ? '/' : path.slice(0, cut);
}

export function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** True when the path is the folder itself or lies in it. */
export function isInside(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** The path and the folders in which it lies, from the inside out. */
export function* withAncestors(path: string): Iterable<string> {
  let at = path;
  for (; dirname(at) !== at; at = dirname(at)) {
    yield at;
  }
  yield at;
}

/** True when the path is one of the folders or lies in one, however many these are. */
export function isInsideAny(folders: ReadonlySet<string>, path: string): boolean {
  for (const at of withAncestors(path)) {
    if (folders.has(at)) {
      return true;
    }
  }
  return false;
}

/** The path seen from the folder; the whole path when it lies elsewhere. */
export function relative(folder: string, path: string): string {
  if (path === folder) {
    return '';
  }
  return isInside(folder, path) ? path.slice(folder === '/' ? 1 : folder.length + 1) : path;
}

/** The shortest end of the path in which none of the others ends; the whole path where one ends in all of it. */
export function tellingTail(path: string, others: readonly string[]): string {
  const parts = path.split('/');
  for (let count = 1; count < parts.length; count++) {
    const tail = `/${parts.slice(-count).join('/')}`;
    if (!others.some((other) => other.endsWith(tail))) {
      return tail.slice(1);
    }
  }
  return path;
}
