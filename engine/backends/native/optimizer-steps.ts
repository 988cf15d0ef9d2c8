import * as tf from '@tensorflow/tfjs';
import { type AdamStep, adamStepKernel } from '../operations/index.js';
import { NativeBackend } from './native-backend.js';

/** Adam in one pass over each parameter (see `operations/optimizer-steps.ts`). */
export function registerOptimizerSteps(): void {
  tf.registerKernel({
    kernelName: adamStepKernel,
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { p, g, m, v, most } = inputs;
      if (!(backend instanceof NativeBackend) || !p || !g || !m || !v) throw new TypeError('adam: an input is missing');
      const step = attrs as object as AdamStep;
      const size = tf.util.sizeFromShape(p.shape);
      const values = (tensor: tf.TensorInfo) => backend.valuesOf(tensor.dataId);
      const [pOut, mOut, vOut] = [backend.take(size), backend.take(size), backend.take(size)];
      const mostOut = most ? backend.take(size) : null;
      backend.addon.adam(
        values(p),
        values(g),
        values(m),
        values(v),
        most ? values(most) : null,
        pOut,
        mOut,
        vOut,
        mostOut,
        Float64Array.of(
          size,
          step.lr,
          step.beta1,
          step.beta2,
          step.epsilon,
          step.weightDecay,
          step.correction1,
          step.correction2,
          step.decoupled ? 1 : 0,
          step.maximize ? 1 : 0,
        ),
      );
      const outputs = mostOut ? [pOut, mOut, vOut, mostOut] : [pOut, mOut, vOut];
      return outputs.map((output) => backend.makeTensorInfo(p.shape, 'float32', output));
    },
  });
}
