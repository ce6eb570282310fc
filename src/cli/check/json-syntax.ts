import { jsonErrorOffset } from '../../base/json-error';
import type { Finding } from '../../manifest/finding';

/** True for a file that is read as JSON, whatever YAML would take. */
export function isJson(file: string): boolean {
  return file.toLowerCase().endsWith('.json');
}

/** What JSON does not take of a text that YAML does: comments, commas at the end, words without quotes. */
export function jsonFindings(text: string): Finding[] {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const start = jsonErrorOffset(error, text);
    return [
      {
        code: 'manifest/json-syntax',
        severity: 'error',
        range: { start, end: Math.min(start + 1, text.length) },
        message: `Not JSON: ${withoutPlace(message)}.`,
      },
    ];
  }
}

function withoutPlace(message: string): string {
  return message.replace(/ in JSON at position \d.*$/s, '').replace(/, "[^]*" is not valid JSON$/, '');
}
