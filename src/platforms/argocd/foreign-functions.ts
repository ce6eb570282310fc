/** What words of other languages mean in a Go template, a part of a sentence behind a colon. */
const words: ReadonlyMap<string, string> = new Map([
  ...['elseif', 'elsif', 'elif'].map((word) => [word, 'write "{{ else if .a }}"'] as const),
  ...['for', 'foreach', 'each', 'while', 'loop'].map((word) => [word, 'write "{{ range .list }}…{{ end }}"'] as const),
  ...['endif', 'endfor', 'endrange', 'endwith'].map(
    (word) => [word, 'every block is closed with "{{ end }}"'] as const,
  ),
  ['unless', 'write "{{ if not .a }}"'],
  ['let', 'a variable gets its value with "{{ $name := .value }}"'],
  ['null', 'the value is called "nil"'],
  ['None', 'the value is called "nil"'],
  ['True', 'the value is called "true"'],
  ['False', 'the value is called "false"'],
  ['length', 'write "len .list"'],
  ['size', 'write "len .list"'],
  ['count', 'write "len .list"'],
  ['capitalize', 'write "title .text"'],
  ['lowercase', 'write "lower .text"'],
  ['uppercase', 'write "upper .text"'],
  ['toLower', 'write "lower .text"'],
  ['toUpper', 'write "upper .text"'],
  ['strip', 'write "trim .text"'],
  ['startsWith', 'write "hasPrefix "start" .text"'],
  ['endsWith', 'write "hasSuffix "end" .text"'],
  ['substring', 'write "substr 0 5 .text"'],
  ['truncate', 'write "trunc 5 .text"'],
  ['toJSON', 'write "toJson .value"'],
  ['toYAML', 'write "toYaml .value"'],
  ['fromJSON', 'write "fromJson .text"'],
  ['fromYAML', 'write "fromYaml .text"'],
  ['base64encode', 'write "b64enc .text"'],
  ['base64decode', 'write "b64dec .text"'],
]);

/** What Helm's own templates can call and nothing else can (helm v3, `pkg/engine`). */
const ofHelm: ReadonlySet<string> = new Set([
  ...[
    'include',
    'required',
    'lookup',
    'toToml',
    'fromToml',
    'fromJsonArray',
    'mustToYaml',
    'mustToToml',
    'mustFromYaml',
  ],
]);

/** What is said of a function that Argo CD does not have but something else does; undefined for any other word. */
export function foreignFunction(name: string): string | undefined {
  return ofHelm.has(name) ? `that is Helm's "${name}", which ApplicationSets do not have` : words.get(name);
}
