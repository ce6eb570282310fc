import type { TemplateProblem } from '../../base/template-judge';

/** What a template says in the place of what a person wrote who knows another language. */
interface Habit {
  /** In the words of Go's parser. */
  readonly error: RegExp;
  /** In the action as it is written; without it any. */
  readonly written?: RegExp;
  advice(written: string, at: string): string;
}

const habits: readonly Habit[] = [
  {
    error: /./,
    written: /^\{\{-[^\s{}]/,
    advice: () => 'a blank stands behind the sign that trims, as in "{{- .name }}"',
  },
  {
    error: /bad character U\+002D/,
    written: /[^\s-]-\}\}$/,
    advice: () => 'a blank stands in front of the sign that trims, as in "{{ .name -}}"',
  },
  {
    error: /bad character U\+005B/,
    advice: (written) => {
      const [, owner = '.path', item = '0'] = /(\$?(?:\.\w{1,60}){1,9})\[["']?([\w-]*)["']?\]?/.exec(written) ?? [];
      return `Go templates know no "[${item}]": write "{{ index ${owner} ${/^\d+$/.test(item) ? item : `"${item}"`} }}"`;
    },
  },
  {
    error: /^unexpected "\.\d/,
    advice: (written) => {
      const [, owner = '.path', item = '0'] = /((?:\.[A-Za-z_]\w{0,60}){1,9})\.(\d+)/.exec(written) ?? [];
      return `an item of a list is read by its number with "index": write "{{ index ${owner} ${item} }}"`;
    },
  },
  {
    error: /bad character U\+002D/,
    advice: (written) => {
      const [, owner = '', name = 'a-b'] = /(\$?(?:\.\w{1,60}){0,9})\.(\w+(?:-\w+)+)/.exec(written) ?? [];
      return `a name with a hyphen needs "index", such as "{{ index ${owner === '' ? '.' : owner} "${name}" }}"`;
    },
  },
  { error: /./, written: /\|\|/, advice: () => 'Go templates know no "||": write "or .a .b"' },
  { error: /./, written: /&&/, advice: () => 'Go templates know no "&&": write "and .a .b"' },
  { error: /./, written: /===?/, advice: () => 'Go templates know no "==": write "eq .a .b"' },
  { error: /./, written: /!=/, advice: () => 'Go templates know no "!=": write "ne .a .b"' },
  { error: /"[>]"/, written: />=/, advice: () => 'Go templates know no ">=": write "ge .a .b"' },
  { error: /"[<]"/, written: /<=/, advice: () => 'Go templates know no "<=": write "le .a .b"' },
  { error: /">"/, advice: () => 'Go templates know no ">": write "gt .a .b"' },
  { error: /"<"/, advice: () => 'Go templates know no "<": write "lt .a .b"' },
  { error: /"!"/, advice: () => 'Go templates know no "!": write "not .a"' },
  {
    error: /"\?"/,
    advice: () => 'Go templates know no "?": write "{{ if .a }}…{{ else }}…{{ end }}", or "ternary .yes .no .a"',
  },
  { error: /"\+"/, advice: () => 'Go templates know no "+": write "add .a .b" for numbers, "print .a .b" for texts' },
  { error: /number syntax: "-/, advice: () => 'Go templates know no "-": write "sub .a .b"' },
  { error: /"\*"/, advice: () => 'Go templates know no "*": write "mul .a .b"' },
  { error: /"%"/, advice: () => 'Go templates know no "%": write "mod .a .b"' },
  {
    error: /"\/"/,
    written: /^\{\{-?\s*\/[/*]/,
    advice: () => 'a comment is written "{{/* … */}}", without a blank in front of it',
  },
  { error: /"\/"|U\+002F/, advice: () => 'Go templates know no "/": write "div .a .b" for numbers' },
  { error: /","/, advice: () => 'arguments stand behind each other with blanks, without commas' },
  {
    error: /unexpected "\("/,
    advice: (written) => {
      const [, name = 'lower', argument = '.name'] = /(\w{1,60})\(([^()]*)\)?/.exec(written) ?? [];
      return `the arguments of a function stand behind it without parentheses: write "${name} ${argument
        .split(',')
        .map((each) => each.trim())
        .join(' ')}"`;
    },
  },
  {
    error: /"[}]"/,
    written: /[^}]\}(?:[^}]|$)/,
    advice: () => 'an action ends with two braces, "}}"',
  },
  {
    error: /U\+(?:00AB|00BB|201[89A-F])/,
    advice: () => 'a typographic quote is none to Go: a text stands in straight double quotes, or in backquotes',
  },
  {
    error: /^too many declarations/,
    advice: () => 'a "range" gives two variables at most, as in "{{ range $key, $value := .map }}"',
  },
  {
    error: /bad number syntax: "\.\d/,
    advice: (written) => {
      const [, name = '1a'] = /\.(\d\w*)/.exec(written) ?? [];
      return `a name that begins with a digit needs "index", such as "{{ index . "${name}" }}"`;
    },
  },
  {
    error: /"[{]"/,
    advice: () => 'two braces begin an action and two end it, with none between them',
  },
  {
    error: /"[;@\\]"|U\+003B|U\+005C/,
    advice: () => 'this sign is none of Go templates: a parameter is written ".name"',
  },
  {
    error: /expected end; found/,
    advice: () => 'a block has one "{{ else }}", and "{{ else if .a }}" stands in front of it',
  },
  { error: /"#"/, advice: () => 'a block begins with its word, such as "{{ if .a }}"' },
  {
    error: /"=" in|unexpected "="|expected :=/,
    written: /:[^=]|:$/,
    advice: () => 'a name has no colon in it; a variable gets its value with ":="',
  },
  {
    error: /"=" in|unexpected "="|expected :=/,
    advice: () => 'a variable gets its value with "{{ $name := .value }}"',
  },
  {
    error: /character constant/,
    advice: (written) => {
      const [, inner = 'text'] = /'([^']*)'/.exec(written) ?? [];
      return `a text stands in double quotes, or in backquotes, and not in single ones: write "${inner}"`;
    },
  },
  {
    error: /unterminated quoted string/,
    advice: () => 'a text must end with its quote on the same line of the same action',
  },
  {
    error: /unterminated raw quoted string/,
    advice: () => 'a text in backquotes must end with one in the same string',
  },
  {
    error: /unclosed comment|comment ends before/,
    advice: () => 'a comment is written "{{/* … */}}" with nothing between its end and the braces',
  },
  { error: /unclosed left paren/, advice: () => 'a "(" has no ")" in the same action' },
  { error: /right paren/, advice: () => 'a ")" has no "(" in front of it' },
  { error: /unclosed action/, advice: () => 'an action must end with "}}" in the same string' },
  { error: /^unexpected EOF$/, advice: () => 'a block needs its "{{ end }}" in the same string' },
  { error: /^unexpected \{\{/, advice: () => 'no block is open in this string' },
  {
    error: /^(?:missing value for command|empty command)/,
    written: /^\{\{-?\s*-?\}\}$/,
    advice: () => 'there is nothing between the braces',
  },
  { error: /^missing value for command/, advice: () => 'behind a "|" and between parentheses there must be something' },
  {
    error: /^missing value for (?:if|range|with)/,
    advice: () => 'behind the word there must be what it looks at, such as "{{ if .name }}"',
  },
  { error: /outside \{\{range\}\}/, advice: () => 'only a "range" can be left or gone on with' },
  { error: /in end$/, advice: () => 'every block is closed with "{{ end }}" and nothing else' },
  { error: /<\.> in operand|\. after term "\."/, advice: () => 'one dot stands before a name, and between two names' },
  {
    error: /non executable command|"\|" in command/,
    advice: () => 'a "|" hands a value to the function behind it: a value comes first, and functions follow',
  },
  {
    error: /^undefined variable/,
    advice: () =>
      'a variable is given a value first, with "{{ $name := .value }}"; braces that are meant for another program must be escaped',
  },
  { error: /not defined$/, advice: () => 'a template must be defined with "{{ define "name" }}" in the same string' },
];

/** What to write instead of that at which Go's parser stops, a part of a sentence. */
export function syntaxAdvice({ error, start }: TemplateProblem, text: string, written: string): string {
  const habit = habits.find((each) => each.error.test(error) && (each.written?.test(written) ?? true));
  return habit?.advice(written, text.slice(start)) ?? 'braces that are meant for another program must be escaped';
}
