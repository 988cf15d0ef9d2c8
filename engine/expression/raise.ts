import { BundleError, fail } from '../errors.js';

/** Raises a Python exception: the failure `python_exception` with CPython's class name and message. */
export function raise(pythonName: string, message: string, fix?: string): never {
  fail({ family: 'expression', code: 'python_exception', pythonName, message, ...(fix ? { fix } : {}) });
}

export function typeError(message: string, fix?: string): never {
  raise('TypeError', message, fix);
}

export function valueError(message: string, fix?: string): never {
  raise('ValueError', message, fix);
}

export function overflowError(message: string): never {
  raise('OverflowError', message);
}

export function indexError(message: string): never {
  raise('IndexError', message);
}

/** Refuses something that Python would do but an expression must not. */
export function notAllowed(what: string, fix?: string): never {
  fail({ family: 'expression', code: 'not_allowed', what, ...(fix ? { fix } : {}) });
}

/** Whether `error` is the Python exception `pythonName`. */
export function isRaised(error: unknown, pythonName: string): boolean {
  return (
    error instanceof BundleError && error.failure.code === 'python_exception' && error.failure.pythonName === pythonName
  );
}

/** Refuses a Promise as an operand: its value is not known yet. */
export function refusePromise(value: unknown): void {
  if (!(value instanceof Promise)) return;
  typeError(
    'the value is still being computed (it is a Promise)',
    'give it an item of its own and refer to that with @id, which waits for it',
  );
}
