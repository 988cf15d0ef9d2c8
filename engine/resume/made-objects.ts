import { isStateful, kindOfState, type Stateful, unwrapped } from '../checkpoint/saved-state.js';
import { childId } from '../config/id.js';
import { isResumable, type Resumable } from '../types/resumable.js';
import { Dict, Tuple } from '../values/index.js';

/** An object of a config whose state a run needs. */
export interface MadeObject {
  /** The config id that made it: `train::handlers::2`; or the place within what an expression gave. */
  readonly id: string;
  readonly kind: 'network' | 'optimizer' | 'scheduler' | 'other';
  readonly object: Stateful | Resumable;
}

/** The objects with state among what a config made: each once, under the id that comes first. */
export function objectsWithState(made: Iterable<readonly [id: string, value: unknown]>): MadeObject[] {
  const found: MadeObject[] = [];
  const seen = new Set<unknown>();
  const look = (id: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) for (const [index, item] of value.entries()) look(childId(id, index), item);
    else if (value instanceof Tuple) for (const [index, item] of value.items.entries()) look(childId(id, index), item);
    else if (value instanceof Dict) for (const [key, item] of value) look(childId(id, String(key)), item);
    else if (isStateful(value)) {
      // The network inside of a wrapper is what counts, and it may have an id of its own.
      const inner = unwrapped(value);
      if (inner !== value && seen.has(inner)) return;
      seen.add(inner);
      found.push({ id, kind: kindOf(inner), object: inner });
    } else if (isResumable(value)) found.push({ id, kind: 'other', object: value });
  };
  for (const [id, value] of made) look(id, value);
  return found;
}

function kindOf(object: Stateful): MadeObject['kind'] {
  const kind = kindOfState(object);
  return kind === 'other' && 'getLastLr' in object ? 'scheduler' : kind;
}
