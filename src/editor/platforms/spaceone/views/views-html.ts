import { shownLayout, type ShownLayout } from '../../../../platforms/spaceone/views/layouts';
import { listPage, tabsOf, type ViewedType } from '../../../../platforms/spaceone/views/collected-views';
import type { Shown } from '../../../../platforms/spaceone/views/fields';
import { viewFindings, type ViewFinding } from '../../../../platforms/spaceone/views/view-findings';
import { html, lines, type Html } from '../../../pages/html';
import type { Parts } from './page-messages';

/** What a person looks at: the type, the resource of its list and the tab of that, each by its place. */
export interface Looked {
  readonly type: number;
  readonly resource: number;
  readonly tab: number;
}

/** What was collected, as the page shows it. */
export interface CollectedPage {
  readonly plugin: string;
  readonly when: string;
  /** What a person has to know of the answer, such as that it is not whole. */
  readonly note: string | undefined;
  readonly types: readonly ViewedType[];
}

/** A popup in a popup is not shown. */
const DEEPEST = 3;
const MOST_TYPES = 100;

/** The parts of the page, from what was collected. */
export function viewsHtml({ plugin, when, note, types }: CollectedPage, looked: Looked): Parts {
  const type = types[looked.type];
  const parts = {
    title: html`<h1>${lines(plugin)}</h1>
      <p class="subtitle">As the console would show what collect answered ${when}.${note && ` ${note}`}</p>`,
    types: html`${types.slice(0, MOST_TYPES).map((each, at) => typeButton(each, at, at === looked.type))}`,
    findings: type ? findingsHtml(viewFindings(type, types)) : html``,
    list: type ? listHtml(type, looked) : html`<p>No cloud service and no type was collected.</p>`,
    detail: type ? detailHtml(type, types, looked) : html``,
  };
  return Object.fromEntries(Object.entries(parts).map(([part, { text }]) => [part, text])) as unknown as Parts;
}

function typeButton({ group, name, resources }: ViewedType, at: number, isChosen: boolean): Html {
  return html`<button
    type="button"
    id="type-${at}"
    data-choose="type"
    data-index="${at}"
    class="${isChosen ? 'chosen' : 'secondary'}"
    aria-pressed="${String(isChosen)}"
  >
    ${lines(`${group} / ${name}`)} (${resources.length})
  </button>`;
}

function findingsHtml(findings: readonly ViewFinding[]): Html {
  return findings.length === 0
    ? html``
    : html`<ul>
        ${findings.map(
          ({ severity, path, message }) =>
            html`<li>
              <span class="${severity}-kind">${severity}</span> <code>${lines(path)}</code>: ${lines(message)}
            </li>`,
        )}
      </ul>`;
}

function listHtml(type: ViewedType, looked: Looked): Html {
  const page = listPage(type);
  return html`<h2>List page</h2>
    ${layoutHtml(page, 0, (row) => ({ choose: 'resource', index: row, isChosen: row === looked.resource }))}`;
}

function detailHtml(type: ViewedType, types: readonly ViewedType[], looked: Looked): Html {
  const resource = type.resources[looked.resource];
  if (!resource) {
    return html``;
  }
  const tabs = tabsOf(resource, types);
  const tab = tabs[Math.min(looked.tab, tabs.length - 1)];
  return html`<h2>Item ${resource.number}</h2>
    <div role="tablist">
      ${tabs.map(
        ({ name }, at) =>
          html`<button
            type="button"
            role="tab"
            id="tab-${at}"
            data-choose="tab"
            data-index="${at}"
            tabindex="${at === looked.tab ? 0 : -1}"
            aria-selected="${String(at === looked.tab)}"
            aria-controls="panel"
          >
            ${lines(name === '' ? `Tab ${at + 1}` : name)}
          </button>`,
      )}
    </div>
    <div role="tabpanel" id="panel" aria-labelledby="tab-${looked.tab}" tabindex="0">
      ${tab ? layoutHtml(tab, 0) : html``}
    </div>`;
}

interface RowChoice {
  readonly choose: string;
  readonly index: number;
  readonly isChosen: boolean;
}

/** @param choice What the first cell of a row chooses; rows are only looked at unless given. */
function layoutHtml(layout: ShownLayout, depth: number, choice?: (row: number) => RowChoice): Html {
  switch (layout.is) {
    case 'nothing':
      return html`<p class="note">${lines(layout.why)}</p>`;
    case 'source':
      return html`<pre>${lines(layout.text)}</pre>`;
    case 'list':
      return html`${layout.layouts.map(
        (each) =>
          html`<h3>${lines(each.name)}</h3>
            ${layoutHtml(each, depth)}`,
      )}`;
    case 'item':
      return html`<table>
        <tbody>
          ${layout.rows.map(
            ({ label, shown }) =>
              html`<tr>
                <th scope="row">${lines(label)}</th>
                <td>${shownHtml(shown, depth)}</td>
              </tr>`,
          )}
        </tbody>
      </table>`;
    case 'table':
      return tableHtml(layout, depth, choice);
  }
}

const arrows = { up: ' ↑', down: ' ↓' } as const;

function tableHtml(
  { columns, rows, more }: Extract<ShownLayout, { is: 'table' }>,
  depth: number,
  choice?: (row: number) => RowChoice,
): Html {
  return html`<div class="scroll">
      <table>
        <thead>
          <tr>
            ${columns.map(
              ({ label, about, sorted }) =>
                html`<th scope="col">
                  ${lines(label)}${sorted && arrows[sorted]}${
                    about !== undefined && html`<div class="note">${lines(about)}</div>`
                  }
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (cells, row) =>
              html`<tr>
                ${cells.map((cell, at) => cellHtml(cell, depth, at === 0 ? choice?.(row) : undefined))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rows.length === 0 && html`<p class="note">No Data</p>`}
    ${more > 0 && html`<p class="note">${more} more on the next pages.</p>`}`;
}

function cellHtml(shown: Shown, depth: number, choice: RowChoice | undefined): Html {
  if (!choice) {
    return html`<td>${shownHtml(shown, depth)}</td>`;
  }
  const { choose, index, isChosen } = choice;
  return html`<td>
    <button
      type="button"
      class="link"
      id="${choose}-${index}"
      data-choose="${choose}"
      data-index="${index}"
      aria-pressed="${String(isChosen)}"
    >
      ${shown.is === 'blank' ? 'Open' : shownHtml(shown, depth)}
    </button>
  </td>`;
}

/** A value in its cell; its colours stand beside it, as the policy of the page allows no styles. */
export function shownHtml(shown: Shown, depth = 0): Html {
  switch (shown.is) {
    case 'blank':
      return html``;
    case 'failed':
      return html`<span class="failed" title="${lines(shown.why)}">✗ ${lines(shown.why)}</span>`;
    case 'text':
      return shown.link === undefined
        ? html`${lines(shown.text)}`
        : html`<span class="link" title="${lines(shown.link)}">${lines(shown.text)}</span>`;
    case 'badge':
      return html`<span class="badge${shown.isSquare && ' square'}" ${colorsHtml(shown.color, shown.background)}
        >${lines(shown.text)}</span
      >`;
    case 'state':
      return html`<span class="dot"${colorsHtml(undefined, shown.dot)}></span><span${colorsHtml(shown.color, undefined)}>${lines(shown.text)}</span>`;
    case 'tags':
      return html`${shown.tags.map(([key, value]) => html`<span class="tag">${lines(key)}: ${lines(value)}</span>`)}`;
    case 'several':
      return severalHtml(shown, depth);
    case 'more':
      return depth >= DEEPEST
        ? shownHtml(shown.shown, depth)
        : html`<details>
            <summary>${shownHtml(shown.shown, depth)}</summary>
            ${layoutHtml(shownLayout(shown.layout, shown.data), depth + 1)}
          </details>`;
  }
}

function severalHtml({ parts, delimiter }: Extract<Shown, { is: 'several' }>, depth: number): Html {
  return delimiter === undefined || delimiter === '\n'
    ? html`<div class="lines">${parts.map((part) => html`<div>${shownHtml(part, depth)}</div>`)}</div>`
    : html`${parts.map((part, at) => html`${at > 0 && lines(delimiter)}${shownHtml(part, depth)}`)}`;
}

function colorsHtml(color: string | undefined, background: string | undefined): Html {
  return html`${color !== undefined && html` data-color="${color}"`}${
    background !== undefined && html` data-background="${background}"`
  }`;
}
