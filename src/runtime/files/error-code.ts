/** The system's word for what went wrong, such as `ENOENT`; empty for an error that is not the system's. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
