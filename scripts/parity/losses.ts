import * as tf from '@tensorflow/tfjs';
import { losses } from '../../components/losses/index.js';
import { Loss } from '../../components/losses/loss.js';
import { NdArray } from '../../engine/types/index.js';
import { type ArrayJson, arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';
import { componentOf } from './component-of.js';

interface Case {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly input: ArrayJson;
  readonly target: ArrayJson;
  readonly loss: ArrayJson;
  /** Of the sum of the values times 1 to 2, evenly spaced. */
  readonly gradient: ArrayJson;
}

/** How far our losses and their gradients are from MONAI's. Whole-numbered targets are given as bytes, as labels are. */
export async function* differences(): AsyncIterable<Difference> {
  for (const component of ['DiceLoss', 'DiceCELoss', 'CrossEntropyLoss', 'BCEWithLogitsLoss', 'MSELoss', 'L1Loss']) {
    for (const one of await readFixture<readonly Case[]>('losses', component)) {
      const loss = componentOf(losses, component, one.settings);
      if (!(loss instanceof Loss)) throw new Error(`${component} is no loss`);
      const name = `${JSON.stringify(one.settings)} [${one.input.shape}]`;
      const { value, gradient } = evaluate(loss, one);
      yield { component, case: name, difference: largestDifference(value, arrayOf(one.loss)), tolerance: 1e-5 };
      const slope = largestDifference(gradient, arrayOf(one.gradient));
      yield { component, case: `gradient of ${name}`, difference: slope, tolerance: 5e-6 };
    }
  }
}

function evaluate(loss: Loss, { input, target }: Case): { value: NdArray; gradient: NdArray } {
  const truth = arrayOf(target);
  const labels = tf.tensor(
    Array.from(truth.data, Number),
    [...truth.shape],
    truth.dtype === 'uint8' ? 'int32' : 'float32',
  );
  const x = tf.tensor(Float32Array.from(arrayOf(input).data, Number), [...input.shape]);
  const value = loss.forward(x, labels);
  const gradient = tf.tidy(() =>
    tf.grad((given) => {
      const values = tf.reshape(loss.forward(given, labels), [-1]);
      return tf.sum(tf.mul(values, tf.tensor(evenly(values.size))));
    })(x),
  );
  const arrays = { value: asArray(value), gradient: asArray(gradient) };
  tf.dispose([labels, x, value, gradient]);
  return arrays;
}

/** 1 to 2; tfjs's own `linspace` adds up rounding errors. */
function evenly(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => 1 + index / Math.max(1, count - 1));
}

function asArray(tensor: tf.Tensor): NdArray {
  return new NdArray(Float32Array.from(tensor.dataSync()), tensor.shape, 'float32');
}
