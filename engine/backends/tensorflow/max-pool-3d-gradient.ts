import type { TensorInfo } from '@tensorflow/tfjs';
import { inputOf, release, runKernel, wrapKernel } from '../wrap-kernel.js';

/**
 * TensorFlow gives the gradient of 3-D maximum pooling to all of equal maxima, which is too much behind a ReLU; PyTorch gives it to the first, and so
 * does TensorFlow in two dimensions. So height and width are pooled first, then depth, and the gradient goes back the same way.
 */
export function registerMaxPool3dGradient(): void {
  wrapKernel('tensorflow', 'MaxPool3DGrad', () => ({ inputs, attrs, backend }) => {
    const x = inputOf(inputs, 'input');
    const dy = inputOf(inputs, 'dy');
    const [windowD, windowH, windowW] = triple(attrs, 'filterSize');
    const [strideD, strideH, strideW] = triple(attrs, 'strides');
    const common = { pad: attrs && 'pad' in attrs ? attrs.pad : 'valid' };
    const planes = { ...common, filterSize: [windowH, windowW], strides: [strideH, strideW] };
    const depths = { ...common, filterSize: [windowD, 1], strides: [strideD, 1] };
    const [batch = 1, depth = 1, height = 1, width = 1, channels = 1] = x.shape;
    const [, outDepth = 1, outHeight = 1, outWidth = 1] = dy.shape;

    const made: TensorInfo[] = [];
    const keep = (info: TensorInfo): TensorInfo => {
      made.push(info);
      return info;
    };
    // TensorFlow keeps a shape with the values: another shape is another tensor of it.
    const reshape = (of: TensorInfo, shape: number[]): TensorInfo =>
      runKernel('Reshape', backend, { x: of }, { shape });
    const plane = keep(reshape(x, [batch * depth, height, width, channels]));
    const pooled = keep(runKernel('MaxPool', backend, { x: plane }, planes));
    const columns = keep(reshape(pooled, [batch, depth, outHeight * outWidth, channels]));
    const top = keep(runKernel('MaxPool', backend, { x: columns }, depths));
    const dTop = keep(reshape(dy, [batch, outDepth, outHeight * outWidth, channels]));
    const dColumns = keep(gradient(backend, { dy: dTop, input: columns, output: top }, depths));
    const dPooled = keep(reshape(dColumns, pooled.shape));
    const dPlane = keep(gradient(backend, { dy: dPooled, input: plane, output: pooled }, planes));
    const dx = reshape(dPlane, x.shape);
    for (const info of made) release(backend, info);
    return dx;
  });
}

function gradient(
  backend: object,
  inputs: { readonly dy: TensorInfo; readonly input: TensorInfo; readonly output: TensorInfo },
  attrs: object,
): TensorInfo {
  return runKernel('MaxPoolGrad', backend, { ...inputs }, attrs);
}

function triple(attrs: object | undefined, name: 'filterSize' | 'strides'): readonly [number, number, number] {
  const values: Readonly<Record<string, unknown>> = { ...attrs };
  const value = values[name];
  const [first = 1, second = first, third = first] = (Array.isArray(value) ? value : [value]).map(Number);
  return [first, second, third];
}
