import * as tf from '@tensorflow/tfjs';
import { composite } from '../../../engine/backends/index.js';
import { checkPoolable } from './input-check.js';
import { UnaryLayer } from './layer.js';

/** torch.nn.MaxPool1d, 2d, 3d with a window of `size` that moves by its own size. What does not fill a window is left out. */
export class MaxPool extends UnaryLayer {
  constructor(readonly size: number) {
    super();
  }

  /** @throws BundleError `bad_input` for an image smaller than the window */
  override forward(x: tf.Tensor): tf.Tensor {
    const { size } = this;
    checkPoolable(x, size);
    return composite('MedbundleMaxPool', { x }, { size }, () =>
      tf.tidy(() => {
        if (x.rank === 5) return tf.maxPool3d(x as tf.Tensor5D, size, size, 'valid');
        if (x.rank === 4) return tf.maxPool(x as tf.Tensor4D, size, size, 'valid');
        const [n = 1, length = 1, channels = 1] = x.shape;
        const line = tf.reshape(x, [n, length, 1, channels]) as tf.Tensor4D;
        return tf.squeeze(tf.maxPool(line, [size, 1], [size, 1], 'valid'), [2]);
      }),
    );
  }
}
