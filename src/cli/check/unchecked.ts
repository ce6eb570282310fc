import type { Finding, Severity } from '../../manifest/finding';
import { LineIndex } from '../../manifest/parse/line-index';
import type { EncodingFlaw } from '../../runtime/files/encoding';
import type { UnreadableFile } from '../../runtime/files/unreadable-file';
import type { CheckedFile } from './checked-file';

const start = { start: 0, end: 0 };

/** What comes of a file that was not checked: why, and nothing else. */
export function unchecked(finding: Finding, text = ''): Omit<CheckedFile, 'file'> {
  return { findings: [finding], lines: new LineIndex(text), manifests: 0, unchecked: 1 };
}

/** A file that is there and could not be looked at is no clean one. */
export function unreadable({ obstacle }: UnreadableFile): Finding {
  const message = `Cannot be read, so it is not checked: ${obstacle}.`;
  return { code: 'manifest/unreadable', severity: 'error', range: start, message };
}

/** For who has named the file, silence would be a wrong answer. */
export function tooLong(isNamed: boolean): Finding {
  const severity = isNamed ? 'error' : 'warning';
  return { code: TOO_LONG, severity, range: start, message: 'Longer than 4 MB: not checked.' };
}

const TOO_LONG = 'manifest/too-long';

/** True for what says that a manifest was not checked, whoever found it to be too long. */
export function saysTooLong({ code }: Finding): boolean {
  return code === TOO_LONG;
}

/** The same finding as harsh as the file deserves: see {@link tooLong}. */
export function asHarshAs(isNamed: boolean, finding: Finding): Finding {
  const severity: Severity = isNamed && saysTooLong(finding) ? 'error' : finding.severity;
  return { ...finding, severity };
}

/**
 * A text that is not UTF-8. PyYAML 6.0 takes UTF-16 with its mark where it is given bytes, and refuses every other
 * encoding; spacectl opens a file as UTF-8 text and refuses that as well, and so do Kubernetes and JSON.
 */
export function notUtf8(flaw: EncodingFlaw, readers = 'the readers of manifests'): Finding {
  const code = 'manifest/not-utf-8';
  return flaw.is === 'a byte'
    ? {
        code,
        severity: 'error',
        range: { start: flaw.offset, end: flaw.offset + 1 },
        message: `The byte ${flaw.byte} is not UTF-8: ${readers} refuse the file. Save it as UTF-8.`,
      }
    : { code, severity: 'error', range: start, message: `The file is ${flaw.is}: save it as UTF-8.` };
}
