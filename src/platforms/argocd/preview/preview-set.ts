import { objectAt, type Json, type JsonObject } from '../../../base/json';
import { ControllerError, meeting, saying, type SpecPlace } from '../calls/controller-error';
import type { TemplateEngine } from '../../../runtime/template-engine/template-engine';
import { PreviewBudget, type GeneratorContext, type GeneratorWorld } from './generators/generator-context';
import type { ParameterSet } from './generators/parameter-set';
import { Template } from './rendering/render';
import { shapeOf } from './rendering/shapes';
import { withPatch } from './rendering/template-patch';
import { Templates, type ArgoVersion } from './rendering/templates';
import { transform, type Transformed } from './generators/transform';
import { Origins } from './origins';
import { remarksOnSet, type RunRemark } from './remarks';

/** What an ApplicationSet would generate. */
export interface SetPreview {
  readonly parameters: readonly ParameterSet[];
  /** With an error, those that it does not keep from being made; the controller then creates, changes and deletes nothing. */
  readonly applications: readonly PreviewedApplication[];
  /** In the words of the controller. */
  readonly error?: string | undefined;
  /** Where the error was met. */
  readonly errorPlace?: SpecPlace | undefined;
  /** What is no error and should be known all the same. */
  readonly remarks: readonly RunRemark[];
  readonly origins: Origins;
}

export interface PreviewedApplication {
  readonly metadata: JsonObject;
  readonly spec: JsonObject;
}

export interface PreviewOptions {
  readonly engine: TemplateEngine;
  readonly world: GeneratorWorld;
  readonly version: ArgoVersion;
  /** Where the set is, where it does not say so itself. */
  readonly namespace: string | undefined;
  readonly signal: AbortSignal;
}

const FINALIZER = 'resources-finalizer.argocd.argoproj.io';

/** So many sets are with the engine at once. */
const AT_ONCE = 64;

/**
 * What the controller would generate from an ApplicationSet that was read into its type (argo-cd v3.5.7,
 * `applicationset/controllers/template/template.go`).
 * @throws WorkbenchError where what is missing here keeps the preview from being one, an AbortError on abort
 */
export async function previewSet(set: JsonObject, options: PreviewOptions): Promise<SetPreview> {
  const spec = objectAt(set, 'spec');
  const style = {
    goTemplate: spec['goTemplate'] === true,
    options: (spec['goTemplateOptions'] ?? []) as string[],
    version: options.version,
  };
  const templates = new Templates(options.engine, style);
  const budget = new PreviewBudget(options.signal);
  const origins = new Origins();
  const context: GeneratorContext = {
    askPlugin: (...asked) => options.world.askPlugin(...asked),
    outside: options.world.outside,
    templates,
    budget,
    origins,
    place: [],
  };
  const parameters: ParameterSet[] = [];
  const applications: PreviewedApplication[] = [];
  let error: ControllerError | undefined;
  const trying = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (problem) {
      if (!(problem instanceof ControllerError)) {
        throw problem;
      }
      error ??= problem;
    }
  };
  for (const [index, generator] of ((spec['generators'] ?? []) as JsonObject[]).entries()) {
    await trying(async () => {
      for (const { sets, template } of await transform(generator, objectAt(spec, 'template'), context, [
        'generators',
        index,
      ])) {
        parameters.push(...sets);
        budget.mustHold(parameters.length);
        await eachRendered({ sets, template }, spec, templates, async (rendering, from) => {
          options.signal.throwIfAborted();
          await trying(async () => {
            const { application, rendered } = await rendering;
            const previewed = inNamespace(application, set, options);
            origins.noteApplication(previewed, { set: from, template, rendered });
            applications.push(previewed);
          });
        });
      }
    });
  }
  const generated = { parameters, applications, error: error?.message };
  return { ...generated, errorPlace: error?.place, remarks: remarksOnSet(generated, set), origins };
}

/** What comes of the template for one parameter set, with its patch and without. */
interface Rendering {
  readonly application: JsonObject;
  readonly rendered: JsonObject;
}

/** The Applications of one generator in their order, several of them on their way at once. */
async function eachRendered(
  { sets, template }: Transformed,
  spec: JsonObject,
  templates: Templates,
  take: (rendering: Promise<Rendering>, from: Readonly<ParameterSet>) => Promise<void>,
): Promise<void> {
  const shared = new Template(template, shapeOf('ApplicationSetTemplate'));
  for (let from = 0; from < sets.length; from += AT_ONCE) {
    const some = sets.slice(from, from + AT_ONCE);
    const renderings = some.map((each) => rendered(each, template, shared, spec, templates));
    await Promise.allSettled(renderings);
    for (const [index, each] of renderings.entries()) {
      await take(each, some[index] ?? {});
    }
  }
}

async function rendered(
  set: Readonly<ParameterSet>,
  template: Json,
  shared: Template,
  spec: JsonObject,
  templates: Templates,
): Promise<Rendering> {
  // A set without a single parameter is not rendered at all.
  const application =
    Object.keys(set).length === 0
      ? (template as JsonObject)
      : withFinalizer((await shared.render(templates, set)) as JsonObject, spec);
  const patch = spec['templatePatch'];
  if (typeof patch !== 'string') {
    return { application, rendered: application };
  }
  const text = await saying('error replacing values in templatePatch', async () =>
    (await templates.rendered([patch], set))(patch),
  );
  const patched = await meeting({ text: patch }, () => withPatch(application, text, templates));
  return { application: patched, rendered: application };
}

/** Deleting such an Application deletes what it deployed, unless the set or its template says otherwise. */
function withFinalizer(application: JsonObject, spec: JsonObject): JsonObject {
  const metadata = objectAt(application, 'metadata');
  const preserves = objectAt(spec, 'syncPolicy')['preserveResourcesOnDeletion'] === true;
  const has = Array.isArray(metadata['finalizers']) && metadata['finalizers'].length > 0;
  return preserves || has ? application : { ...application, metadata: { ...metadata, finalizers: [FINALIZER] } };
}

function inNamespace(application: JsonObject, set: JsonObject, { namespace }: PreviewOptions): PreviewedApplication {
  const own = objectAt(set, 'metadata')['namespace'];
  const place = typeof own === 'string' && own !== '' ? own : namespace;
  const { name, namespace: written, ...others } = objectAt(application, 'metadata');
  const applied = place ?? written;
  return {
    metadata: { ...(name !== undefined && { name }), ...(applied !== undefined && { namespace: applied }), ...others },
    spec: objectAt(application, 'spec'),
  };
}
