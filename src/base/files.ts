/** Reading files as the rooms need it; the editor and the command line each bring their own. Paths as in `paths.ts`. */
export interface Files {
  /**
   * The text of a file as the person sees it now (an open editor's text where there is one); undefined when there is
   * none: also for a folder of that name, and for a path outside the workspace.
   * @throws WorkbenchError, with its place, for a file that is there and must not or cannot be read: a pipe or a device,
   * one that is too large, a link that leads out of the workspace, one without permission
   */
  read(path: string): Promise<string | undefined>;
  /**
   * The files under a folder whose path relative to it matches one of the globs (`*`, `**`, `{a,b}`), sorted, links to
   * files among them; `.git`, `node_modules`, virtual environments and caches are never entered, nor are linked folders.
   */
  find(folder: string, globs: readonly string[]): Promise<string[]>;
}
