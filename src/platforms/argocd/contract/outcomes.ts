import type { Failure } from '../../../base/workbench-error';
import type { Outcome } from '../../../contract/contract';
import type { GeneratorCheckContext } from './controller-calls';

export const passed: Outcome = { is: 'passed' };

/** What is wrong, what the controller does then, and what to do about it. */
export interface Words {
  readonly what: string;
  readonly why: string;
  readonly next: string;
}

export interface ParameterFault extends Words {
  /** True for what a template can live with. */
  readonly isOdd: boolean;
}

/** The outcome of a check that has found this, or nothing. */
export function outcomeOf(context: GeneratorCheckContext, fault: ParameterFault | undefined): Outcome {
  return fault ? (fault.isOdd ? warned : failed)(context, fault) : passed;
}

export function failed(context: GeneratorCheckContext, words: Words): Outcome {
  return { is: 'failed', failure: failureOf(context, words) };
}

export function warned(context: GeneratorCheckContext, words: Words): Outcome {
  return { is: 'warned', failure: failureOf(context, words) };
}

function failureOf({ plugin }: GeneratorCheckContext, { what, why, next }: Words): Failure {
  return { what, why, where: plugin?.code?.route, next: { title: next } };
}

/** Enough of a text to be recognized, on one line. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? 'nothing' : JSON.stringify(line.length > 160 ? `${line.slice(0, 160)}…` : line);
}
