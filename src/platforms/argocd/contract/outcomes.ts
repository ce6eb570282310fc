import type { Outcome } from '../../../contract/contract';
import { outcomeOf, type Fault } from '../../../contract/fault';
import type { GeneratorCheckContext } from './controller-calls';

export const passed: Outcome = { is: 'passed' };

/** The outcome of a check that has found this at the generator's route, or nothing. */
export function told({ plugin }: GeneratorCheckContext, fault: Fault | undefined): Outcome {
  return outcomeOf(fault, plugin?.code?.route);
}

export function failed(context: GeneratorCheckContext, fault: Fault): Outcome {
  return told(context, fault);
}

/** Of what is only odd. */
export function warned(context: GeneratorCheckContext, fault: Fault): Outcome {
  return told(context, { ...fault, isOdd: true });
}

/** Enough of a text to be recognized, on one line. */
export function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? 'nothing' : JSON.stringify(line.length > 160 ? `${line.slice(0, 160)}…` : line);
}
