import * as tf from '@tensorflow/tfjs';
import { inferers } from '../../components/inferers/index.js';
import { Inferer } from '../../components/inferers/inferer.js';
import { NdArray } from '../../engine/types/index.js';
import { type ArrayJson, arrayOf, type Difference, largestDifference, readFixture } from './array-json.js';
import { componentOf } from './component-of.js';

interface Case {
  readonly case: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly half: boolean;
  readonly inputs: ArrayJson;
  readonly expected: ArrayJson;
}

/** How far our sliding window inferers are from MONAI's. */
export async function* differences(): AsyncIterable<Difference> {
  for (const component of ['SlidingWindowInferer', 'SliceInferer']) {
    for (const one of await readFixture<readonly Case[]>('inferers', component)) {
      const inputs = arrayOf(one.inputs);
      const output = tf.tidy(() =>
        inferer(component, one.arguments).infer(
          tf.tensor(Float32Array.from(inputs.data, Number), [...inputs.shape]),
          (windows) => standIn(windows, one.half),
        ),
      );
      const actual = new NdArray(Float32Array.from(await output.data()), output.shape, 'float32');
      output.dispose();
      const difference = largestDifference(actual, arrayOf(one.expected));
      yield { component, case: one.case, difference, tolerance: 1e-5 };
    }
  }
}

function inferer(name: string, given: Readonly<Record<string, unknown>>): Inferer {
  const made = componentOf(inferers, name, given);
  if (!(made instanceof Inferer)) throw new Error(`${name} is no inferer`);
  return made;
}

/** The network of `inferers.py`. */
function standIn(windows: tf.Tensor, half: boolean): tf.Tensor {
  return tf.tidy(() => {
    const [count = 0, , ...size] = windows.shape;
    let x = tf.slice(
      windows,
      windows.shape.map(() => 0),
      [count, 1, ...size],
    );
    if (half) for (const axis of size.keys()) x = averagePairs(x, axis + 2);
    const places = x.shape.slice(2);
    const volume = places.reduce((product, extent) => product * extent, 1);
    const ramp = tf.div(tf.range(0, volume), 100).reshape([1, 1, ...places]);
    return tf.concat([tf.add(tf.mul(x, 2), 1), tf.mul(x, ramp)], 1);
  });
}

function averagePairs(x: tf.Tensor, axis: number): tf.Tensor {
  const pairs = [...x.shape];
  pairs.splice(axis, 1, (x.shape[axis] ?? 0) / 2, 2);
  return tf.mean(tf.reshape(x, pairs), axis + 1);
}
