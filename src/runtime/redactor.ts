/** Values shorter than this are not hidden: they would blank out ordinary text and keep no secret. */
const SHORTEST_SECRET = 4;

/** Hides secret values in any text on its way to a person or a file; stands in front of every sink. */
export class Redactor {
  private readonly counts = new Map<string, number>();
  private pattern: RegExp | undefined;

  /** Hides the values from now on, in the forms in which they travel (as they are, URL-encoded, in Base64, as JSON), until disposed. */
  hide(values: Iterable<string>): { dispose(): void } {
    const forms = [...values].flatMap(formsOf);
    forms.forEach((form) => this.counts.set(form, (this.counts.get(form) ?? 0) + 1));
    this.pattern = undefined;
    let active = true;
    return {
      dispose: () => {
        if (active) {
          active = false;
          forms.forEach((form) => this.release(form));
        }
      },
    };
  }

  /** The text with every hidden value replaced by `•••`. */
  redact(text: string): string {
    if (this.counts.size === 0) {
      return text;
    }
    this.pattern ??= new RegExp(
      [...this.counts.keys()]
        .sort((a, b) => b.length - a.length)
        .map((form) => form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
        .join('|'),
      'g',
    );
    return text.replace(this.pattern, '•••');
  }

  private release(form: string): void {
    const left = (this.counts.get(form) ?? 0) - 1;
    if (left > 0) {
      this.counts.set(form, left);
    } else {
      this.counts.delete(form);
    }
    this.pattern = undefined;
  }
}

/** Logs are read line by line, so a secret of several lines is hidden line by line as well. */
function formsOf(value: string): string[] {
  const lines = [value, ...value.split(/\r?\n/)].filter((part) => part.trim().length >= SHORTEST_SECRET);
  const forms = lines.flatMap((part) => [
    part,
    encodeURIComponent(Buffer.from(part, 'utf8').toString('utf8')),
    Buffer.from(part, 'utf8').toString('base64').replaceAll('=', ''),
    JSON.stringify(part).slice(1, -1),
  ]);
  return [...new Set(forms)];
}
