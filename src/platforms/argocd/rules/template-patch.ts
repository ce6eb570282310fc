import type { ManifestDocument } from '../../../manifest/parse/manifest-document';
import type { Value } from '../../../manifest/dialects/value';
import type { TextRange } from '../../../manifest/parse/text-range';
import type { ManifestKind } from '../../../manifest/kind';
import { rule, type RuleRemark } from '../../../manifest/rule';
import { walkSchema } from '../../../manifest/schema/schema-walk';
import { isFlatReference, usesGoTemplate } from '../template-text';
import { patchKind, templatePatchOf, type PatchShape, type TemplatePatch } from '../template-patch';
import { fixAt, placeIn } from '../template-place';

/**
 * A patch is rendered, read as YAML, decoded as an Application and merged into the one of the template (argo-cd v3.5.7,
 * `applicationset/controllers/template/patch.go`).
 */
export const templatePatch = rule({
  code: 'argocd/template-patch',
  kinds: ['argocd.application-set'],
  severity: 'error',
  *check({ document, kind }) {
    const isGo = usesGoTemplate(document);
    const leftOver = isGo === false ? leftAsWritten(document) : undefined;
    if (leftOver) {
      yield leftOver;
      return;
    }
    const patch = isGo === undefined ? undefined : templatePatchOf(document);
    const broken = patch?.shapes.find(({ problem }) => problem);
    if (patch && broken?.problem) {
      const { range, message } = broken.problem;
      const inPatch = /\bcolumn \d/.test(message) ? `In the patch, ${message}` : message;
      const words = `${inPatch} Argo CD reads the rendered patch as YAML, ends in "error while converting template to json" and makes no Application.`;
      yield { range: placeOf(patch, broken, range, document), message: words };
    } else if (patch) {
      yield* eachOnce(patch.shapes.flatMap((shape) => [...inShape(patch, shape, document, kind)]));
    }
  },
});

/** Without `goTemplate` only names are replaced, in a patch as anywhere. */
function leftAsWritten(document: ManifestDocument): RuleRemark | undefined {
  const patch = document.isPart ? undefined : templatePatchOf(document);
  const action = patch?.text.template.actions.find((each) => !isFlatReference(each));
  if (!patch || !action) {
    return undefined;
  }
  const range = placeIn(patch.text, action.start, action.end, document);
  const message =
    'Without "goTemplate: true" this stays in the patch as it is written, braces and all, where Argo CD looks for YAML: set goTemplate.';
  return { range, message };
}

function* inShape(
  patch: TemplatePatch,
  shape: PatchShape,
  document: ManifestDocument,
  kind: ManifestKind,
): Generator<RuleRemark> {
  for (const { code, range, message, fix } of walkSchema(shape.document, patchKind(kind)).findings) {
    const place = placeOf(patch, shape, range, document);
    if (code === 'manifest/unknown-key') {
      const words = `${message} Argo CD passes over what an Application does not have, and patches nothing.`;
      const isHere = fix && !fix.range && !fix.also;
      const mended = isHere ? fixAt(place, shape.document.text.slice(range.start, range.end), fix, document) : {};
      yield { range: place, message: words, severity: 'warning', ...mended };
    } else if (code === 'manifest/type') {
      yield { range: place, message: `${message} Argo CD ends in "invalid templatePatch" and makes no Application.` };
    }
  }
  const template = document.at('spec', 'template', 'spec');
  const project = shape.document.at('spec', 'project');
  if (project?.key && !project.isMasked && project.text !== template?.at('project')?.text) {
    const message = 'A patch never changes "project": Argo CD puts the one of the template back.';
    yield { range: placeOf(patch, shape, project.key.range, document), message, severity: 'warning' };
  }
  const values = shape.document.at('spec', 'source', 'helm', 'valuesObject');
  for (const twin of twins(values, template?.at('source', 'helm', 'valuesObject'))) {
    const message = `The template's "valuesObject" has "${twin.text}", too, and two collections in it cannot be merged: Argo CD ends in 'unable to find api field in struct RawExtension for the json field "${twin.text}"'. Keep it in one of both.`;
    yield { range: placeOf(patch, shape, twin.range, document), message };
  }
}

/** The keys under which both have a mapping, or both have a list. */
function twins(values: Value | undefined, others: Value | undefined): NonNullable<Value['key']>[] {
  return (values?.properties ?? []).flatMap((value) => {
    const other = others?.at(value.key?.text ?? '');
    const areMappings = value.isMapping && other?.isMapping === true;
    const areLists = value.isSequence && other?.isSequence === true;
    return value.key && (areMappings || areLists) ? [value.key] : [];
  });
}

/** Where something of a shape stands in the manifest. */
export function placeOf(
  { text }: TemplatePatch,
  { rendering, document: shown }: PatchShape,
  { start, end }: TextRange,
  document: ManifestDocument,
): TextRange {
  const from = rendering.sourceOf(start);
  const isValue = rendering.values.some((value) => value.start <= start && start < value.end);
  const action = isValue ? text.template.actions.find((each) => each.start === from) : undefined;
  const length = shown.text.slice(start, end).length;
  return placeIn(text, from, action?.end ?? from + length, document);
}

/** Several shapes show the same mistake. */
export function* eachOnce(remarks: readonly RuleRemark[]): Generator<RuleRemark> {
  const said = new Set<string>();
  for (const remark of remarks) {
    const key = `${String(remark.range.start)} ${remark.message}`;
    if (!said.has(key)) {
      said.add(key);
      yield remark;
    }
  }
}
