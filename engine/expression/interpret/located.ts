import { BundleError } from '../../errors.js';
import { UnhashableKey } from '../../values/index.js';
import { refuseUnhashable } from '../operators/hashable.js';
import type { Evaluation } from './scope.js';

/** Runs `work`; a failure of it that knows no place of its own gets that of the node at work. */
export function located<T>(evaluation: Evaluation, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw withPlace(asFailure(error), evaluation);
  }
}

/** JavaScript's own limits are the expression's: its stack is depth, its largest string or bigint memory. */
function asFailure(error: unknown): unknown {
  if (error instanceof UnhashableKey) return caught(() => refuseUnhashable(error.key));
  if (!(error instanceof RangeError)) return error;
  const resource = /call stack/i.test(error.message) ? 'depth' : 'memory';
  return new BundleError({ family: 'expression', code: 'budget_exceeded', resource }, { cause: error });
}

function caught(work: () => never): unknown {
  try {
    return work();
  } catch (failure) {
    return failure;
  }
}

function withPlace(error: unknown, { start, end }: Evaluation): unknown {
  if (!(error instanceof BundleError)) return error;
  const { failure } = error;
  if (failure.family !== 'expression' || failure.offset !== undefined) return error;
  const placed = new BundleError(
    { ...failure, offset: start, end },
    { id: error.id, position: error.position, chain: error.chain, related: error.related, cause: error.cause },
  );
  placed.stack = error.stack;
  return placed;
}
