import { basename } from '../../../../base/paths';
import type { FilePlace } from '../../../../base/workbench-error';
import type { DeployedComponent } from '../../../../platforms/bksops/deploy/deploy-state';
import type { Problem, Readiness, Step, Verdict } from '../../../../platforms/bksops/deploy/readiness';
import {
  aboutRun,
  changeWords,
  FORMS,
  placesOf,
  placeWords,
  sectionsOf,
  timeWords,
  type Section,
} from '../../../../platforms/bksops/deploy/sections';
import { html, lines, type Html } from '../../../pages/html';
import type { Parts } from './page-messages';

/** What is known of the check under way, or of the one that ended without a result. */
export interface Now {
  /** What each step that has begun is doing; undefined while no check runs. */
  readonly progress: Readonly<Partial<Record<Step, string>>> | undefined;
  /** Why the last check has no result. */
  readonly ended: string | undefined;
}

/** More of one sort are counted and not listed. */
const MOST = 500;

const STEPS: readonly (readonly [Step, string])[] = [
  ['sync', 'Sync'],
  ['load', 'Load'],
  ['check', 'Check'],
];

/** The page of a check as HTML by part, and the places to which its buttons lead. */
export class ReadinessHtml {
  /** By the numbers of their buttons. */
  readonly places: FilePlace[] = [];
  private readonly title: Html;
  private readonly result: Html;

  /** @param readiness Of the last check that ended. */
  constructor(
    manifest: string,
    private readonly readiness: Readiness | undefined,
  ) {
    this.title = html`<h1>Ready to deploy?</h1>
      <p class="subtitle">${this.link({ file: manifest }, basename(manifest))}</p>`;
    this.result = readiness ? this.resultOf(readiness) : html``;
  }

  parts(now: Now): Parts {
    return {
      title: this.title.text,
      verdict: this.verdict(now).text,
      actions: this.actions(now).text,
      progress: progressOf(now).text,
      result: this.result.text,
    };
  }

  private verdict({ progress, ended }: Now): Html {
    const { readiness } = this;
    const why = ended !== undefined && html`<p>${lines(ended)}</p>`;
    if (!readiness) {
      return html`${why}`;
    }
    const isOlder = progress !== undefined || ended !== undefined;
    const { verdict } = readiness;
    return html`${why}${isOlder && html`<p class="note">The check before has found:</p>`}
      <p class="${CLASSES[verdict.is]}">
        <span class="mark" aria-hidden="true">${MARKS[verdict.is]}</span>${lines(verdict.words)}
      </p>
      <p class="note">${lines(aboutRun(readiness))}</p>`;
  }

  private actions({ progress }: Now): Html {
    const copy = html`<button type="button" class="secondary" id="copy" ${!this.readiness && html`disabled`}>
      Copy as Markdown
    </button>`;
    return progress
      ? html`<button type="button" id="cancel">Cancel</button>${copy}`
      : html`<button type="button" id="again">Run Again</button>${copy}`;
  }

  private resultOf(readiness: Readiness): Html {
    return html`<section aria-labelledby="components-title">
        <h2 id="components-title">What SOPS will show</h2>
        ${this.components(readiness)}
      </section>
      ${sectionsOf(readiness).map((section, index) => this.section(section, index, readiness))} ${changes(readiness)}`;
  }

  private components({ state }: Readiness): Html {
    const { components } = state;
    if (components.length === 0) {
      return html`<p>Nothing.</p>`;
    }
    const rows = components.slice(0, MOST).map((component) => this.component(component));
    return html`<div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Group</th>
              <th scope="col">Name</th>
              <th scope="col">Code</th>
              <th scope="col">Version</th>
              <th scope="col">Form</th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>
      </div>
      ${more(components.length)}`;
  }

  private component(component: DeployedComponent): Html {
    const { group, name, code, version, form, source, module, at, description, icon } = component;
    return html`<tr>
      <td>${lines(group)}${icon !== undefined && html`<span class="note">icon ${lines(icon)}</span>`}</td>
      <td>
        ${at ? this.link(at, name) : lines(name)}${
          description !== undefined && html`<span class="note">${lines(description)}</span>`
        }
      </td>
      <td><code>${lines(code)}</code></td>
      <td>${lines(version)}</td>
      <td>${FORMS[form]}</td>
      <td>${lines(source)}<span class="note">${lines(module)}</span></td>
    </tr>`;
  }

  private section({ title, weight, problems }: Section, index: number, readiness: Readiness): Html {
    const items = problems.slice(0, MOST).map((problem) => this.problem(problem, readiness));
    return html`<section aria-labelledby="section-${index}">
      <h2 id="section-${index}">${title}</h2>
      <ul class="problems ${weight}">
        ${items}
      </ul>
      ${more(problems.length)}
    </section>`;
  }

  private problem(problem: Problem, readiness: Readiness): Html {
    const places = placesOf(problem).map((place) => this.link(place, placeWords(place, readiness)));
    return html`<li>
      <p class="subject">${lines(problem.subject)}</p>
      <p>${lines(problem.message)}</p>
      <div class="places">${places}</div>
    </li>`;
  }

  /** A button that leads to a place. */
  private link(place: FilePlace, words: string): Html {
    this.places.push(place);
    return html`<button type="button" class="link" data-place="${this.places.length - 1}">${lines(words)}</button>`;
  }
}

const MARKS: Readonly<Record<Verdict['is'], string>> = {
  ready: '✓',
  warned: '✓',
  unknown: '?',
  'not ready': '✗',
  'nothing loaded': '✗',
};

const CLASSES: Readonly<Record<Verdict['is'], string>> = {
  ready: 'ready',
  warned: 'warned',
  unknown: 'unknown',
  'not ready': 'not',
  'nothing loaded': 'not',
};

function progressOf({ progress }: Now): Html {
  if (!progress) {
    return html``;
  }
  const current = STEPS.filter(([step]) => progress[step] !== undefined).at(-1)?.[0];
  const items = STEPS.map(([step, title]) => {
    const doing = progress[step];
    const state = step === current ? (doing === '' ? 'under way' : doing) : doing === undefined ? 'waits' : 'done';
    return html`<li><span class="is">${title}</span> ${lines(state ?? '')}</li>`;
  });
  return html`<ul class="steps">
    ${items}
  </ul>`;
}

function changes(readiness: Readiness): Html {
  if (!readiness.changes) {
    return html`<section aria-labelledby="changes-title">
      <h2 id="changes-title">What has changed</h2>
      <p>Nothing is known of an earlier state that was ready.</p>
    </section>`;
  }
  const words = changeWords(readiness);
  const items = words.slice(0, MOST).map(({ is, what }) => html`<li><span class="is">${is}</span> ${lines(what)}</li>`);
  return html`<section aria-labelledby="changes-title">
    <h2 id="changes-title">What has changed since it was ready on ${timeWords(readiness.changes.since)}</h2>
    ${
      words.length === 0
        ? html`<p>Nothing.</p>`
        : html`<ul class="changes">
            ${items}
          </ul>`
    }
    ${more(words.length)}
  </section>`;
}

function more(count: number): Html | false {
  return count > MOST && html`<p class="note">${count - MOST} more.</p>`;
}
