import { capitalized } from '../../../../base/capitalized';
import type { LineIndex } from '../../../../manifest/parse/line-index';
import type { Field } from '../../../../platforms/bksops/forms/field';
import { COMBINE, isKnownType } from '../../../../platforms/bksops/forms/field-types';
import { complaintOf } from '../../../../platforms/bksops/forms/complaint';
import type { FieldPath } from '../../../../platforms/bksops/forms/entry';
import type { FilledIn } from '../../../../platforms/bksops/forms/filled-in';
import { isTrueIn, type Plain } from '../../../../platforms/bksops/forms/form-value';
import { layoutOf } from '../../../../platforms/bksops/forms/layout';
import { control, type Place } from './controls';
import { html, lines, type Html } from '../../../pages/html';
import { lineButton } from './line-button';

/** More fields, or rows of tables, are counted and not shown. */
const MOST_FIELDS = 400;

/**
 * What a stranger's patterns may take of one change, in milliseconds. They take microseconds unless one runs away; a busy
 * machine must not make a quick one look so.
 */
const PATTERN_TIME = 1000;

/** A form's fields as HTML, as SOPS's editor lays them out. */
export class FormHtml {
  private left = MOST_FIELDS;
  private notShown = 0;
  private readonly hidden: Html[] = [];
  /** Where each field is shown, and what it is. */
  private readonly shown = new Map<string, { readonly field: Field; readonly path: FieldPath }>();

  constructor(
    private readonly fields: readonly Field[],
    private readonly filled: FilledIn,
    private readonly lineIndex: LineIndex,
  ) {}

  /** All of the fields. */
  whole(): Html {
    const rows = this.rows(this.fields, []);
    const more = this.notShown > 0 && html`<p class="note">${this.notShown} more fields are not shown here.</p>`;
    const hidden =
      this.hidden.length > 0 &&
      html`<section aria-labelledby="hidden-title">
        <h2 id="hidden-title">Hidden fields</h2>
        <p class="note">Their values are sent all the same.</p>
        <ul class="hidden">
          ${this.hidden}
        </ul>
      </section>`;
    return html`${rows}${more}${hidden}`;
  }

  /**
   * What SOPS says of the values, by the id of the field that it stands below; an empty text where it is content.
   * @param all Of every field, as at saving; else of those only that were filled in.
   */
  complaints(all: boolean): Record<string, string> {
    let left = PATTERN_TIME;
    const complaints: Record<string, string> = {};
    for (const [id, { field, path }] of this.shown) {
      const began = performance.now();
      const isLooked = left >= 1 && (all || this.filled.has(path));
      const complaint = isLooked ? complaintOf(field, this.filled.valueAt(path), Math.ceil(left)) : undefined;
      left -= performance.now() - began;
      complaints[id] = complaint === undefined ? '' : lines(complaint);
    }
    return complaints;
  }

  private rows(fields: readonly Field[], path: FieldPath): Html[] {
    const indexes = new Map(fields.map((field, index) => [field, index]));
    const visible = fields.filter((field) => {
      if (field.isHidden) {
        this.hide(field, [...path, indexes.get(field) ?? 0]);
      }
      return !field.isHidden;
    });
    return layoutOf(visible).map((row) => {
      const cells = row.map(({ field, width, note }) =>
        this.field(field, [...path, indexes.get(field) ?? 0], width, note),
      );
      return html`<div class="row">${cells}</div>`;
    });
  }

  private hide(field: Field, path: FieldPath): void {
    const value = this.filled.valueAt(path);
    const told = value === undefined ? 'a value that is known when the form runs' : lines(JSON.stringify(value));
    if (this.hidden.length < MOST_FIELDS) {
      this.hidden.push(
        html`<li>
          <code>${lines(field.tagCode ?? '')}</code> ${lines(field.label ?? '')}
          <code>${told}</code> ${this.place(field, path)}
        </li>`,
      );
    }
  }

  private field(field: Field, path: FieldPath, width: number, note?: string): Html {
    if (this.left <= 0) {
      this.notShown += 1;
      return html``;
    }
    this.left -= 1;
    const id = `field-${path.join('-')}`;
    if (field.children) {
      const legend = field.label !== undefined && html`<legend>${lines(field.label)}</legend>`;
      return html`<fieldset class="field group w${width}" data-at="${path.join('.')}">
        ${legend}${this.about(field, path, id, note)}${this.rows(field.children, path)}
      </fieldset>`;
    }
    if (field.type === 'section') {
      return html`<div class="field w${width}" data-at="${path.join('.')}">
        <h2>${lines(field.label ?? '')}</h2>
        ${this.about(field, path, id, note)}
      </div>`;
    }
    this.shown.set(id, { field, path });
    const place = { id, path: path.join('.'), value: this.filled.valueAt(path) };
    const inside = field.type === 'datatable' ? this.table(field, path, place) : control(field, place);
    return html`<div class="field w${width}" data-at="${path.join('.')}">
      ${this.label(field, id)}
      <div class="control">
        ${inside}
        <p class="error" id="${id}-error" role="alert"></p>
        ${this.about(field, path, id, note)}
      </div>
    </div>`;
  }

  private label(field: Field, id: string): Html {
    const { label, type = '', tips } = field;
    if (label === undefined || label === '' || type === 'button') {
      return html`<span class="label"></span>`;
    }
    const title = tips !== undefined && html` title="${lines(tips)}"`;
    const star = field.isRequired && html`<span class="star" title="Required" aria-hidden="true">*</span>`;
    const isOne =
      !['radio', 'checkbox', 'tree', 'datatable', 'text', 'log_display'].includes(type) && isKnownType(type);
    return isOne
      ? html`<label class="label" id="${id}-label" for="${id}" ${title}>${lines(label)}${star}</label>`
      : html`<span class="label" id="${id}-label" ${title}>${lines(label)}${star}</span>`;
  }

  /** What stands below a field: its description, what is known of its rules and what is not, and where it is written. */
  private about(field: Field, path: FieldPath, id: string, note?: string): Html {
    const { desc, tips, rules, unknown, type, tagCode } = field;
    const patterns = rules.filter((rule) => rule.type === 'regex' && rule.pattern !== undefined);
    const notes = [
      ...patterns.map(
        ({ pattern = '', flags = '' }) => html`<li>Must match <code>/${lines(pattern)}/${flags}</code></li>`,
      ),
      ...(note === undefined ? [] : [html`<li>${lines(note)}</li>`]),
      ...unknown
        .filter(({ of }) => of !== 'events' && of !== 'methods')
        .map(({ of, why }) => html`<li>${lines(notKnown(of, why))}</li>`),
    ];
    return html`<div class="about" id="${id}-about">
      ${desc !== undefined && html`<p class="desc">${lines(desc)}</p>`}${tips !== undefined && html`<p class="desc">${lines(tips)}</p>`}${
        notes.length > 0 &&
        html`<ul class="notes">
          ${notes}
        </ul>`
      }
      <p class="code">
        <code>${lines(tagCode ?? '(no tag code)')}</code>
        ${lines(type ?? 'no type')}${!field.isHookable && ', cannot be made a variable'} ${this.place(field, path)}
      </p>
    </div>`;
  }

  private place({ range }: Field, path: FieldPath): Html {
    return lineButton(this.lineIndex.positionAt(range.start).line + 1, html`data-reveal="${path.join('.')}"`);
  }

  private table({ columns, ...field }: Field, path: FieldPath, place: Place): Html {
    if (!columns) {
      return html`<p class="elsewhere">Its columns are not known without running the form.</p>`;
    }
    const shown = [...columns.entries()].filter(([, column]) => !column.isHidden);
    const rows = Array.isArray(place.value) ? (place.value as readonly Plain[]) : [];
    const heads = shown.map(
      ([, column]) =>
        html`<th scope="col">
          ${lines(column.label ?? column.tagCode ?? '')}${column.isRequired && html`<span class="star" aria-hidden="true">*</span>`}
        </th>`,
    );
    const body = rows.map((_row, row) => {
      if (this.left <= 0) {
        this.notShown += 1;
        return html``;
      }
      this.left -= 1;
      const cells = shown.map(([column, inside]) => this.cell(inside, [...path, row, column], row));
      return html`<tr>
        ${cells}
        <td>
          <button
            type="button"
            class="link"
            data-path="${place.path}"
            data-remove="${row}"
            aria-label="Remove row ${row + 1}"
          >
            Remove
          </button>
        </td>
      </tr>`;
    });
    const empty =
      rows.length === 0 &&
      html`<tr>
        <td class="note" colspan="${shown.length + 1}">No rows</td>
      </tr>`;
    const add = isTrueIn(field.attrs, 'add_btn')
      ? html`<button type="button" class="secondary" data-path="${place.path}" data-add>Add</button>`
      : html`<p class="note">No button adds a row: “add_btn” is not set.</p>`;
    return html`<div class="scroll">
        <table aria-labelledby="${place.id}-label">
          <thead>
            <tr>
              ${heads}
              <td></td>
            </tr>
          </thead>
          <tbody>
            ${body}${empty}
          </tbody>
        </table>
      </div>
      ${add}`;
  }

  private cell(column: Field, path: FieldPath, row: number): Html {
    const id = `field-${path.join('-')}`;
    this.shown.set(id, { field: column, path });
    const name = `${column.label ?? column.tagCode ?? ''}, row ${row + 1}`;
    const inside =
      column.type === COMBINE
        ? html``
        : control(column, { id, path: path.join('.'), value: this.filled.valueAt(path), name });
    return html`<td>
      ${inside}
      <p class="error" id="${id}-error" role="alert"></p>
    </td>`;
  }
}

function notKnown(of: string, why: string): string {
  const sentence = of === 'validation' ? why : `${of} not known here: ${why}`;
  return `${capitalized(sentence)}.`;
}
