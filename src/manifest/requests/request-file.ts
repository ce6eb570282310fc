import { stringify } from 'yaml';
import { join } from '../../base/paths';
import type { DocumentCut } from '../parse/document-cuts';
import { checkedContent } from './checked-content';
import { requestKind } from './request-kind';

/**
 * A request kept in a file, so that it can be edited, sent again and shared:
 *
 *     call: Collector.verify
 *     profile: my-account        # optional: a credential profile
 *     message:
 *       options: {}
 *       secret_data: ${profile}
 *
 * Secrets stand in it only as references: see ReferenceValues (references.ts).
 */
export interface RequestFile {
  /** Service and method, such as `Collector.verify`. */
  readonly call: string;
  readonly profile: string | undefined;
  readonly message: Readonly<Record<string, unknown>>;
}

/** What every request must be, whatever is known of its method. */
const header = requestKind(() => undefined);

/**
 * Reads a request: one document of a file, by the same reading that recognizes and checks it.
 * @param cut Which of the file's documents; the text is the only one unless given.
 * @throws WorkbenchError in the words of the check, at the line that is wrong.
 */
export function readRequest(text: string, file: string, cut: DocumentCut = { start: 0, text }): RequestFile {
  const content = checkedContent(header, text, file, cut, {
    what: 'The request cannot be sent as it stands.',
    nothing: 'A request has a "call", such as Collector.init, and a "message".',
  }) as unknown as Pick<RequestFile, 'call' | 'message'> & { readonly profile?: string | null };
  const { call, message } = content;
  return { call, profile: content.profile ?? undefined, message };
}

/** Where the request for a method is kept: in the plugin's own folder, so that it is shared with the plugin. */
export function requestPath(folder: string, call: string): string {
  return join(folder, 'requests', `${call}.yaml`);
}

/** The text of a new request file. */
export function writeRequestFile(call: string, message: unknown): string {
  return [
    `# A request that Plugin Workbench sends to the plugin's test server. Keep it with the plugin; secrets stay out of it:`,
    '# name a credential profile, and ${profile} stands for its values, ${profile:NAME} for one of them;',
    '# ${file:~/account.json} stands for what a credential file holds.',
    stringify({ call, message }, { lineWidth: 0 }),
  ].join('\n');
}
