/** What a template engine has to say about one place of a text. */
export interface TemplateProblem {
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly is:
    | 'syntax'
    | 'function'
    | 'variable'
    | 'arguments'
    | 'type'
    | 'compare'
    | 'pattern'
    | 'field'
    | 'call'
    | 'range'
    | 'template'
    | 'index'
    | 'print';
  /** In the engine's own words, without its name for the text; empty where it has none. */
  readonly error: string;
  /** The function, field, variable or template that it is about. */
  readonly name?: string;
  /** How many arguments a function takes at least and at most, -1 for any number, and how many it was given. */
  readonly least?: number;
  readonly most?: number;
  readonly given?: number;
  /** The types of a function's parameters, the repeated last one with "..." in front. */
  readonly parameters?: readonly string[];
  /** The type that is wanted and the one that is there. */
  readonly wanted?: string;
  readonly found?: string;
  /** It is a value of the parameter set. */
  readonly isParameter?: boolean;
  /** It is raw JSON. */
  readonly isInput?: boolean;
}

/** What is said of one text as a template. */
export interface TemplateVerdict {
  readonly problems: readonly TemplateProblem[];
  /** Why it was not judged, a part of a sentence. */
  readonly notJudged?: string;
}

/** Judges texts as templates, by a program that answers when it can. */
export interface TemplateJudge {
  /** Undefined while it is not known. */
  verdictOn(text: string): TemplateVerdict | undefined;
  /** Asks for the verdicts that are not known yet; resolves when all of them are. Undefined when there are none. */
  ask(texts: readonly string[]): Promise<void> | undefined;
}

/** Knows nothing and never will: for whoever has no engine. */
export const noJudge: TemplateJudge = { verdictOn: () => undefined, ask: () => undefined };
