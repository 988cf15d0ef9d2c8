import { isRaised, raise, typeError } from '../../expression/raise.js';
import { computed, type Exposed, type ExposedMember } from '../../registry/exposed.js';
import { NdArray } from '../../types/index.js';
import type { Value } from '../../values/index.js';
import type { Arguments } from '../arguments.js';
import { outsideMethod } from '../attach.js';
import { dress, dressShaped, libraryOf } from './dress.js';

/* How members of arrays are declared, for {@link expose}. */

/** The array itself; these members are only attached to arrays. */
export function self(object: object): NdArray {
  return object instanceof NdArray ? object : typeError('this needs an array');
}

export function method(name: string, signature: string, body: (array: NdArray, args: Arguments) => Value): Exposed {
  return {
    [name]: outsideMethod(name, signature, self, (array, args) => {
      if (libraryOf(array) === 'numpy') return body(array, args);
      return inTorchsWords(() => body(array, args));
    }),
  };
}

/** PyTorch calls a bad axis an IndexError and a bad shape a RuntimeError. */
function inTorchsWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isRaised(error, 'AxisError') && error instanceof Error) raise('IndexError', wordsOf(error));
    if (isRaised(error, 'ValueError') && error instanceof Error) raise('RuntimeError', wordsOf(error));
    throw error;
  }
}

/** The message without the exception's name before it. */
function wordsOf(error: Error): string {
  return error.message.replace(/^\w+: /, '');
}

/** A method whose result is an array of the same kind. */
export function arrayMethod(
  name: string,
  signature: string,
  body: (array: NdArray, args: Arguments) => NdArray,
): Exposed {
  return method(name, signature, (array, args) => dress(body(array, args), array));
}

/** A method that only rearranges: what it gives is an array even without axes. */
export function shapeMethod(
  name: string,
  signature: string,
  body: (array: NdArray, args: Arguments) => NdArray,
): Exposed {
  return method(name, signature, (array, args) => dressShaped(body(array, args), array));
}

export function attribute(read: (array: NdArray) => Value): ExposedMember {
  return computed((object) => read(self(object)));
}
