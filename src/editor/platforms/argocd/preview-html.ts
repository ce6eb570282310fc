import { basename } from '../../../base/paths';
import { isObject, type Json, type JsonObject } from '../../../base/json';
import type { SpecPath, SpecPlace } from '../../../platforms/argocd/calls/controller-error';
import { countsOf, isDone, type ApplicationChange, type SetChanges } from '../../../platforms/argocd/preview/changes';
import { generatorWords, originWords } from '../../../platforms/argocd/preview/origin-words';
import type { ManifestPreview } from '../../../platforms/argocd/preview/preview-manifest';
import type { PreviewedApplication } from '../../../platforms/argocd/preview/preview-set';
import { originOf } from '../../../platforms/argocd/preview/value-origin';
import { html, lines, type Html } from '../../pages/html';
import type { Parts } from './page-messages';
import type { PreviewChoices } from './preview-choices';

/** What a page shows. */
export interface PreviewView {
  readonly file: string;
  readonly choices: PreviewChoices;
  readonly isRunning: boolean;
  /** Undefined before the first run has ended. */
  readonly previews: readonly ManifestPreview[] | undefined;
  readonly changes: ReadonlyMap<ManifestPreview, SetChanges> | undefined;
  readonly notes: readonly string[];
  /** The names of generators whose test server could be asked, and is not running. */
  readonly idle: readonly string[];
  /** Hides secrets in a text. */
  readonly redact: (text: string) => string;
}

/** A place that a page leads to: one of a set, by its number among the previews. */
export interface ShownPlace {
  readonly preview: number;
  readonly place: SpecPlace;
}

/** So many Applications, and fields of one, are shown. */
const MOST_APPLICATIONS = 200;
const MOST_FIELDS = 60;

const MARKS = { created: '+', changed: '~', deleted: '−' } as const;

/** The page of a preview as HTML by part, and the places that it leads to. */
export class PreviewHtml {
  readonly places: ShownPlace[] = [];

  constructor(private readonly view: PreviewView) {}

  parts(): Parts {
    return {
      title: html`<h1>${this.text(basename(this.view.file))}</h1>`.text,
      controls: this.controls().text,
      state: this.state().text,
      result: this.result().text,
    };
  }

  private controls(): Html {
    const { server, version, against } = this.view.choices;
    const servers: [string, string][] = [
      ['running', 'Running test servers'],
      ['manifests', 'Addresses in ConfigMaps'],
      ...(server.is === 'address' ? [['address', this.text(server.url)] as [string, string]] : []),
      ['other', 'Another address…'],
    ];
    const compared: [string, string][] = [
      ['nothing', 'Nothing'],
      ['kept', 'The preview that was kept'],
      ...(against.is === 'revision'
        ? [['revision', `Git revision ${this.text(against.revision)}`] as [string, string]]
        : []),
      ...(against.is === 'saved' ? [['saved', this.text(basename(against.file))] as [string, string]] : []),
      ['other-revision', 'A Git revision…'],
      ['other-saved', 'Saved Applications…'],
    ];
    const versions: [string, string][] = [
      ['3.5', '3.5'],
      ['3.6', '3.6'],
    ];
    return html`${select('server', 'Servers', servers, server.is)} ${select('version', 'Argo CD', versions, version)}
      ${select('against', 'Compare with', compared, against.is)}
      <button id="ask">Ask Again</button>
      <button id="yaml" class="secondary">Open as YAML</button>
      <button id="keep" class="secondary" title="Later previews are compared with this one">Keep This One</button>`;
  }

  private state(): Html {
    const { isRunning, previews, idle } = this.view;
    const starts = idle.map(
      (name, index) =>
        html` <button class="link" data-start="${index}">Start the test server of ${this.text(name)}</button>`,
    );
    return isRunning ? html`<span class="note">Asking…</span>` : previews ? html`${starts}` : html``;
  }

  private result(): Html {
    const { previews = [], notes, isRunning } = this.view;
    const said = notes.map((note) => html`<li class="warning">${this.text(note)}</li>`);
    const none =
      previews.length === 0 && !isRunning ? html`<p class="note">There is no ApplicationSet in the file.</p>` : false;
    return html`${
      said.length > 0 &&
      html`<ul class="notices">
        ${said}
      </ul>`
    }${none}${previews.map((each, index) => this.set(each, index))}`;
  }

  private set(preview: ManifestPreview, index: number): Html {
    const { name, parameters, applications, error } = preview;
    const changes = this.view.changes?.get(preview);
    const counts = `${countOf(parameters.length, 'parameter set')}, ${countOf(applications.length, 'Application')}`;
    return html`<section>
      <h2>${this.text(name)} <span class="subtitle">${counts}</span></h2>
      ${this.loud(preview, changes)}${this.notices(preview, index)}
      ${changes && error === undefined && html`<p>${countsOf(changes)}.</p>`}
      ${error === undefined && this.tree(preview, changes, index)}
    </section>`;
  }

  /** The one outcome that nobody may overlook. */
  private loud(preview: ManifestPreview, changes: SetChanges | undefined): Html | false {
    const remark = preview.remarks.find(
      ({ code, severity }) => code === 'argocd/no-parameter-sets' && severity === 'error',
    );
    const deleted = changes?.changes.filter((change) => change.is === 'deleted' && isDone(change)) ?? [];
    const names = deleted.slice(0, 20).map(({ name }) => name);
    const list = `${names.join(', ')}${deleted.length > names.length ? ` and ${deleted.length - names.length} more` : ''}`;
    return (
      remark !== undefined &&
      html`<div class="loud" role="alert">
        ${this.text(remark.message)}${deleted.length > 0 && html`<br /><strong>Deleted: ${this.text(list)}</strong>`}
      </div>`
    );
  }

  private notices(preview: ManifestPreview, index: number): Html | false {
    const { error, isIncomplete, errorPlace = {}, remarks, unreached = [] } = preview;
    const items: Html[] = [];
    if (error !== undefined) {
      const whose =
        isIncomplete === true ? 'No preview: ' : 'The controller stops, and creates, changes and deletes nothing: ';
      items.push(
        html`<li class="${isIncomplete === true ? 'warning' : 'error'}">
          ${whose}${this.text(error)} ${this.link(index, errorPlace)}
          ${isIncomplete === true && error.includes('is not known here') && html`<button id="fixture" class="link">Write the fixture</button>`}
        </li>`,
      );
    }
    for (const address of unreached) {
      items.push(
        html`<li class="info">
          ${this.text(address)} is not reached from here. Choose running test servers or another address.
        </li>`,
      );
    }
    for (const { severity, message, place, code } of remarks) {
      if (code !== 'argocd/no-parameter-sets' || severity !== 'error') {
        items.push(html`<li class="${severity}">${this.text(message)} ${this.link(index, place)}</li>`);
      }
    }
    return (
      items.length > 0 &&
      html`<ul class="notices">
        ${items}
      </ul>`
    );
  }

  private link(preview: number, place: SpecPlace): Html | false {
    if (place.generator === undefined && place.text === undefined) {
      return false;
    }
    this.places.push({ preview, place });
    const words = place.text === undefined ? generatorWords(place.generator) : 'the template';
    return html`<button class="link" data-place="${this.places.length - 1}">${words}</button>`;
  }

  private tree(preview: ManifestPreview, changes: SetChanges | undefined, index: number): Html {
    const { applications } = preview;
    const byName = new Map(changes?.changes.map((change) => [change.name, change]));
    const rows = applications
      .slice(0, MOST_APPLICATIONS)
      .map((each, at) => this.application(preview, each, byName.get(nameOf(each)), `${index}.${at}`));
    const deleted = [...byName.values()].filter(({ is }) => is === 'deleted').slice(0, MOST_APPLICATIONS);
    const more = applications.length - MOST_APPLICATIONS;
    return html`<ul class="tree">
      ${deleted.map(
        (change) =>
          html`<li>
            <span class="mark deleted">${MARKS.deleted}</span
            ><span class="name deleted">${this.text(change.name)}</span>${keptWords(change)}
          </li>`,
      )}${rows}${more > 0 && html`<li class="note">And ${more} more.</li>`}
    </ul>`;
  }

  private application(
    preview: ManifestPreview,
    application: PreviewedApplication,
    change: ApplicationChange | undefined,
    row: string,
  ): Html {
    const before = new Map(change?.fields?.map((field) => [field.path, field]));
    const all = [...fieldsOf(application as unknown as JsonObject, [])];
    const fields = all.slice(0, MOST_FIELDS).map(({ path, value }) => {
      const origin = originOf(preview, application, path);
      const changed = before.get(pathWords(path));
      before.delete(pathWords(path));
      return html`<tr>
        <td>${this.text(pathWords(path))}</td>
        <td class="${changed ? 'changed' : ''}">
          ${changed?.before !== undefined && html`<del>${this.value(changed.before)}</del> `}${this.value(value)}
        </td>
        <td class="note">${origin && this.text(originWords(origin))}</td>
      </tr>`;
    });
    const gone = [...before.values()].map(
      ({ path, before: was, after }) =>
        html`<tr>
          <td>${this.text(path)}</td>
          <td class="changed">
            <del>${was !== undefined && this.value(was)}</del> ${after !== undefined && this.value(after)}
          </td>
          <td></td>
        </tr>`,
    );
    const mark = change ? html`<span class="mark ${change.is}">${MARKS[change.is]}</span>` : false;
    return html`<li>
      <details data-row="${row}">
        <summary>
          ${mark}<span class="name">${this.text(nameOf(application))}</span>${change && keptWords(change)}
        </summary>
        <table>
          ${fields}${gone}
          ${
            all.length > MOST_FIELDS &&
            html`<tr>
              <td colspan="3" class="note">And ${all.length - MOST_FIELDS} more.</td>
            </tr>`
          }
        </table>
      </details>
    </li>`;
  }

  private value(value: Json): string {
    return this.text(typeof value === 'string' ? value : JSON.stringify(value));
  }

  private text(text: string): string {
    return lines(this.view.redact(text));
  }
}

function nameOf({ metadata }: PreviewedApplication): string {
  return typeof metadata['name'] === 'string' ? metadata['name'] : '';
}

function keptWords({ keptBy }: ApplicationChange): Html | false {
  return keptBy !== undefined && html` <span class="note">kept as it is by the policy "${lines(keptBy)}"</span>`;
}

function select(id: string, label: string, options: readonly (readonly [string, string])[], chosen: string): Html {
  return html`<label
    >${label}<select id="${id}">
      ${options.map(([value, words]) =>
        value === chosen
          ? html`<option value="${value}" selected>${words}</option>`
          : html`<option value="${value}">${words}</option>`,
      )}
    </select></label
  >`;
}

function* fieldsOf(value: Json, path: SpecPath): Generator<{ path: SpecPath; value: Json }> {
  if (Array.isArray(value) && value.length > 0) {
    for (const [index, each] of value.entries()) {
      yield* fieldsOf(each, [...path, index]);
    }
  } else if (isObject(value) && Object.keys(value).length > 0) {
    for (const [key, each] of Object.entries(value)) {
      yield* fieldsOf(each, [...path, key]);
    }
  } else {
    yield { path, value };
  }
}

/** As changes name a field. */
function pathWords(path: SpecPath): string {
  return path
    .map((step, index) =>
      typeof step === 'number'
        ? `[${step}]`
        : `${index === 0 ? '' : '.'}${/^[\w-]+$/.test(step) ? step : JSON.stringify(step)}`,
    )
    .join('');
}

function countOf(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}
