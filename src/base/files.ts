/** Reading files as the rooms need it; the editor and the command line each bring their own. Paths as in `paths.ts`. */
export interface Files {
  /** The text of a file as the person sees it now (an open editor's text where there is one); undefined when there is none. */
  read(path: string): Promise<string | undefined>;
  /**
   * The files under a folder whose path relative to it matches one of the globs (`*`, `**`, `{a,b}`), sorted;
   * `.git`, `node_modules`, virtual environments and caches are never entered.
   */
  find(folder: string, globs: readonly string[]): Promise<string[]>;
}
