import {
  Disposable,
  EventEmitter,
  window,
  workspace,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
} from 'vscode';
import { toFailure, type Failure } from '../../../../base/workbench-error';
import type { PluginSet, SetModule, Source, Sources } from '../../../../catalog/sources';
import { LineIndex } from '../../../../manifest/parse/line-index';
import type { ModuleLoad } from '../../../../platforms/bksops/load/load-report';
import type { ModuleFile, ModuleFiles } from '../../../../platforms/bksops/sync/module-files';
import { countOf, type LoadCount, type LoadState, type LoadStates } from './load-states';
import { shownComponents, writtenComponents, type ShownComponent } from './shown-components';
import { sourceItem, sourceTooltip } from './source-items';
import { keyOf, type SourceSyncs, type SyncState } from './source-syncs';

/** What the Sources view shows; commands on a node get it. */
export type SourceNode =
  | { readonly is: 'manifest'; readonly id: string; readonly file: string; readonly sources: readonly Source[] }
  | {
      readonly is: 'source';
      readonly id: string;
      readonly source: Source;
      readonly state: SyncState;
      readonly loads: LoadCount;
      readonly loadFailure: Failure | undefined;
    }
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
      loads.onDidChange((source) => this.refresh(source)),
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
    const loads = countOf(source.sets.flatMap(({ modules }) => modules.map((module) => this.loads.of(source, module))));
    const loadFailure = this.loads.failureOf(source);
    return { is: 'source', id, source, state: await this.syncs.stateOf(source), loads, loadFailure };
  }

  private async belowSource(node: Extract<SourceNode, { is: 'source' }>): Promise<SourceNode[]> {
    const { id, source, state, loadFailure } = node;
    const notes = await this.syncs.notesOf(source, this.all);
    const sets = source.sets.map((set, index): SourceNode => ({ is: 'set', id: `${id} set ${index}`, source, set }));
    return [
      ...(state.is === 'failed' ? [failureNode(id, state.failure)] : []),
      ...(loadFailure ? [failureNode(`${id} load`, loadFailure)] : []),
      ...sets,
      ...notes.map((text, index): SourceNode => ({ is: 'note', id: `${id} note ${index}`, text })),
    ];
  }

  private moduleNode({ id, source }: Extract<SourceNode, { is: 'set' }>, module: SetModule, index: number): ModuleNode {
    return { is: 'module', id: `${id} ${index}`, source, module, load: this.loads.of(source, module) };
  }

  private async belowModule({ id, source, module, load }: ModuleNode): Promise<SourceNode[]> {
    const told = load.is === 'tried' ? load.load : undefined;
    const above = told && told.fate !== 'loaded' ? [failureNode(id, failureOf(told))] : [];
    const notes = (told?.notes ?? []).map((text, index) => noteNode(`${id} told ${index}`, text));
    try {
      const found = await this.modules.loaded(source, module.name);
      const written = found ? writtenComponents(this.modules.moduleIn(found), module, found) : [];
      const inside = told
        ? componentNodes(id, source, shownComponents(told, written, source, module))
        : found
          ? this.inText(id, source, found, written)
          : [noteNode(`${id} not here`, nothings['not here'])];
      return [...above, ...inside, ...notes];
    } catch (error) {
      return [...above, failureNode(`${id} text`, toFailure(error)), ...notes];
    }
  }

  /** What a module's text tells while nothing of it is loaded. */
  private inText(id: string, source: Source, found: ModuleFile, written: readonly ShownComponent[]): SourceNode[] {
    const { broken, registerIgnore } = this.modules.moduleIn(found);
    const [first] = broken;
    const line = first && new LineIndex(found.text).positionAt(first.start).line + 1;
    const isIgnored = registerIgnore?.value.is === 'boolean' && registerIgnore.value.value;
    return [
      ...(line === undefined ? [] : [failureNode(`${id} text`, noPython(found.file, line))]),
      ...(isIgnored ? [noteNode(`${id} ignored`, nothings.ignored)] : []),
      ...componentNodes(id, source, written),
      ...(written.length === 0 && !first ? [noteNode(`${id} empty`, nothings.empty)] : []),
    ];
  }
}

function componentNodes(id: string, source: Source, components: readonly ShownComponent[]): SourceNode[] {
  return components.map((component, index) => ({ is: 'component', id: `${id} component ${index}`, source, component }));
}

/** The one failure that a module's fate is. */
function failureOf({ message = '', python, manifest }: ModuleLoad): Failure {
  return { what: message, where: python?.line === undefined ? manifest : python };
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

function noteNode(id: string, text: string): SourceNode {
  return { is: 'note', id, text };
}
