/** Where and why a text stops being JSON. What stands there is told by its kind: it may be part of a secret. */
export interface JsonProblem {
  readonly offset: number;
  /** As it stands behind a colon: "a comma, where a value must stand". */
  readonly words: string;
}

/** The first problem of a text that JSON.parse refuses; undefined for JSON. */
export function jsonProblem(text: string): JsonProblem | undefined {
  return new JsonScan(text).run();
}

type Wanted =
  'a value' | 'a value or "]"' | 'a key in quotes' | 'a key in quotes or "}"' | 'a colon' | 'a comma or an end';

const LITERALS = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const BLANK = /[ \t\n\r]*/y;

/** Goes over a text once, without recursion, however deep it is. */
class JsonScan {
  private at = 0;
  /** The brackets that are open, by what closes them. */
  private readonly open: ('}' | ']')[] = [];
  private wanted: Wanted = 'a value';

  constructor(private readonly text: string) {}

  run(): JsonProblem | undefined {
    for (;;) {
      this.at += this.length(BLANK);
      if (this.open.length === 0 && this.wanted === 'a comma or an end') {
        return this.at < this.text.length ? this.problem('the end of the text') : undefined;
      }
      const problem = this.token();
      if (problem) {
        return problem;
      }
    }
  }

  private token(): JsonProblem | undefined {
    const character = this.text.charAt(this.at);
    const closing = this.open.at(-1);
    const isEnd = this.wanted === 'a comma or an end' || this.wanted.includes(' or "');
    if (character !== '' && character === closing && isEnd) {
      this.open.pop();
      return this.go('a comma or an end');
    }
    switch (this.wanted) {
      case 'a comma or an end':
        return character === ',' ? this.go(closing === '}' ? 'a key in quotes' : 'a value') : this.problem();
      case 'a colon':
        return character === ':' ? this.go('a value') : this.problem();
      case 'a key in quotes':
      case 'a key in quotes or "}"':
        return character === '"' ? this.string('a colon') : this.problem();
      case 'a value':
      case 'a value or "]"':
        return this.value(character);
    }
  }

  private value(character: string): JsonProblem | undefined {
    if (character === '{') {
      this.open.push('}');
      return this.go('a key in quotes or "}"');
    }
    if (character === '[') {
      this.open.push(']');
      return this.go('a value or "]"');
    }
    if (character === '"') {
      return this.string('a comma or an end');
    }
    const length = this.length(LITERALS);
    return length === 0 ? this.problem() : this.go('a comma or an end', length);
  }

  private string(then: Wanted): JsonProblem | undefined {
    for (let at = this.at + 1; at < this.text.length; at++) {
      const code = this.text.charCodeAt(at);
      if (code < 0x20) {
        return { offset: at, words: 'a line break or another control inside of a text' };
      }
      if (code === 0x22) {
        return this.go(then, at + 1 - this.at);
      }
      if (code === 0x5c) {
        if (!/^(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(this.text.slice(at + 1, at + 6))) {
          return { offset: at, words: 'a backslash before what JSON does not escape' };
        }
        at += 1;
      }
    }
    return { offset: this.text.length, words: 'the end of the text, inside of a text in quotes' };
  }

  private go(wanted: Wanted, length = 1): JsonProblem | undefined {
    this.at += length;
    this.wanted = wanted;
    return undefined;
  }

  private length(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0].length ?? 0;
  }

  private problem(wanted: string = this.wanted): JsonProblem {
    return { offset: this.at, words: `${kindOf(this.text.slice(this.at, this.at + 2))}, where ${wanted} must stand` };
  }
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^$/, 'the end of the text'],
  [/^(?:\/\/|\/\*|#)/, 'a comment'],
  [/^\p{L}/u, 'a letter'],
  [/^[-\d.+]/, 'part of a number'],
  [/^"/, 'a double quote'],
  [/^['`]/, 'a quote that is no double one'],
  [/^,/, 'a comma'],
  [/^:/, 'a colon'],
  [/^[[\]{}()]/, 'a bracket'],
  [/^\s/, 'a blank that is none of JSON'],
];

function kindOf(text: string): string {
  return kinds.find(([pattern]) => pattern.test(text))?.[1] ?? 'a sign';
}
