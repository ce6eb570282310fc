import { visible } from '../../base/visible';
import type { Redactor } from '../../runtime/secrets/redactor';
import type { DebugMessage } from '../../runtime/server/debugger-connection';

/** A message of a debugger as the person may see it: what is printed, such as by a log point, without secrets and controls. */
export function shownMessage(message: DebugMessage, redactor: Redactor): DebugMessage {
  if (message.type !== 'event' || message['event'] !== 'output') {
    return message;
  }
  const { body, ...rest } = redactor.redactValue(message) as DebugMessage & { body?: { output?: unknown } };
  const output = typeof body?.output === 'string' ? body.output.split('\n').map(visible).join('\n') : undefined;
  return { ...rest, body: output === undefined ? body : { ...body, output } };
}
