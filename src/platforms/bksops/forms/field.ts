import type { TextRange } from '../../../manifest/parse/text-range';
import type { FormValue, Plain } from './form-value';

/** What is not known of a form or a field without running it, and why. */
export interface Unknown {
  /** The attribute, such as `items`. */
  readonly of: string;
  readonly why: string;
  readonly range: TextRange;
}

/** A choice of a list, of radio buttons or check boxes; a group of a list has `options`. */
export interface FieldItem {
  readonly label: string;
  readonly value?: Plain;
  readonly options?: readonly FieldItem[];
}

/** A rule by which the editor validates a field. */
export interface FieldRule {
  /** Undefined when it is not known. */
  readonly type?: string;
  /** The pattern of a `regex` rule. */
  readonly pattern?: string;
  /** Those of the pattern, where it is no text. */
  readonly flags?: string;
  readonly message?: string;
  readonly range: TextRange;
}

/** A listener of a field: what it then does is a function. */
export interface FieldEvent {
  readonly source: string;
  readonly type: string;
  readonly range: TextRange;
}

/** A field of a form as SOPS's editor would show it; what is absent is not given or not known (see `unknown`). */
export interface Field {
  /** Of the whole element. */
  readonly range: TextRange;
  readonly tagCode?: string;
  readonly type?: string;
  readonly label?: string;
  readonly placeholder?: string;
  readonly desc?: string;
  readonly tips?: string;
  /** In twelfths of the form's width. */
  readonly cols?: number;
  readonly isRequired: boolean;
  readonly isHookable: boolean;
  readonly isHidden: boolean;
  readonly isDisabled: boolean;
  readonly isMultiple: boolean;
  readonly items?: readonly FieldItem[];
  /** Of a combine. */
  readonly children?: readonly Field[];
  /** Of a datatable. */
  readonly columns?: readonly Field[];
  readonly rules: readonly FieldRule[];
  readonly events: readonly FieldEvent[];
  /** The names of its own methods. */
  readonly methods: readonly string[];
  /** What `value` or else `default` says. */
  readonly given?: Plain;
  /** What the component gets when nobody fills it in; `undefined` where that is not known or nothing is sent. */
  readonly value?: Plain;
  readonly unknown: readonly Unknown[];
  /** The element and its attributes as they are written, for checks. */
  readonly element: FormValue;
  readonly attrs?: FormValue;
}
