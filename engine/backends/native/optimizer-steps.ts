import * as tf from '@tensorflow/tfjs';
import { type AdamStep, adamStepKernel, type SgdStep, sgdStepKernel } from '../operations/index.js';
import { NativeBackend } from './native-backend.js';

/** Adam and SGD in one pass over each parameter (see `operations/optimizer-steps.ts`). */
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
  tf.registerKernel({
    kernelName: sgdStepKernel,
    backendName: 'native',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { p, g, velocity } = inputs;
      if (!(backend instanceof NativeBackend) || !p || !g) throw new TypeError('sgd: an input is missing');
      const { lr, momentum, dampening, weightDecay, nesterov, maximize } = attrs as object as SgdStep;
      const size = tf.util.sizeFromShape(p.shape);
      const pOut = backend.take(size);
      const next = momentum === 0 ? null : backend.take(size);
      const flags = [nesterov, maximize].map(Number);
      backend.addon.sgd(
        backend.valuesOf(p.dataId),
        backend.valuesOf(g.dataId),
        velocity && next ? backend.valuesOf(velocity.dataId) : null,
        pOut,
        next,
        Float64Array.of(size, lr, momentum, dampening, weightDecay, ...flags),
      );
      return [pOut, next].flatMap((values) => (values ? [backend.makeTensorInfo(p.shape, 'float32', values)] : []));
    },
  });
}
