import { Hover, MarkdownString, type Position, type TextDocument } from 'vscode';
import { objectAt, type JsonObject } from '../../../base/json';
import { codeSpan } from '../../../manifest/edit/markdown';
import { shift } from '../../../manifest/parse/text-range';
import { ControllerError } from '../../../platforms/argocd/calls/controller-error';
import type { ManifestPreview } from '../../../platforms/argocd/preview/preview-manifest';
import { Templates, type ArgoVersion } from '../../../platforms/argocd/preview/rendering/templates';
import { pathAt } from '../../../platforms/argocd/preview/set-places';
import type { TemplateEngine } from '../../../runtime/template-engine/template-engine';
import { rangeIn } from '../../language/checked-documents';
import type { PreviewActions } from './preview-actions';
import type { PreviewSession } from './preview-session';

/** So many sets are told one by one. */
const MOST_TOLD = 15;

/** What a template under the pointer is in each parameter set; nothing outside of templates, or before a preview. */
export async function templateHover(
  document: TextDocument,
  position: Position,
  session: PreviewSession,
  actions: PreviewActions,
  engine: TemplateEngine,
  redact: (text: string) => string,
): Promise<Hover | undefined> {
  const offset = document.offsetAt(position);
  const placed = await actions.placed(document);
  const set = placed.findLast(({ kind, start }) => kind === 'ApplicationSet' && start <= offset);
  const at = set && pathAt(set, offset);
  const preview = session.result?.previews.find(({ name }) => name === set?.name);
  if (!at || !preview || at.node.is !== 'scalar' || !at.node.text.includes('{{') || !isTemplate(at.path)) {
    return undefined;
  }
  const { text } = at.node;
  const lines = await valuesOf(text, preview, session.choices.version, engine);
  const markdown = [`In each parameter set:`, '', ...lines].join('\n');
  return lines.length > 0
    ? new Hover(new MarkdownString(redact(markdown)), rangeIn(document, shift(at.node.range, set.start)))
    : undefined;
}

/** What is rendered with the parameter sets themselves; the inputs of generators are rendered with those of others. */
function isTemplate(path: readonly (string | number)[]): boolean {
  const [spec, part] = path;
  return spec === 'spec' && (part === 'template' || part === 'templatePatch' || path.includes('template'));
}

async function valuesOf(
  text: string,
  { set = {}, parameters }: ManifestPreview,
  version: ArgoVersion,
  engine: TemplateEngine,
): Promise<string[]> {
  const spec: JsonObject = objectAt(set, 'spec');
  const options = (spec['goTemplateOptions'] ?? []) as string[];
  const templates = new Templates(engine, { goTemplate: spec['goTemplate'] === true, options, version });
  const lines: string[] = [];
  for (const [index, each] of parameters.slice(0, MOST_TOLD).entries()) {
    const rendered = await templates.rendered([text], each);
    lines.push(`${index + 1}. ${shown(() => rendered(text))}`);
  }
  const more = parameters.length - MOST_TOLD;
  return more > 0 ? [...lines, '', `And ${more} more.`] : lines;
}

function shown(render: () => string): string {
  try {
    return codeSpan(render());
  } catch (error) {
    if (error instanceof ControllerError) {
      return `an error: ${codeSpan(error.message)}`;
    }
    throw error;
  }
}
