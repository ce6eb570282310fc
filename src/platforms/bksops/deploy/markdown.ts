import { basename } from '../../../base/paths';
import { visible } from '../../../base/visible';
import type { DeployedComponent } from './deploy-state';
import type { Problem, Readiness } from './readiness';
import { aboutRun, changeWords, FORMS, placesOf, placeWords, sectionsOf, timeWords } from './sections';

/** All of it for a ticket: what is foreign is text there, whatever it looks like. */
export function readinessMarkdown(readiness: Readiness): string {
  const { manifest, verdict, state } = readiness;
  const parts = [
    `## Ready to deploy? ${plain(basename(manifest))}`,
    `**${plain(verdict.words)}**`,
    plain(aboutRun(readiness)),
    `### What SOPS will show`,
    componentTable(state.components),
    ...sectionsOf(readiness).flatMap(({ title, problems }) => [
      `### ${title}`,
      problems.map((problem) => problemItem(problem, readiness)).join('\n'),
    ]),
    ...changesPart(readiness),
  ];
  return `${parts.join('\n\n')}\n`;
}

function componentTable(components: readonly DeployedComponent[]): string {
  if (components.length === 0) {
    return 'Nothing.';
  }
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = components.map(({ group, name, code, version, form, source, module, description = '' }) =>
    row([group, name, code, version, FORMS[form], `${source}: ${module}`, description].map(plain)),
  );
  return [
    row(['Group', 'Name', 'Code', 'Version', 'Form', 'From', 'Description']),
    row(Array<string>(7).fill('---')),
    ...rows,
  ].join('\n');
}

function problemItem(problem: Problem, readiness: Readiness): string {
  const places = placesOf(problem).map((place) => plain(placeWords(place, readiness)));
  const where = places.length === 0 ? '' : ` (${places.join(', ')})`;
  return `- **${plain(problem.subject)}**${where}: ${plain(problem.message)}`;
}

function changesPart(readiness: Readiness): string[] {
  const { changes } = readiness;
  if (!changes) {
    return [];
  }
  const items = changeWords(readiness).map(({ is, what }) => `- ${is}: ${plain(what)}`);
  return [`### What has changed since ${timeWords(changes.since)}`, items.length === 0 ? 'Nothing.' : items.join('\n')];
}

/**
 * A text in one line in which Markdown finds nothing to take for its own: no mark, no formula, and nobody who would be
 * called by "@name". That is found past a backslash too, so that it takes an empty comment to keep the name apart.
 */
function plain(text: string): string {
  return visible(text.replace(/\s+/g, ' ').trim())
    .replace(/[\\`*_[\]<>|~#&$]/g, (mark) => `\\${mark}`)
    .replaceAll('@', '@<!-- -->');
}
