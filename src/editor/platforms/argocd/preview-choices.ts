import type { Memento } from 'vscode';
import { isObject } from '../../../base/json';
import type { ArgoVersion } from '../../../platforms/argocd/preview/rendering/templates';

/** Which servers are asked. */
export type ServerChoice =
  /** Test servers that run here, in the place of the addresses in ConfigMaps. */
  { readonly is: 'running' } | { readonly is: 'manifests' } | { readonly is: 'address'; readonly url: string };

/** What a preview is compared with. */
export type AgainstChoice =
  | { readonly is: 'nothing' }
  /** The preview that a person kept, or else the first one that there was. */
  | { readonly is: 'kept' }
  | { readonly is: 'revision'; readonly revision: string }
  | { readonly is: 'saved'; readonly file: string };

/** What a person has chosen for the previews of a file. */
export interface PreviewChoices {
  readonly server: ServerChoice;
  readonly version: ArgoVersion;
  readonly against: AgainstChoice;
}

const DEFAULT: PreviewChoices = { server: { is: 'running' }, version: '3.5', against: { is: 'nothing' } };
const KEY = 'pluginWorkbench.previewChoices';

/** The choices for each file, kept with the workspace. */
export class KeptChoices {
  constructor(private readonly memory: Memento) {}

  of(file: string): PreviewChoices {
    const found = this.memory.get<Readonly<Record<string, PreviewChoices>>>(KEY, {})[file];
    return isObject(found) ? { ...DEFAULT, ...found } : DEFAULT;
  }

  async keep(file: string, choices: PreviewChoices): Promise<void> {
    await this.memory.update(KEY, { ...this.memory.get<object>(KEY, {}), [file]: choices });
  }
}
