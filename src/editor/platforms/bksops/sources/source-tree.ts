import {
  Disposable,
  EventEmitter,
  window,
  workspace,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import { toFailure, type Failure, type FilePlace } from '../../../../base/workbench-error';
import type { PluginSet, SetModule, Source, Sources } from '../../../../catalog/sources';
import { LineIndex } from '../../../../manifest/parse/line-index';
import type { ModuleFile, ModuleFiles } from '../../../../platforms/bksops/sync/module-files';
import { textIn } from '../../../../platforms/bksops/python/constant';
import type { PythonComponent, PythonModule } from '../../../../platforms/bksops/python/python-module';
import type { LoadState, LoadStates } from './load-states';
import { sourceItem, sourceTooltip } from './source-items';
import { keyOf, type SourceSyncs, type SyncState } from './source-syncs';

/** What the Sources view shows; commands on a node get it. */
export type SourceNode =
  | { readonly is: 'manifest'; readonly id: string; readonly file: string; readonly sources: readonly Source[] }
  | { readonly is: 'source'; readonly id: string; readonly source: Source; readonly state: SyncState }
  | { readonly is: 'set'; readonly id: string; readonly source: Source; readonly set: PluginSet }
  | ModuleNode
  | { readonly is: 'component'; readonly id: string; readonly source: Source; readonly component: ShownComponent }
  | { readonly is: 'failure'; readonly id: string; readonly failure: Failure }
  /** Something to know: about a sync, or why nothing stands below. */
  | { readonly is: 'note'; readonly id: string; readonly text: string };

export interface ModuleNode {
  readonly is: 'module';
  readonly id: string;
  readonly source: Source;
  readonly module: SetModule;
  readonly load: LoadState;
}

/** A component as its text says. */
export interface ShownComponent {
  readonly code: string;
  readonly version: string;
  readonly name: string;
  readonly group: string;
  readonly form: 'embedded' | 'elsewhere' | 'none' | 'unknown';
  readonly at: Required<FilePlace>;
  /** True when it stands in the copy, which nobody edits. */
  readonly isCopy: boolean;
}

/** Changes are shown together, this many milliseconds after the first of a burst. */
const BURST = 100;

/** The Sources view: manifests, their sources and caches, and what these load. Nothing is read before its node is opened. */
export class SourceTree implements TreeDataProvider<SourceNode>, Disposable {
  private readonly changed = new EventEmitter<SourceNode | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly listening: Disposable;
  /** The sources' nodes by key, as they were given to the editor, which knows them by identity. */
  private nodes = new Map<string, SourceNode>();
  private all: readonly Source[] = [];
  private stale: Set<string> | 'all' = new Set();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly sources: Pick<Sources, 'all' | 'onDidChange'>,
    private readonly syncs: SourceSyncs,
    private readonly loads: LoadStates,
    private readonly modules: ModuleFiles,
    private readonly view: Pick<TreeView<SourceNode>, 'visible' | 'onDidChangeVisibility'>,
  ) {
    this.listening = Disposable.from(
      sources.onDidChange(() => this.refresh()),
      syncs.onDidChange((source) => this.refresh(source)),
      loads.onDidChange(() => this.refresh()),
      view.onDidChangeVisibility(() => this.showStale()),
      // What another program has synced meanwhile.
      window.onDidChangeWindowState(({ focused }) => focused && this.refresh()),
      workspace.onDidSaveTextDocument(({ languageId }) => languageId === 'python' && this.refresh()),
    );
  }

  getTreeItem(node: SourceNode): TreeItem {
    return sourceItem(node);
  }

  async resolveTreeItem(item: TreeItem, node: SourceNode): Promise<TreeItem> {
    if (node.is === 'source') {
      item.tooltip = sourceTooltip(node.source, node.state, await this.syncs.notesOf(node.source, this.all));
    }
    return item;
  }

  async getChildren(node?: SourceNode): Promise<SourceNode[]> {
    switch (node?.is) {
      case undefined:
        return this.manifests();
      case 'manifest':
        return Promise.all(node.sources.map((source, index) => this.sourceNode(source, node.sources.slice(0, index))));
      case 'source':
        return this.belowSource(node);
      case 'set':
        return node.set.modules.map((module, index) => this.moduleNode(node, module, index));
      case 'module':
        return this.belowModule(node);
      case 'component':
      case 'failure':
      case 'note':
        return [];
    }
  }

  /** Shows what has changed, once for a burst of changes, and only while somebody looks. */
  refresh(source?: Source): void {
    if (!source) {
      this.stale = 'all';
    } else if (this.stale !== 'all') {
      this.stale.add(keyOf(source));
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.showStale();
    }, BURST);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listening.dispose();
    this.changed.dispose();
  }

  private showStale(): void {
    if (!this.view.visible || this.timer) {
      return;
    }
    const { stale } = this;
    this.stale = new Set();
    if (stale === 'all') {
      this.changed.fire(undefined);
    } else {
      // A node tells its state, so that a new one takes the place of the old: only what holds it can be asked for it.
      const files = new Set([...stale].map((key) => (JSON.parse(key) as string[])[0] ?? ''));
      [...files].flatMap((file) => this.nodes.get(file) ?? []).forEach((node) => this.changed.fire(node));
    }
  }

  private async manifests(): Promise<SourceNode[]> {
    this.all = await this.sources.all();
    const byFile = new Map<string, Source[]>();
    for (const source of this.all) {
      byFile.set(source.file, [...(byFile.get(source.file) ?? []), source]);
    }
    const nodes = [...byFile].map(([file, sources]): SourceNode => ({ is: 'manifest', id: file, file, sources }));
    this.nodes = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  }

  private async sourceNode(source: Source, before: readonly Source[]): Promise<SourceNode> {
    // Two of one name are a mistake in the manifest, which the view shows all the same.
    const twins = before.filter((other) => keyOf(other) === keyOf(source)).length;
    const id = `${keyOf(source)} ${twins}`;
    return { is: 'source', id, source, state: await this.syncs.stateOf(source) };
  }

  private async belowSource({ id, source, state }: Extract<SourceNode, { is: 'source' }>): Promise<SourceNode[]> {
    const notes = await this.syncs.notesOf(source, this.all);
    const sets = source.sets.map((set, index): SourceNode => ({ is: 'set', id: `${id} set ${index}`, source, set }));
    return [
      ...(state.is === 'failed' ? [failureNode(id, state.failure)] : []),
      ...sets,
      ...notes.map((text, index): SourceNode => ({ is: 'note', id: `${id} note ${index}`, text })),
    ];
  }

  private moduleNode({ id, source }: Extract<SourceNode, { is: 'set' }>, module: SetModule, index: number): ModuleNode {
    return { is: 'module', id: `${id} ${index}`, source, module, load: this.loads.of(source, module) };
  }

  private async belowModule({ id, source, module, load }: ModuleNode): Promise<SourceNode[]> {
    const above = load.is === 'failed' ? [failureNode(id, load.failure)] : [];
    try {
      const found = await this.modules.loaded(source, module.name);
      return [...above, ...(found ? this.inModule(id, source, module, found) : [noteNode(id, 'not here')])];
    } catch (error) {
      return [...above, failureNode(`${id} text`, toFailure(error))];
    }
  }

  private inModule(id: string, source: Source, module: SetModule, found: ModuleFile): SourceNode[] {
    const python = this.modules.moduleIn(found);
    const lines = new LineIndex(found.text);
    const [broken] = python.broken;
    const components = python.components.map((component, index): SourceNode => ({
      is: 'component',
      id: `${id} component ${index}`,
      source,
      component: shownComponent(component, python, module, found, lines.positionAt(component.at.start).line + 1),
    }));
    const isIgnored = python.registerIgnore?.value.is === 'boolean' && python.registerIgnore.value.value;
    return [
      ...(broken ? [failureNode(`${id} text`, noPython(found.file, lines.positionAt(broken.start).line + 1))] : []),
      ...(isIgnored ? [noteNode(id, 'ignored')] : []),
      ...components,
      ...(components.length === 0 && !broken ? [noteNode(id, 'empty')] : []),
    ];
  }
}

/** What SOPS takes for a component: defaults are those of its base class (bamboo-pipeline 4.0.4, `component_framework/base.py`). */
function shownComponent(
  component: PythonComponent,
  { groupName }: PythonModule,
  { name: module }: SetModule,
  { file, isCopy }: ModuleFile,
  line: number,
): ShownComponent {
  const { code, version, name, className } = component;
  return {
    code: textIn(code?.value) ?? className,
    version: version ? (textIn(version.value) ?? '?') : 'legacy',
    name: textIn(name?.value) ?? '',
    group: groupName ? (textIn(groupName.value) ?? '?') : titleOf(module),
    form: formOf(component),
    at: { file, line },
    isCopy,
  };
}

function formOf({ form, embeddedForm }: PythonComponent): ShownComponent['form'] {
  if (!form || form.value.is === 'none') {
    return 'none';
  }
  const isEmbedded = embeddedForm?.value;
  if (isEmbedded?.is === 'unknown') {
    return 'unknown';
  }
  return isEmbedded?.is === 'boolean' && isEmbedded.value ? 'embedded' : 'elsewhere';
}

/** As Python's `str.title` makes it of a module's last name. */
function titleOf(module: string): string {
  const leaf = module.slice(module.lastIndexOf('.') + 1);
  return leaf.toLowerCase().replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

function noPython(file: string, line: number): Failure {
  return { what: `Line ${line} is no Python.`, where: { file, line } };
}

function failureNode(id: string, failure: Failure): SourceNode {
  return { is: 'failure', id: `${id} failure`, failure };
}

const nothings = {
  'not here': 'The module is not on this machine: sync the source.',
  ignored: 'The module sets __register_ignore__: SOPS registers nothing of it.',
  empty: 'The module defines no component.',
} as const;

function noteNode(id: string, why: keyof typeof nothings): SourceNode {
  return { is: 'note', id: `${id} ${why}`, text: nothings[why] };
}
