import type { WorkbenchError } from '../../base/workbench-error';
import type { GitAddress } from './git-address';
import { failureIn, type PlacePart } from './wrong-part';

/** What git says when it fails, and what that means. */
const meanings: readonly {
  readonly says: RegExp;
  readonly why: string;
  readonly next: string;
  readonly part?: PlacePart;
}[] = [
  {
    says: /could not read (?:Username|Password)|Authentication failed|terminal prompts disabled|HTTP (?:code|error:?) 401|error: 40[13]/,
    why: 'It asks who you are, and git knows no credential for it.',
    next: 'Let the credential helper of git know it, or write USER:${env:NAME}@ before the host',
    part: 'address',
  },
  {
    says: /Permission denied \(|Host key verification failed/,
    why: 'The SSH server refuses you, or git does not know that host.',
    next: 'Connect with ssh once, and add your key there',
    part: 'address',
  },
  {
    says: /not valid: is this a git repository|invalid server response|bad line length|not a git repository|did not match any/,
    why: 'What answers there is no repository: a page, such as a login, or another path.',
    next: 'Correct the address of the repository',
    part: 'address',
  },
  {
    says: /unable to update url base from redirection|redirect/i,
    why: 'It sends the request on to another place, which is not followed.',
    next: 'Write the address to which it leads, if you trust it',
    part: 'address',
  },
  {
    says: /Could not resolve host|Failed to connect|Connection refused|Connection timed out|Operation too slow/,
    why: 'Nothing answers there.',
    next: 'Check the address and the connection',
    part: 'address',
  },
  { says: /No space left on device/, why: 'The disk is full.', next: 'Make room, and sync again' },
];

/** The failure that git's standard error tells. */
export function gitFailure(lines: readonly string[], to: GitAddress | undefined): WorkbenchError {
  const text = lines.join('\n');
  const said = lines.filter((line) => /^(?:fatal|error|ssh|remote): /.test(line)).map((line) => line.trim());
  const last = said.at(-1) ?? lines.at(-1) ?? 'It says nothing.';
  const meaning = meanings.find(({ says }) => says.test(text));
  return failureIn(meaning?.part, {
    what: to ? `git cannot get ${to.branch} from ${to.address}.` : 'git failed.',
    why: [meaning?.why, `git says: ${last}`].filter(Boolean).join(' '),
    next: meaning && { title: meaning.next },
    cause: new Error(text),
  });
}
