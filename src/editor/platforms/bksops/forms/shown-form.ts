import { capitalized } from '../../../../base/capitalized';
import { visibleLines } from '../../../../base/visible';
import type { Finding } from '../../../../manifest/finding';
import type { LineIndex } from '../../../../manifest/parse/line-index';
import type { TextRange } from '../../../../manifest/parse/text-range';
import { formFindings } from '../../../../platforms/bksops/forms/checks/form-checks';
import type { Field } from '../../../../platforms/bksops/forms/field';
import type { Entry, FieldPath } from '../../../../platforms/bksops/forms/entry';
import { fieldAt, FilledIn } from '../../../../platforms/bksops/forms/filled-in';
import { entryOf, type Plain } from '../../../../platforms/bksops/forms/form-value';
import { inputsText } from '../../../../platforms/bksops/forms/inputs-text';
import type { ComponentForm } from '../../../../platforms/bksops/forms/read-form';
import { textIn } from '../../../../platforms/bksops/python/constant';
import type { PythonModule } from '../../../../platforms/bksops/python/python-module';
import { shownText } from '../../../shown-text';
import { FormHtml } from './form-html';
import { html, lines, type Html } from '../../../pages/html';
import { lineButton } from './line-button';
import type { ShowMessage } from './page-messages';

/** More findings are counted and not listed. */
const MOST_FINDINGS = 100;

/** A form as it is read of a text. */
export interface ReadForm {
  readonly form: ComponentForm;
  readonly module: PythonModule;
  readonly lines: LineIndex;
}

/**
 * What the preview of one component shows: its form as it was last readable, with what somebody has filled in, and what is
 * wrong with it now. It knows nothing of the editor.
 */
export class ShownForm {
  private filled: FilledIn;
  private html: FormHtml;
  private isValidating = false;
  private isLost = false;
  private listed: TextRange[] = [];
  private now: ReadForm;
  /** Undefined as long as no text of the form was readable. */
  private good: ReadForm | undefined;
  /** What has changed in the text since the good one was read. */
  private movedSince: ((offset: number) => number)[] = [];

  constructor(read: ReadForm) {
    this.now = read;
    this.good = isReadable(read) ? read : undefined;
    this.filled = new FilledIn(read.form);
    this.html = this.laidOut();
  }

  get title(): string {
    const { component } = this.now.form;
    return shownText(textIn(component.name?.value) ?? component.className);
  }

  /** Takes the form as it is read of a newer text. */
  take(read: ReadForm): void {
    this.now = read;
    this.isLost = false;
    if (isReadable(read)) {
      this.good = read;
      this.movedSince = [];
      this.isValidating = false;
      this.filled = this.filled.in(read.form);
    }
  }

  /** Notes that the component is not in the text any more, or not yet again. */
  lose(): void {
    this.isLost = true;
  }

  /** Notes where the text has changed, so that what is shown still finds its place in it. */
  moved({ start, end, length }: TextRange & { readonly length: number }): void {
    this.movedSince.push((offset) => (offset < end ? Math.min(offset, start) : offset + length - (end - start)));
  }

  enter(path: FieldPath, entry: Entry): void {
    this.filled.enter(path, entry);
  }

  /** Looks at every field, as SOPS does at saving. */
  validate(): void {
    this.isValidating = true;
  }

  /** The class of the component. */
  get className(): string {
    return this.now.form.component.className;
  }

  /** What the component gets, by key. */
  get values(): Record<string, Plain> {
    return this.filled.valuesNow();
  }

  /** The values as a text to copy. */
  get inputs(): string {
    return inputsText(this.fields, this.filled);
  }

  /** Where a field is written in the text as it is now. */
  placeOfField(path: FieldPath): TextRange | undefined {
    const field = fieldAt(this.fields, isCell(this.fields, path) ? path.slice(0, -2) : path);
    const code = field && entryOf(field.element, 'tag_code')?.value.range;
    return field && this.placeNow(code ?? { start: field.range.start, end: field.range.start });
  }

  /** Where something stands that the note or the findings name. */
  placeOfListed(index: number): TextRange | undefined {
    return this.listed[index];
  }

  complaints(): Record<string, string> {
    return this.html.complaints(this.isValidating);
  }

  /** Everything, laid out anew. */
  parts(): Required<ShowMessage['parts']> {
    this.listed = [];
    this.html = this.laidOut();
    const parts = {
      title: this.titleHtml(),
      note: this.noteHtml(),
      form: this.html.whole(),
      findings: this.findingsHtml(),
    };
    return { ...this.valueParts(), ...texts(parts) };
  }

  /** Only what an entry changes that leaves every field in its place. */
  valueParts(): { inputs: string } {
    return texts({
      inputs: this.good
        ? html`<pre tabindex="0" aria-label="Values as YAML">${visibleLines(this.inputs)}</pre>`
        : html``,
    });
  }

  private get fields(): readonly Field[] {
    return this.good?.form.fields ?? [];
  }

  private laidOut(): FormHtml {
    return new FormHtml(this.fields, this.filled, (this.good ?? this.now).lines);
  }

  private placeNow({ start, end }: TextRange): TextRange {
    const now = (offset: number): number => this.movedSince.reduce((at, move) => move(at), offset);
    return { start: now(start), end: now(end) };
  }

  private titleHtml(): Html {
    const { component } = this.now.form;
    const version = component.version ? (textIn(component.version.value) ?? '') : 'legacy';
    const count = this.fields.length === 1 ? '1 field' : `${this.fields.length} fields`;
    return html`<h1>${this.title}</h1>
      <p class="subtitle">
        <code>${lines(textIn(component.code?.value) ?? '(no code)')}</code> ${lines(version)}, ${count}
      </p>`;
  }

  private noteHtml(): Html {
    const { form } = this.now;
    if (this.isLost) {
      return html`<p>The component is not in the file as it is written now. Shown is its form as it was before.</p>`;
    }
    if (form.fields) {
      return html``;
    }
    const { script, text } = form;
    const isBroken = script?.is === 'broken' || script?.is === 'not strict';
    const place = isBroken && text ? text.text.sourceOf(script.range) : (form.component.form?.key ?? form.component.at);
    const what = isBroken ? `${script.message}.` : `${form.why ?? 'The component has no form'}.`;
    const kept = this.good && html` Shown is the form as it was before.`;
    return html`<p>${lines(capitalized(what))} ${this.link(place, this.now.lines)}${kept}</p>`;
  }

  private findingsHtml(): Html {
    const { form, module, lines: lineIndex } = this.now;
    const findings = formFindings(module, form);
    if (findings.length === 0) {
      return html``;
    }
    const items = findings
      .slice(0, MOST_FINDINGS)
      .map(
        ({ severity, message, range }) =>
          html`<li>
            <span class="${severity}-kind">${KINDS[severity]}:</span> ${lines(message)} ${this.link(range, lineIndex)}
          </li>`,
      );
    const more =
      findings.length > MOST_FINDINGS && html`<p class="note">${findings.length - MOST_FINDINGS} more findings.</p>`;
    return html`<section aria-labelledby="findings-title">
      <h2 id="findings-title">Findings</h2>
      <ul class="findings">
        ${items}
      </ul>
      ${more}
    </section>`;
  }

  /** A way to a place of the text as it is now. */
  private link(place: TextRange, lineIndex: LineIndex): Html {
    this.listed.push(place);
    return lineButton(lineIndex.positionAt(place.start).line + 1, html`data-listed="${this.listed.length - 1}"`);
  }
}

const KINDS: Readonly<Record<Finding['severity'], string>> = { error: 'Error', warning: 'Warning', info: 'Note' };

function isReadable({ form }: ReadForm): boolean {
  return form.fields !== undefined;
}

function isCell(fields: readonly Field[], path: FieldPath): boolean {
  return path.length > 2 && fieldAt(fields, path.slice(0, -2))?.columns !== undefined;
}

function texts<K extends string>(parts: Readonly<Record<K, Html>>): Record<K, string> {
  return Object.fromEntries(Object.entries<Html>(parts).map(([name, { text }]) => [name, text])) as Record<K, string>;
}
