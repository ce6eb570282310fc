import { HIDDEN, LONGEST_TEXT, valueText } from '../../../manifest/requests/answer-text';
import { visible } from '../../../base/visible';
import type { ComponentRun, RunError } from '../load/run-component';

/** How a run ended, as far as it has; times in milliseconds. */
export type RunEnd =
  | { readonly is: 'loading' }
  | { readonly is: 'running' }
  | { readonly is: 'ended'; readonly milliseconds: number; readonly run: ComponentRun }
  | { readonly is: 'cancelled'; readonly milliseconds: number }
  /** It never ran. */
  | { readonly is: 'not run'; readonly why: string };

/** The result of a run while it comes: a heading, and one document with what there is of it. */
export class RunText {
  private readonly log: string[] = [];
  private end: RunEnd = { is: 'loading' };

  /**
   * @param title What is run of where.
   * @param notes What is to be known of it, a line each.
   */
  constructor(
    private readonly title: string,
    private readonly notes: readonly string[] = [],
  ) {}

  /** Adds a line of the log. */
  add(line: string): void {
    this.end = { is: 'running' };
    this.log.push(line);
  }

  close(end: RunEnd): void {
    this.end = end;
  }

  toString(): string {
    const parts = this.parts();
    let left = LONGEST_TEXT;
    const texts = parts.map(([key, value]) => {
      const text = valueText({ [key]: value }, left);
      left -= text?.length ?? 0;
      return text ?? `# ${key}: too long to be shown`;
    });
    const content = texts.length === 0 ? '' : `---\n${texts.join('\n')}\n`;
    const legend = content.includes(HIDDEN) ? [`${HIDDEN} hides a secret`] : [];
    const heading = [this.title, this.summary(), ...legend, ...this.notes].map((line) => `# ${visible(line)}`);
    return `${heading.join('\n')}\n${content}`;
  }

  private parts(): [string, unknown][] {
    const { end, log } = this;
    const logged: [string, unknown][] = log.length > 0 ? [['log', log.map(visible)]] : [];
    if (end.is === 'not run') {
      return [['error', { message: end.why }]];
    }
    if (end.is !== 'ended') {
      return logged;
    }
    const { inputs, outputs, error } = end.run;
    return [...(error ? [errorPart(error)] : []), ['outputs', outputs], ...logged, ['inputs', inputs]];
  }

  private summary(): string {
    const { end } = this;
    switch (end.is) {
      case 'loading':
        return 'loading';
      case 'running':
        return 'running';
      case 'cancelled':
        return `cancelled after ${end.milliseconds} ms`;
      case 'not run':
        return 'not run';
      case 'ended': {
        const { result, schedules } = end.run;
        const scheduled = schedules === 0 ? '' : `, scheduled ${schedules} ${schedules === 1 ? 'time' : 'times'}`;
        return `${result ? 'succeeded' : 'failed'} in ${end.milliseconds} ms${scheduled}`;
      }
    }
  }
}

function errorPart({ message, frames }: RunError): [string, unknown] {
  const at = frames.map(({ file, line, name }) => `${file}:${line} in ${name}`);
  return ['error', { message, ...(at.length > 0 && { at }) }];
}

/** A place that a result names: where it stands in the text, and what it leads to. */
export interface NamedPlace {
  readonly start: number;
  readonly end: number;
  readonly file: string;
  /** From 1 on. */
  readonly line: number;
}

const PLACE = /(?<![^\s"'])(?:\/|[A-Za-z]:[\\/])[^\n"]{0,1000}?\.py:(\d{1,7})(?= in )/g;

/** The places of frames in a result's text. */
export function placesIn(text: string): NamedPlace[] {
  return [...text.matchAll(PLACE)].map(({ 0: found, 1: line = '1', index }) => ({
    start: index,
    end: index + found.length,
    file: found.slice(0, -line.length - 1),
    line: Number(line),
  }));
}
