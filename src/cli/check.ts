import { text as textOf } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { version } from '../../package.json';
import { isAbort } from '../base/workbench-error';
import { Manifests } from '../catalog/manifests';
import { checkText } from '../manifest/check-text';
import type { Finding } from '../manifest/finding';
import { LineIndex } from '../manifest/line-index';
import { sniff } from '../manifest/recognition';
import { requestKind } from '../manifest/request-kind';
import { finish } from '../manifest/steps';
import { manifestKinds, manifestReader, manifestRules } from '../platforms/platforms';
import { NodeFiles } from '../runtime/node-files';
import { countOf, type CheckedFile } from './check/checked-file';
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
    const disk = new NodeFiles();
    const finder = new PathFinder(disk, values.ignore);
    const paths = await finder.find(positionals.length > 0 ? positionals.filter((path) => path !== '-') : ['.']);
    paths.notes.forEach((note) => output.note(note));
    const input = positionals.includes('-')
      ? { file: absolute(values['stdin-name']), text: await textOf(process.stdin) }
      : undefined;
    const here = absolute('.');
    const root = await finder.repositoryOf(here);
    const files = [...new Set([...paths.files, ...(input ? [input.file] : [])])].sort();
    const texts = new CheckedFiles(disk, finder, files, input, signal);
    const manifests = new Manifests(manifestReader(), texts);
    manifests.setFolders([...new Set([...paths.roots, ...(input ? [root ?? input.file] : [])])]);
    await manifests.ready();
    const checked = await checkAll(files, manifests, texts);
    const shown = values.quiet ? checked.map(withErrorsOnly) : checked;
    switch (format) {
      case 'text':
        output.line(textReport(shown, here, process.stdout.isTTY && !process.env['NO_COLOR']));
        break;
      case 'json':
        output.json(jsonReport(shown, here), 2);
        break;
      case 'sarif': {
        const severities = new Map(manifestRules.map(({ code, severity }) => [code, severity]));
        output.json(sarifReport(shown, { version, root: root ?? here, severities }), 2);
      }
    }
    return countOf(checked, 'error') > 0 || countOf(checked, 'warning') > mostWarnings ? 1 : 0;
  },
};

function limitOf(given: string | undefined): number {
  if (given !== undefined && !/^\d+$/.test(given)) {
    throw new UsageError(`--max-warnings takes a number, not "${given}".`);
  }
  return given === undefined ? Infinity : Number(given);
}

/** The files in which anything was found, in the order given. */
async function checkAll(files: readonly string[], manifests: Manifests, texts: CheckedFiles): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const file of files) {
    const found = await checkFile(file, manifests, texts);
    if (found.findings.length > 0) {
      checked.push(found);
    }
  }
  return checked;
}

async function checkFile(file: string, manifests: Manifests, texts: CheckedFiles): Promise<CheckedFile> {
  let text: string;
  try {
    text = await texts.text(file);
  } catch (error) {
    if (isAbort(error)) {
      throw error;
    }
    return { file, findings: [unreadable(error)], lines: new LineIndex('') };
  }
  if (!sniff(text, kinds, manifests.names)) {
    return { file, findings: [], lines: new LineIndex('') };
  }
  const names = finish(manifests.namesWith(file, text));
  const { findings, lines } = checkText(text, kinds, manifestRules, { names });
  return { file, findings, lines };
}

/** A file that is there and could not be looked at is no clean one. */
function unreadable(error: unknown): Finding {
  const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const message = `Cannot be read, so it is not checked: ${why}.`;
  return { code: 'manifest/unreadable', severity: 'error', range: { start: 0, end: 0 }, message };
}

function withErrorsOnly(file: CheckedFile): CheckedFile {
  return { ...file, findings: file.findings.filter(({ severity }) => severity === 'error') };
}
