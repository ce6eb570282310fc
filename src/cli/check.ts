import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { Manifests } from '../catalog/manifests';
import { checkText } from '../manifest/check-text';
import type { Finding } from '../manifest/finding';
import { LineIndex } from '../manifest/line-index';
import { sniff } from '../manifest/recognition';
import { requestKind } from '../manifest/request-kind';
import { finish } from '../base/steps';
import { manifestKinds, manifestReader, manifestRules } from '../platforms/platforms';
import { readStream, type Beginning } from '../runtime/read-file';
import { UnreadableFile } from '../runtime/unreadable-file';
import { countOf, type CheckedFile } from './check/checked-file';
import { CheckLimits } from './check/check-limits';
import { CheckedFiles } from './check/checked-files';
import { jsonReport } from './check/json-report';
import { PathFinder } from './check/paths-to-check';
import { sarifReport } from './check/sarif-report';
import { textReport } from './check/text-report';
import { UsageError, absolute, type CliCommand } from './command';

const FORMATS = ['text', 'json', 'sarif'] as const;

/** Requests with their header only: no descriptors are at hand. */
const kinds = [...manifestKinds, requestKind(() => undefined)];

export const check: CliCommand = {
  name: 'check',
  usage:
    'check [PATH|GLOB|-]… [--format text|json|sarif] [--ignore GLOB]… [--max-warnings N] [--quiet] [--stdin-name FILE]',
  summary: 'check manifests; exit code 1 when there are errors',
  leavesNothing: true,
  async run(words, { output, signal }) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        ignore: { type: 'string', multiple: true, default: [] },
        'max-warnings': { type: 'string' },
        quiet: { type: 'boolean', default: false },
        'stdin-name': { type: 'string', default: 'stdin.yaml' },
      },
    });
    const format = FORMATS.find((candidate) => candidate === values.format);
    if (!format) {
      throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
    }
    const mostWarnings = limitOf(values['max-warnings']);
    const finder = new PathFinder(values.ignore, { signal, tell: once((note) => output.note(note)) });
    const paths = await finder.find(positionals.length > 0 ? positionals.filter((path) => path !== '-') : ['.']);
    paths.notes.forEach((note) => output.note(note));
    const input = positionals.includes('-')
      ? { file: absolute(values['stdin-name']), ...(await readStream(process.stdin, 'manifest', signal)) }
      : undefined;
    const here = absolute('.');
    const root = await finder.repositoryOf(here);
    const roots = [...new Set([...paths.roots, ...(input ? [root ?? input.file] : [])])];
    const texts = new CheckedFiles(finder, { ...paths, roots }, input, signal);
    const manifests = new Manifests(manifestReader(), texts);
    manifests.setFolders(roots);
    await manifests.ready();
    const checked = await checkAll(texts, manifests);
    const shown = values.quiet ? checked.map(withErrorsOnly) : checked;
    switch (format) {
      case 'text':
        output.painted(textReport(shown, here, process.stdout.isTTY && !process.env['NO_COLOR']));
        break;
      case 'json':
        await output.json(jsonReport(shown, here), 2);
        break;
      case 'sarif': {
        const severities = new Map(manifestRules.map(({ code, severity }) => [code, severity]));
        await output.json(sarifReport(shown, { version, root: root ?? here, severities }), 2);
      }
    }
    return countOf(checked, 'error') > 0 || countOf(checked, 'warning') > mostWarnings ? 1 : 0;
  },
};

/** Says the same thing once: names are looked for where files were looked for before. */
function once(say: (note: string) => void): (note: string) => void {
  const said = new Set<string>();
  return (note) => {
    if (!said.has(note)) {
      said.add(note);
      say(note);
    }
  };
}

function limitOf(given: string | undefined): number {
  if (given !== undefined && !/^\d+$/.test(given)) {
    throw new UsageError(`--max-warnings takes a number, not "${given}".`);
  }
  return given === undefined ? Infinity : Number(given);
}

/** The files in which anything was found, in the order given. */
async function checkAll(texts: CheckedFiles, manifests: Manifests): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  const limits = new CheckLimits();
  for (const file of texts.all) {
    const found = await checkFile(file, manifests, texts, limits);
    if (found.findings.length > 0) {
      checked.push(found);
    }
  }
  return checked;
}

async function checkFile(
  file: string,
  manifests: Manifests,
  texts: CheckedFiles,
  limits: CheckLimits,
): Promise<CheckedFile> {
  let read: Beginning;
  try {
    read = await texts.text(file);
  } catch (error) {
    if (error instanceof UnreadableFile) {
      return { file, findings: [unreadable(error)], lines: new LineIndex('') };
    }
    throw error;
  }
  const { text, isWhole } = read;
  if (!sniff(text, kinds, manifests.names)) {
    return { file, findings: [], lines: new LineIndex('') };
  }
  if (!isWhole) {
    return { file, findings: [tooLong], lines: new LineIndex('') };
  }
  if (limits.spent) {
    return { file, findings: [limits.spent], lines: new LineIndex('') };
  }
  const names = finish(manifests.namesWith(file, text));
  const checked = checkText(text, kinds, manifestRules, { names });
  limits.add(checked);
  return { file, findings: checked.findings, lines: checked.lines };
}

/** A file that is there and could not be looked at is no clean one. */
function unreadable({ obstacle }: UnreadableFile): Finding {
  const message = `Cannot be read, so it is not checked: ${obstacle}.`;
  return { code: 'manifest/unreadable', severity: 'error', range: { start: 0, end: 0 }, message };
}

const tooLong: Finding = {
  code: 'manifest/too-long',
  severity: 'warning',
  range: { start: 0, end: 0 },
  message: 'Longer than 4 MB: not checked.',
};

function withErrorsOnly(file: CheckedFile): CheckedFile {
  return { ...file, findings: file.findings.filter(({ severity }) => severity === 'error') };
}
