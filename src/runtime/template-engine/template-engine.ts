import type { TemplateJudge, TemplateVerdict } from '../../base/template-judge';
import { EngineWorker, type EngineFiles } from './engine-worker';

/** Texts and the parameter set that they are rendered with. */
export interface Rendering {
  readonly texts: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The parameters of a plugin's input, which a template gets back as raw JSON. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly goTemplate: boolean;
  /** Such as `missingkey=error`. */
  readonly options?: readonly string[];
}

/** What comes of one text, or the controller's own words for why nothing does. */
export interface RenderedText {
  readonly text: string;
  readonly error?: string;
}

/** A template is read in milliseconds; on a machine that is busy otherwise it may be a hundred times that. */
const JUDGE_MILLISECONDS = 20_000;
const RENDER_MILLISECONDS = 5_000;

/** So many characters of texts are kept with their verdicts. */
const MOST_KEPT = 4_000_000;

/**
 * Go's own text/template with the functions of Argo CD, built from `engine/`. Nothing is loaded by making it. What it
 * was asked about a text it knows from then on.
 */
export class TemplateEngine implements TemplateJudge, AsyncDisposable {
  private readonly known = new Map<string, TemplateVerdict>();
  private readonly asked = new Map<string, Promise<void>>();
  private keptLength = 0;
  private readonly worker: EngineWorker;

  constructor(files: EngineFiles) {
    this.worker = new EngineWorker(files);
  }

  verdictOn(text: string): TemplateVerdict | undefined {
    return this.known.get(text);
  }

  ask(texts: readonly string[]): Promise<void> | undefined {
    const unknown = new Set(texts.filter((text) => !this.known.has(text)));
    return unknown.size === 0
      ? undefined
      : Promise.all(Array.from(unknown, (text) => this.judged(text))).then(() => undefined);
  }

  /**
   * What the controller makes of texts.
   * @param milliseconds The limit for all of them together.
   * @throws Error with a part of a sentence when the engine breaks down or takes too long
   */
  async render(rendering: Rendering, milliseconds = RENDER_MILLISECONDS): Promise<readonly RenderedText[]> {
    const answer = await this.worker.answerTo(JSON.stringify({ ask: 'render', ...rendering }), milliseconds);
    return JSON.parse(answer) as readonly RenderedText[];
  }

  private judged(text: string): Promise<void> {
    const asked = this.asked.get(text) ?? this.judge(text);
    this.asked.set(text, asked);
    return asked;
  }

  private async judge(text: string): Promise<void> {
    let verdict: TemplateVerdict;
    try {
      const answer = await this.worker.answerTo(
        JSON.stringify({ ask: 'judge', text: wellFormed(text) }),
        JUDGE_MILLISECONDS,
      );
      verdict = JSON.parse(answer) as TemplateVerdict;
    } catch (error) {
      verdict = { problems: [], notJudged: error instanceof Error ? error.message : String(error) };
    }
    this.asked.delete(text);
    this.keep(text, verdict);
  }

  private keep(text: string, verdict: TemplateVerdict): void {
    this.keptLength += text.length;
    this.known.set(text, verdict);
    for (const [oldest] of this.known) {
      if (this.keptLength <= MOST_KEPT || oldest === text) {
        break;
      }
      this.known.delete(oldest);
      this.keptLength -= oldest.length;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.worker[Symbol.asyncDispose]();
  }
}

/** A half of a pair of surrogates is no character: the controller cannot get one, and JSON would spell it out. */
function wellFormed(text: string): string {
  return text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
}
