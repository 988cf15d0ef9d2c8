import type { Dict } from './dict.js';
import { Tuple } from './tuple.js';
import { unhashable } from './unhashable.js';
import type { Value } from './value.js';

/** `dict.keys()`, `dict.values()` or `dict.items()`: a live view of a dict. */
export class DictView {
  readonly [unhashable]: boolean;

  constructor(
    readonly kind: 'keys' | 'values' | 'items',
    readonly dict: Dict,
  ) {
    this[unhashable] = kind !== 'values';
  }

  get size(): number {
    return this.dict.size;
  }

  *[Symbol.iterator](): Generator<Value, void> {
    for (const [key, value] of this.dict) {
      yield this.kind === 'keys' ? key : this.kind === 'values' ? value : new Tuple([key, value]);
    }
  }
}
