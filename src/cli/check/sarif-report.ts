import { createHash } from 'node:crypto';
import type { ArtifactLocation, Fix, Log, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import { capitalized } from '../../base/capitalized';
import { isInside, relative } from '../../base/paths';
import type { Finding, Severity } from '../../manifest/finding';
import { editsOf } from '../../manifest/edit/fix-edits';
import type { LineIndex, Position } from '../../manifest/parse/line-index';
import type { TextRange } from '../../manifest/parse/text-range';
import type { CheckedFile } from './checked-file';

export interface SarifOptions {
  /** The version of the workbench, as in its package. */
  readonly version: string;
  /** What files are named from: the root of the sources, absolute. */
  readonly root: string;
  /** The severities of the rules that declare one, by code. */
  readonly severities: ReadonlyMap<string, Severity>;
}

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';
const ROOT = '%SRCROOT%';
const levels: Readonly<Record<Severity, Result.level>> = { error: 'error', warning: 'warning', info: 'note' };
const hardest: readonly Severity[] = ['error', 'warning', 'info'];

/** The findings as a SARIF 2.1.0 log of one run, which code scanning services take. The same findings give the same text. */
export function sarifReport(files: readonly CheckedFile[], { version, root, severities }: SarifOptions): Log {
  const all = files.flatMap(({ findings }) => findings);
  const codes = [...new Set(all.map(({ code }) => code))].sort();
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const fingerprints = new Map<string, number>();
  const results = files.flatMap(({ file, findings, lines }) =>
    findings.map((finding): Result => ({
      ruleId: finding.code,
      ruleIndex: indexOf.get(finding.code),
      level: levels[finding.severity],
      message: { text: finding.message },
      locations: [{ physicalLocation: location(file, lines.rangeAt(finding.range), root) }],
      ...(finding.related && {
        relatedLocations: finding.related.map(({ file: other, at, message }, id) => ({
          id,
          physicalLocation: location(other, at, root),
          message: { text: message },
        })),
      }),
      partialFingerprints: {
        'pluginWorkbench/v1': fingerprint([finding.code, relative(root, file), finding.message], fingerprints),
      },
      ...(finding.fix && !finding.fix.creates && { fixes: [fixOf(finding, finding.fix, file, lines, root)] }),
    })),
  );
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Plugin Workbench',
            version,
            semanticVersion: version,
            rules: codes.map((code) => ruleOf(code, all, severities)),
          },
        },
        invocations: [{ executionSuccessful: true }],
        originalUriBaseIds: { [ROOT]: { description: { text: 'The root of the sources that were checked.' } } },
        columnKind: 'utf16CodeUnits',
        newlineSequences: ['\r\n', '\n', '\r'],
        results,
      },
    ],
  };
}

function ruleOf(code: string, all: readonly Finding[], severities: ReadonlyMap<string, Severity>): ReportingDescriptor {
  const own = all.filter((finding) => finding.code === code);
  const severity = severities.get(code) ?? hardest.find((each) => own.some((finding) => finding.severity === each));
  const text = words(code);
  return {
    id: code,
    shortDescription: { text },
    fullDescription: { text: `${text}.` },
    help: { text: 'The message of a finding says what must be; the editor shows it in place, with its fix.' },
    defaultConfiguration: { level: levels[severity ?? 'warning'] },
  };
}

/** What a code says: `argocd/token-not-a-reference` is "Token not a reference". */
function words(code: string): string {
  return capitalized(code.slice(code.indexOf('/') + 1).replaceAll('-', ' '));
}

function fixOf(finding: Finding, fix: NonNullable<Finding['fix']>, file: string, lines: LineIndex, root: string): Fix {
  return {
    description: { text: fix.title },
    artifactChanges: [
      {
        artifactLocation: artifact(file, root),
        replacements: editsOf(finding, fix).map(({ range, replace }) => ({
          deletedRegion: region(range, lines),
          insertedContent: { text: replace },
        })),
      },
    ],
  };
}

function location(
  file: string,
  at: { readonly start: Position; readonly end: Position },
  root: string,
): PhysicalLocation {
  return { artifactLocation: artifact(file, root), region: regionAt(at) };
}

/** A relative URI below the root; an absolute one elsewhere. */
function artifact(file: string, root: string): ArtifactLocation {
  const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
  if (isInside(root, file)) {
    return { uri: encoded(relative(root, file)), uriBaseId: ROOT };
  }
  const drive = /^[A-Za-z]:/.exec(file)?.[0];
  return { uri: `file://${drive === undefined ? '' : `/${drive}`}${encoded(file.slice(drive?.length ?? 0))}` };
}

function region(range: TextRange, lines: LineIndex): Region {
  return regionAt(lines.rangeAt(range));
}

function regionAt({ start, end }: { readonly start: Position; readonly end: Position }): Region {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** Stays the same while lines above come and go; the n-th of several that say the same carries its number. */
function fingerprint(parts: readonly string[], given: Map<string, number>): string {
  const hash = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
  const before = given.get(hash) ?? 0;
  given.set(hash, before + 1);
  return `${hash}:${before + 1}`;
}
