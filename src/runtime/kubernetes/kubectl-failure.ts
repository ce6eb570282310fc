import { WorkbenchError } from '../../base/workbench-error';

/** What kubectl says of a failure (kubectl 1.32 to 1.36), and what to do then. */
const known: readonly (readonly [words: RegExp, next: string])[] = [
  [/\(Unauthorized\)|must be logged in|getting credentials: exec/i, 'Log in to the cluster again, as kubectl does'],
  [/\(Forbidden\)|is forbidden/, 'Ask for the right to do that, or choose another namespace'],
  [/\(NotFound\)|not found/, 'Look at its name and its namespace'],
  [/context .* does not exist|context was not found/, 'Choose one of the contexts of your configuration'],
  [/current-context is not set|localhost:8080/, 'Choose a context: kubectl has none that is current'],
  [/pod is not running|no pods available|no such pod/i, 'Wait until a pod of it runs, or look at why none does'],
  [/does not have a (?:named )?(?:service )?port|no .* port/i, 'Name a port that it has'],
  [/unable to listen|address already in use/, 'Try it again'],
  [
    /connection to the server .* was refused|unable to connect to the server|i\/o timeout|no such host/i,
    'Look at whether the cluster runs and can be reached from here',
  ],
];

/** A failure of kubectl: what was asked of it, its last words, and the next step. */
export function kubectlFailure([verb = '']: readonly string[], stderr: readonly string[]): WorkbenchError {
  const said = lastWords(stderr);
  const next = known.find(([words]) => words.test(said))?.[1];
  return new WorkbenchError({
    what: `kubectl ${verb} failed.`,
    ...(said !== '' && { why: said }),
    next: { title: next ?? 'Try it with kubectl itself' },
  });
}

/** What it says at last; its own log, such as `E0101 10:00:00.000000`, tells how it came to that. */
export function lastWords(stderr: readonly string[]): string {
  const lines = stderr.map((line) => line.trim()).filter((line) => line !== '');
  const plain = lines.filter((line) => !/^[IWEF]\d{4} \d\d:/.test(line));
  const last = (plain.length > 0 ? plain : lines).at(-1) ?? '';
  const words = last.replace(/^error: /i, '');
  return words === '' || /[.!?]$/.test(words) ? words : `${words}.`;
}
