import { type DTypeName, NdArray } from '../../types/index.js';
import { hashForm, hostForm, toHost, type Value } from '../../values/index.js';
import { elementValue } from './elements.js';

/**
 * A NumPy scalar such as `np.float32(1)`, or what indexing and reductions give: an array without axes that prints as a
 * number and becomes an ordinary number at a component's border.
 */
export class NumpyScalar<D extends DTypeName = DTypeName> extends NdArray<D> {
  [hostForm](): unknown {
    return toHost(elementValue(this, 0));
  }

  [hashForm](): Value {
    return elementValue(this, 0);
  }
}

/** The array, or a scalar when it has no axes. */
export function scalarIfNoAxes<D extends DTypeName>(array: NdArray<D>): NdArray<D> {
  return array.shape.length === 0 && !(array instanceof NumpyScalar)
    ? new NumpyScalar(array.data, [], array.dtype)
    : array;
}
