import { stat } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { relative } from '../base/paths';
import { WorkbenchError } from '../base/workbench-error';
import { checkText } from '../manifest/check-text';
import type { Severity } from '../manifest/finding';
import { sniff } from '../manifest/recognition';
import { manifestKinds, manifestRules } from '../platforms/platforms';
import { NodeFiles } from '../runtime/node-files';
import { UsageError, absolute, type CliCommand } from './command';

/** A finding as the command line prints it; lines and columns count from 1. */
interface PrintedFinding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

const FORMATS = ['text', 'json'] as const;

export const check: CliCommand = {
  name: 'check',
  usage: 'check [PATH…] [--format text|json]',
  summary: 'check manifests; exit code 1 when there are errors',
  async run(words) {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { format: { type: 'string', default: 'text' } },
    });
    const format = FORMATS.find((candidate) => candidate === values.format);
    if (!format) {
      throw new UsageError(`--format is one of ${FORMATS.join(', ')}.`);
    }
    const files = new NodeFiles();
    const paths = await Promise.all(
      (positionals.length > 0 ? positionals : ['.']).map((path) => filesIn(absolute(path), files)),
    );
    const findings = (await Promise.all([...new Set(paths.flat())].map((file) => findingsOf(file, files)))).flat();
    console.log(format === 'json' ? JSON.stringify(findings, null, 2) : asText(findings));
    return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  },
};

async function filesIn(path: string, files: NodeFiles): Promise<string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new WorkbenchError({ what: `There is no file or folder ${path}.`, cause });
  });
  return found.isDirectory() ? files.find(path, ['**/*.yaml', '**/*.yml']) : [path];
}

async function findingsOf(file: string, files: NodeFiles): Promise<PrintedFinding[]> {
  const text = await files.read(file);
  if (text === undefined || !sniff(text, manifestKinds)) {
    return [];
  }
  const { findings, lines } = checkText(text, manifestKinds, manifestRules);
  return findings.map(({ range, severity, code, message }) => {
    const { start, end } = lines.rangeAt(range);
    return {
      file: relative(absolute('.'), file),
      line: start.line + 1,
      column: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
      severity,
      code,
      message,
    };
  });
}

function asText(findings: readonly PrintedFinding[]): string {
  const lines = findings.map(
    ({ file, line, column, severity, code, message }) => `${file}:${line}:${column}: ${severity} ${code}: ${message}`,
  );
  const count = (severity: Severity): string => {
    const found = findings.filter((finding) => finding.severity === severity).length;
    return `${found} ${severity}${found === 1 || severity === 'info' ? '' : 's'}`;
  };
  return [...lines, [count('error'), count('warning'), count('info')].join(', ')].join('\n');
}
