import * as tf from '@tensorflow/tfjs';
import { fail } from '../../../engine/errors.js';
import { type CompiledSession, openCompiled } from '../../../engine/export/compiled/compiled-session.js';
import type { Device, NdArray } from '../../../engine/types/index.js';
import { Module, type Parameter } from '../module.js';

/** A network that `trt_export` compiled: ONNX Runtime computes it. Its weights are inside, and are not to be had. */
export class CompiledNetwork extends Module {
  override readonly training = false;
  readonly #compiled: CompiledSession;

  /** @throws BundleError checkpoint_damaged, missing_runtime, export_unusable */
  constructor(path: string) {
    super();
    this.#compiled = openCompiled(path);
  }

  /** @throws BundleError `bad_input` for a shape or a batch it was not compiled for */
  override forward(x: tf.Tensor): tf.Tensor {
    const { header, session } = this.#compiled;
    const [batch = 0, ...rest] = x.shape;
    const { min, max } = header.batch ?? { min: 1, max: Number.POSITIVE_INFINITY };
    if (rest.join() !== header.input.shape.join() || batch < min || batch > max) {
      const batches = header.batch ? `${min} to ${max}` : 'any number of';
      fail({
        family: 'component',
        code: 'bad_input',
        component: 'torch.jit.load',
        problem: `the network was compiled for ${batches} images of [${header.input.shape.join(', ')}], not [${x.shape.join(', ')}]`,
        fix: 'compile it for this size (--input_shape) and batch (--dynamic_batchsize)',
      });
    }
    const values = Float32Array.from(x.dataSync());
    const [output] = session.run([{ name: header.input.name, shape: x.shape, values }]);
    if (!output) throw new TypeError('the compiled network gave nothing');
    return tf.tensor(output.values, [...output.shape], 'float32');
  }

  override parameters(): Parameter[] {
    return [];
  }

  override allParameters(): Parameter[] {
    return [];
  }

  override stateDict(): Map<string, NdArray> {
    return new Map();
  }

  override loadStateDict(): void {
    fail({
      family: 'component',
      code: 'bad_input',
      component: 'torch.jit.load',
      problem: 'a compiled network has its weights inside, and takes no others',
      fix: 'compile the checkpoint that you want to run: medbundle trt_export',
    });
  }

  override train(_mode = true): this {
    return this;
  }

  override eval(): this {
    return this;
  }

  override to(_device: Device | string): this {
    return this;
  }

  override dispose(): void {
    this.#compiled.session.dispose();
  }
}
