import type { RenderedText, TemplateEngine } from '../../../../runtime/template-engine/template-engine';
import { isObject, type Json } from '../../../../base/json';
import { ControllerError } from '../../calls/controller-error';
import { parseTemplate } from '../../go-template';
import { inputIn, isNilInput, type ParameterSet } from '../generators/parameter-set';

/** The versions of Argo CD that differ in what a set generates. */
export type ArgoVersion = '3.5' | '3.6';

/** How the texts of one ApplicationSet are rendered. */
export interface TemplateStyle {
  readonly goTemplate: boolean;
  readonly options: readonly string[];
  readonly version: ArgoVersion;
}

/** A text that was rendered, or refused. */
export type Rendered = (text: string) => string;

const readYaml = '{{ fromYaml .text | toJson }}';
const readYamlList = '{{ fromYamlArray .text | toJson }}';

/** The templates of one ApplicationSet, rendered by the engine. */
export class Templates {
  constructor(
    private readonly engine: TemplateEngine,
    readonly style: TemplateStyle,
  ) {}

  /**
   * Renders texts with one parameter set. What comes of each is asked afterwards, in the order in which the controller comes
   * to them: it stops at the first that fails.
   * @throws WorkbenchError when the engine does not end in time
   */
  async rendered(
    texts: Iterable<string>,
    set: Readonly<ParameterSet>,
    options: readonly string[] = this.style.options,
  ): Promise<Rendered> {
    const unique = [...new Set(texts)].filter((text) => text.includes('{{'));
    const made = new Map<string, RenderedText>();
    if (unique.length > 0) {
      const answers = await this.ask(unique, set, options);
      unique.forEach((text, index) => made.set(text, this.unknownFunction(text) ?? answers[index] ?? { text }));
    }
    return (text) => {
      const { text: result, error } = made.get(text) ?? { text };
      if (error !== undefined) {
        throw new ControllerError(error, { text });
      }
      return result;
    };
  }

  /**
   * YAML as Kubernetes reads it.
   * @throws ControllerError with the reader's words, such as `error converting YAML to JSON: yaml: line 3: …`
   */
  async yaml(text: string, is: 'object' | 'list' = 'object'): Promise<Json> {
    const template = is === 'object' ? readYaml : readYamlList;
    const asked = { texts: [template], parameters: { text }, goTemplate: true };
    const [answer] = await this.engine.render(asked);
    if (answer?.error !== undefined) {
      throw new ControllerError(answer.error.replace(/^.*?error calling fromYaml(?:Array)?: /s, ''));
    }
    return JSON.parse(answer?.text ?? 'null') as Json;
  }

  /** A text as a part of a name, of 50 characters at most, as pull requests have it of their branches. */
  async slug(text: string): Promise<string> {
    const asked = { texts: ['{{ slugify 50 true .text }}'], parameters: { text }, goTemplate: true };
    return (await this.engine.render(asked))[0]?.text ?? '';
  }

  private async ask(
    texts: readonly string[],
    set: Readonly<ParameterSet>,
    options: readonly string[],
  ): Promise<readonly RenderedText[]> {
    const { goTemplate } = this.style;
    const { generator, ...others } = set;
    const asked = { texts, goTemplate, options };
    if (goTemplate && isNilInput(generator)) {
      const isJson = (text: string): boolean => /to(?:Raw|Pretty)?(?:Json|Yaml)/.test(text);
      const [asNull, asEmpty] = await Promise.all([
        this.engine.render({ ...asked, parameters: set }),
        this.engine.render({ ...asked, parameters: others, input: {} }),
      ]);
      return texts.map((text, index) => (isJson(text) ? asNull : asEmpty)[index] ?? { text });
    }
    const input = goTemplate ? inputIn(generator) : undefined;
    return this.engine.render({ ...asked, parameters: input ? others : set, ...(input && { input }) });
  }

  /** The function `tpl` came with v3.6, and the engine has it always. */
  private unknownFunction(text: string): RenderedText | undefined {
    if (!this.style.goTemplate || this.style.version !== '3.5' || !text.includes('tpl')) {
      return undefined;
    }
    const tokens = parseTemplate(text).actions.flatMap((action) => action.tokens);
    const token = tokens.find((each) => each.is === 'function' && each.text === 'tpl');
    const line = text.slice(0, token?.start).split('\n').length;
    const error = `failed to parse template ${text}: template: base:${line}: function "tpl" not defined`;
    return token && { text: '', error };
  }
}

/** Whether anything in a value would be rendered, its keys included. */
export function hasTemplates(value: Json): boolean {
  if (typeof value === 'string') {
    return value.includes('{{');
  }
  if (Array.isArray(value)) {
    return value.some(hasTemplates);
  }
  return isObject(value) && Object.entries(value).some(([key, each]) => key.includes('{{') || hasTemplates(each));
}
