import { typeError } from '../../expression/raise.js';
import { typeName } from '../../expression/types/type-name.js';
import { DType, type DTypeName } from '../../types/index.js';
import { Callable, type Value } from '../../values/index.js';
import { dtypeOfString } from './dtype-rules.js';

/** What `array.dtype` and `numpy.dtype('float32')` give; `numpy.float32` itself is the plain {@link DType}. */
export class NumpyDType extends DType {}

/**
 * A dtype that no array here has, such as float16: it keeps its name, and what is cast to it is stored in the next
 * wider dtype, with at least its precision.
 */
export class WidenedDType extends DType {
  constructor(
    library: 'torch' | 'numpy',
    /** The name that Python prints. */
    readonly spelled: string,
    storedAs: DTypeName,
  ) {
    super(library, storedAs);
  }
}

const names: readonly DTypeName[] = [
  'bool',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'uint32',
  'int32',
  'int64',
  'float32',
  'float64',
];

/** One object per key, so that identity can be compared. */
function singletons<T>(make: (name: DTypeName) => T): ReadonlyMap<string, T> {
  return new Map(names.map((name) => [name, make(name)]));
}

const numpyTypes = singletons((name) => new DType('numpy', name));
const numpyDTypes = singletons((name) => new NumpyDType('numpy', name));
const torchDTypes = singletons((name) => new DType('torch', name));

/** `numpy.float32`. */
export function numpyType(name: DTypeName): DType {
  return numpyTypes.get(name) ?? new DType('numpy', name);
}

/** `array.dtype` of a NumPy array. */
export function numpyDType(name: DTypeName): DType {
  return numpyDTypes.get(name) ?? new NumpyDType('numpy', name);
}

/** `torch.float32`. */
export function torchDType(name: DTypeName): DType {
  return torchDTypes.get(name) ?? new DType('torch', name);
}

/** The dtype that an argument names: a dtype object, a string, or Python's bool, int and float; undefined for None. */
export function dtypeArgument(value: Value): DTypeName | undefined {
  if (value === null) return undefined;
  if (value instanceof DType) return value.name;
  if (typeof value === 'string') {
    return dtypeOfString(value) ?? typeError(`data type '${value}' not understood: it does not exist here`);
  }
  if (value instanceof Callable) {
    if (value.name === 'bool') return 'bool';
    if (value.name === 'int') return 'int64';
    if (value.name === 'float') return 'float64';
  }
  typeError(`Cannot interpret '${typeName(value)}' value as a data type`);
}
