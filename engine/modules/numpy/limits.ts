import { type Exposed, exposed, property } from '../../registry/exposed.js';
import type { DTypeName } from '../../types/index.js';
import { makeFloat, type Value } from '../../values/index.js';
import { dress } from './dress.js';
import { numpyDType } from './dtype-object.js';
import { bytesOf } from './dtype-rules.js';
import { fromNumbers } from './elements.js';
import type { Library } from './operand.js';

/** What `numpy.iinfo` gives. */
export class IntegerLimits {
  static readonly [exposed]: Exposed = {
    min: property(),
    max: property(),
    bits: property(),
    dtype: property('type'),
  };

  constructor(
    readonly dtype: DTypeName,
    readonly min: Value,
    readonly max: Value,
  ) {}

  get bits(): number {
    return 8 * bytesOf(this.dtype);
  }

  get type(): Value {
    return numpyDType(this.dtype);
  }
}

/** What `numpy.finfo` (NumPy scalars) and `torch.finfo` (Python floats) give. */
export class FloatLimits {
  static readonly [exposed]: Exposed = {
    min: property().raw(),
    max: property().raw(),
    eps: property().raw(),
    tiny: property().raw(),
    smallest_normal: property('tiny').raw(),
    resolution: property().raw(),
    bits: property(),
    dtype: property('type'),
  };

  readonly #single: boolean;

  constructor(
    readonly dtype: DTypeName,
    private readonly library: Library,
  ) {
    this.#single = dtype === 'float32';
  }

  #value(number: number): Value {
    return this.library === 'torch' ? makeFloat(number) : dress(fromNumbers([number], this.dtype, []));
  }

  get max(): Value {
    return this.#value(this.#single ? 3.4028234663852886e38 : Number.MAX_VALUE);
  }

  get min(): Value {
    return this.#value(this.#single ? -3.4028234663852886e38 : -Number.MAX_VALUE);
  }

  get eps(): Value {
    return this.#value(this.#single ? 2 ** -23 : Number.EPSILON);
  }

  get tiny(): Value {
    return this.#value(this.#single ? 2 ** -126 : 2 ** -1022);
  }

  get resolution(): Value {
    return this.#value(this.#single ? 1e-6 : 1e-15);
  }

  get bits(): number {
    return 8 * bytesOf(this.dtype);
  }

  get type(): Value {
    return numpyDType(this.dtype);
  }
}
