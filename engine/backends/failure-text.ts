/** Why an optional package does not load, in one line. */
export function failureText(error: unknown): string {
  if (error instanceof Error && 'code' in error && String(error.code).endsWith('MODULE_NOT_FOUND')) {
    return 'not installed';
  }
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? message;
}
