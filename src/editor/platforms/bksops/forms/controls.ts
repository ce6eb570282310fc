import type { Field } from '../../../../platforms/bksops/forms/field';
import { choicesOf, takesSeveral, type Choice } from '../../../../platforms/bksops/forms/filled-in';
import type { Plain } from '../../../../platforms/bksops/forms/form-value';
import { html, lines, type Html } from '../../../pages/html';

/** A field where it is shown. */
export interface Place {
  readonly id: string;
  /** Its path, as the page sends it back. */
  readonly path: string;
  readonly value: Plain | undefined;
  /** What a screen reader calls it where no label of its own is there. */
  readonly name?: string;
}

/** More choices are counted and not shown. */
const MOST_CHOICES = 200;

/** What a person fills a field in with, as SOPS's editor shows its type. */
export function control(field: Field, place: Place): Html {
  const { type = '' } = field;
  switch (type) {
    case 'input':
    case 'member_selector':
    case 'datetime':
    case 'test_datetime':
      return input(field, place, 'text');
    case 'time':
      return typeof place.value === 'object' ? shown(place) : input(field, place, 'text');
    case 'int':
      return input(field, place, 'number');
    case 'password':
      return password(field, place);
    case 'textarea':
    case 'code_editor':
      return textarea(field, place);
    case 'select':
    case 'cascader':
      return select(field, place);
    case 'radio':
    case 'checkbox':
    case 'tree':
      return boxes(field, place);
    case 'text':
    case 'log_display':
      return html`<p class="text">${lines(textIn(place.value) || '--')}</p>`;
    case 'button':
      return html`<button type="button" class="secondary" disabled>${lines(field.label ?? type)}</button>`;
    case 'upload':
      return html`<p class="elsewhere">Files are chosen in SOPS.</p>`;
    case 'ip_selector':
    case 'set_allocation':
    case 'host_allocation':
      return html`<p class="elsewhere">Chosen in SOPS, from what the business of the flow has.</p>`;
    default:
      return html`<p class="elsewhere">
        SOPS leaves this place empty: ${type ? html`it has no type “${lines(type)}”` : 'the field has no type'}.
      </p>`;
  }
}

function common(field: Field, { id, path, name }: Place): Html {
  return html` id="${id}" data-path="${path}" aria-describedby="${id}-about
  ${id}-error"${name !== undefined && html` aria-label="${lines(name)}"`}${field.isRequired && html` aria-required="true"`}${field.isDisabled && html` disabled`}`;
}

function input(field: Field, place: Place, kind: 'text' | 'number'): Html {
  const step = kind === 'number' && html` step="any"`;
  return html`<input type="${kind}" ${step} value="${textIn(place.value)}" ${hint(field)}${common(field, place)} />`;
}

/** What is typed there stays in the page: SOPS encrypts it, and nobody here needs it. */
function password(field: Field, { id, name }: Place): Html {
  return html`<input
    type="password"
    autocomplete="off"
    id="${id}"
    aria-describedby="${id}-about"
    ${name !== undefined && html` aria-label="${lines(name)}"`}${hint(field)}${field.isDisabled && html` disabled`}
  />`;
}

function textarea(field: Field, place: Place): Html {
  const isCode = field.type === 'code_editor';
  return html`<textarea
    rows="${isCode ? 6 : 3}"
    ${isCode && html` class="code" spellcheck="false"`}${hint(field)}${common(field, place)}
  >
${textIn(place.value)}</textarea>`;
}

function hint({ placeholder }: Field): Html | undefined {
  return placeholder === undefined ? undefined : html` placeholder="${lines(placeholder)}"`;
}

function select(field: Field, place: Place): Html {
  const several = takesSeveral(field);
  const choices = choicesOf(field);
  const isChosen = chosenBy(place.value, several);
  const own =
    several || choices.some(isChosen)
      ? undefined
      : html`<option value="" selected>${lines(textIn(place.value))}</option>`;
  const size = several && html` multiple size="${Math.min(Math.max(choices.length, 2), 6)}"`;
  return html`<select data-choices${size}${common(field, place)}>
      ${own}${grouped(choices, isChosen)}</select
    >${rest(choices)}`;
}

function grouped(choices: readonly Choice[], isChosen: (choice: Choice) => boolean): Html[] {
  const groups: { name: string | undefined; options: Html[] }[] = [];
  for (const [index, choice] of choices.slice(0, MOST_CHOICES).entries()) {
    if (groups.length === 0 || groups.at(-1)?.name !== choice.group) {
      groups.push({ name: choice.group, options: [] });
    }
    const chosen = isChosen(choice) && html` selected`;
    groups.at(-1)?.options.push(html`<option value="${index}" ${chosen}>${lines(choice.label)}</option>`);
  }
  return groups.map(({ name, options }) =>
    name === undefined ? html`${options}` : html`<optgroup label="${lines(name)}">${options}</optgroup>`,
  );
}

function boxes(field: Field, place: Place): Html {
  const several = takesSeveral(field);
  const choices = choicesOf(field);
  const isChosen = chosenBy(place.value, several);
  const { id, path, name } = place;
  const label = name === undefined ? html` aria-labelledby="${id}-label"` : html` aria-label="${lines(name)}"`;
  const kind = several ? 'checkbox' : 'radio';
  const each = choices.slice(0, MOST_CHOICES).map((choice, index) => {
    const state = html`${isChosen(choice) && html` checked`}${field.isDisabled && html` disabled`}`;
    return html`<label class="choice in${Math.min(choice.depth, 6)}"
      ><input type="${kind}" id="${id}-${index}" name="${id}" value="${index}" ${state} /> ${lines(choice.label)}</label
    >`;
  });
  return html`<div
    class="choices"
    role="${several ? 'group' : 'radiogroup'}"
    data-path="${path}"
    data-choices${label}
    aria-describedby="${id}-about ${id}-error"
    ${!several && field.isRequired && html` aria-required="true"`}
  >
    ${each}${rest(choices)}
  </div>`;
}

function rest({ length }: readonly Choice[]): Html | undefined {
  return length > MOST_CHOICES
    ? html`<p class="note">${length - MOST_CHOICES} more choices are not shown here.</p>`
    : undefined;
}

function chosenBy(value: Plain | undefined, several: boolean): (choice: Choice) => boolean {
  const values = several && Array.isArray(value) ? (value as readonly Plain[]) : [value];
  const keys = new Set(values.map((each) => JSON.stringify(each)));
  return (choice) => keys.has(JSON.stringify(choice.value));
}

function shown({ value }: Place): Html {
  return html`<p class="text">${lines(textIn(value))}</p>`;
}

/** A value as one text. */
function textIn(value: Plain | undefined): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
