import { inputOf, release, runKernel, wrapKernel } from '../wrap-kernel.js';

/**
 * TensorFlow's gradient of 3-D maximum pooling goes astray where windows leave a rest at the end of an axis (33 voxels in steps of 2). Here it is
 * given the part that windows cover, and the rest gets zeros.
 */
export function registerMaxPool3dGradient(): void {
  wrapKernel('tensorflow', 'MaxPool3DGrad', (original) => (given) => {
    const { inputs, attrs, backend } = given;
    const x = inputOf(inputs, 'input');
    const covered = coveredShape(x.shape, inputOf(inputs, 'dy').shape, attrs);
    if (covered === undefined) return original(given);
    const part = runKernel('Slice', backend, { x }, { begin: x.shape.map(() => 0), size: covered });
    const gradient = original({ ...given, inputs: { ...inputs, input: part } });
    release(backend, part);
    if (Array.isArray(gradient)) return gradient;
    const paddings = x.shape.map((extent, axis) => [0, extent - (covered[axis] ?? extent)]);
    const whole = runKernel('PadV2', backend, { x: gradient }, { paddings, constantValue: 0 });
    release(backend, gradient);
    return whole;
  });
}

/** The shape that windows cover, or undefined where that is all. */
function coveredShape(shape: readonly number[], dyShape: readonly number[], attrs: object | undefined) {
  if (!attrs || !('pad' in attrs) || attrs.pad !== 'valid') return undefined;
  const window = 'filterSize' in attrs ? triple(attrs.filterSize) : [1, 1, 1];
  const stride = 'strides' in attrs ? triple(attrs.strides) : [1, 1, 1];
  const covered = shape.map((extent, axis) => {
    if (axis === 0 || axis === shape.length - 1) return extent;
    return ((dyShape[axis] ?? 1) - 1) * (stride[axis - 1] ?? 1) + (window[axis - 1] ?? 1);
  });
  return covered.every((extent, axis) => extent === shape[axis]) ? undefined : covered;
}

function triple(size: unknown): readonly number[] {
  return Array.isArray(size) ? size.map(Number) : Array<number>(3).fill(Number(size));
}
