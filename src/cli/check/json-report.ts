import { relative } from '../../base/paths';
import type { Severity } from '../../manifest/finding';
import type { CheckedFile } from './checked-file';

/** A finding as pipelines read it; lines and columns count from 1, the end is excluded. */
export interface PrintedFinding {
  /** Seen from the folder in which the command runs; the whole path when it lies elsewhere. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
}

/** The findings as a list for JSON. */
export function jsonReport(files: readonly CheckedFile[], folder: string): PrintedFinding[] {
  return files.flatMap(({ file, findings, lines }) =>
    findings.map(({ range, severity, code, message }): PrintedFinding => {
      const { start, end } = lines.rangeAt(range);
      return {
        file: relative(folder, file),
        line: start.line + 1,
        column: start.character + 1,
        endLine: end.line + 1,
        endColumn: end.character + 1,
        severity,
        code,
        message,
      };
    }),
  );
}
