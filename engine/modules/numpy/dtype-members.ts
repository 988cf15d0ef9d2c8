import { typeError } from '../../expression/raise.js';
import { computed, expose, operation } from '../../registry/exposed.js';
import { DType } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import { Callable } from '../../values/index.js';
import { toArray } from './create.js';
import { dress } from './dress.js';
import { dtypeArgument, NumpyDType, numpyDType, numpyType, WidenedDType } from './dtype-object.js';
import { bytesOf, codeOf, dtypeOfString, kindOf } from './dtype-rules.js';
import { cast } from './elements.js';
import { bringTo, operandOf } from './operand.js';

function self(object: object): DType {
  return object instanceof DType ? object : typeError('this needs a dtype');
}

function nameOf(dtype: DType): string {
  return dtype instanceof WidenedDType ? dtype.spelled : dtype.name;
}

/** Whether another value names the same dtype: a dtype of the same library, NumPy's string, a Python type. */
function isSame(dtype: DType, other: Value): boolean {
  if (other instanceof DType) return other.library === dtype.library && nameOf(other) === nameOf(dtype);
  if (dtype.library === 'torch') return false;
  if (typeof other === 'string') return dtypeOfString(other) === dtype.name;
  return (
    other instanceof Callable && ['bool', 'int', 'float'].includes(other.name) && dtypeArgument(other) === dtype.name
  );
}

function text(dtype: DType): string {
  if (dtype.library === 'torch') return `torch.${nameOf(dtype)}`;
  return dtype instanceof NumpyDType ? dtype.name : `<class 'numpy.${nameOf(dtype)}'>`;
}

/** Lets expressions read dtypes, and call NumPy's (`np.float32(1)`). */
export function exposeDTypes(): void {
  expose(DType, {
    name: computed((object) => nameOf(self(object))),
    kind: computed((object) => kindOf(self(object).name)),
    char: computed((object) => codeOf(self(object).name)),
    str: computed((object) => {
      const { name } = self(object);
      return `${bytesOf(name) === 1 ? '|' : '<'}${kindOf(name)}${bytesOf(name)}`;
    }),
    itemsize: computed((object) => bytesOf(self(object).name)),
    type: computed((object) => numpyType(self(object).name)),
    dtype: computed((object) => numpyDType(self(object).name)),
    is_floating_point: computed((object) => kindOf(self(object).name) === 'f'),
    __eq__: operation((object, [other = null]) => isSame(self(object), other)),
    __ne__: operation((object, [other = null]) => !isSame(self(object), other)),
    __str__: operation((object) => text(self(object))),
    __repr__: operation((object) => {
      const dtype = self(object);
      return dtype instanceof NumpyDType ? `dtype('${dtype.name}')` : text(dtype);
    }),
    __call__: operation((object, positional) => {
      const dtype = self(object);
      if (dtype.library === 'torch') typeError("'torch.dtype' object is not callable");
      if (positional.length > 1) typeError(`${dtype.name} takes one argument, not ${positional.length}`);
      const [value = 0] = positional;
      if (typeof value === 'string') return dress(cast(toArray(parsedNumber(value)), dtype.name));
      // A Python int must fit; arrays and floats are cast.
      const operand = operandOf(value) ?? { array: toArray(value) };
      return dress(cast(bringTo(operand, dtype.name, 'numpy'), dtype.name));
    }),
  });
}

function parsedNumber(text: string): number {
  const number = Number(text.trim() || 'x');
  return Number.isNaN(number) && text.trim().toLowerCase() !== 'nan'
    ? typeError(`could not convert string to a number: '${text}'`)
    : number;
}
