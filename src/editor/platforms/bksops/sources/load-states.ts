import type { Event } from 'vscode';
import type { Failure } from '../../../../base/workbench-error';
import type { SetModule, Source } from '../../../../catalog/sources';

/** What has become of a module when its source was loaded. */
export type LoadState =
  | { readonly is: 'not loaded' }
  | { readonly is: 'loading' }
  | { readonly is: 'loaded' }
  /** With its place in the Python file, where it has one. */
  | { readonly is: 'failed'; readonly failure: Failure }
  /** SOPS does not come to it: a module before it has failed. */
  | { readonly is: 'skipped'; readonly why: string };

/** What loads have told of modules. */
export interface LoadStates {
  of(source: Source, module: SetModule): LoadState;
  readonly onDidChange: Event<void>;
}

/** While nothing loads. */
export const nothingLoaded: LoadStates = {
  of: () => ({ is: 'not loaded' }),
  onDidChange: () => ({ dispose: () => undefined }),
};
