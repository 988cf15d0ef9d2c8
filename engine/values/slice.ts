import type { Value } from './value.js';

/** A Python slice object, `start:stop:step`; a part that is left out is None. */
export class Slice {
  constructor(
    readonly start: Value,
    readonly stop: Value,
    readonly step: Value,
  ) {}
}

class EllipsisType {}

/** Python's `...`: the one value of its kind, compared by identity. */
export const ellipsis: object = Object.freeze(new EllipsisType());
