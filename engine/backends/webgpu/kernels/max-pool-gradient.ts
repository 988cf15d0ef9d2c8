import { backend_util, type TensorInfo } from '@tensorflow/tfjs';
import { inputOf, reshaped, sizeOf, wrapKernel } from '../../wrap-kernel.js';

/** What we use of tfjs's WebGPU backend to run a shader of our own. */
interface ShaderRunner {
  runWebGPUProgram(program: object, inputs: TensorInfo[], dtype: string, uniforms: object[]): TensorInfo;
}

/** One axis of a pooling: extents of input and output, and how windows lie. */
interface PooledAxis {
  readonly inSize: number;
  readonly outSize: number;
  readonly stride: number;
  readonly window: number;
  readonly padding: number;
}

interface PoolAttributes {
  readonly filterSize: [number, number, number] | number;
  readonly strides: [number, number, number] | number;
  readonly pad: 'valid' | 'same' | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Gradients of maximum pooling. tfjs's shaders give it to the last of equal maxima; PyTorch and every other backend to the first, which
 * matters behind a ReLU.
 */
export function registerMaxPoolGradient(): void {
  wrapKernel('webgpu', 'MaxPoolGrad', () => ({ inputs, attrs, backend }) => {
    const x = inputOf(inputs, 'input');
    const { filterSize, strides, pad, dimRoundingMode } = attributesOf(attrs);
    const [batch = 1, height = 1, width = 1, channels = 1] = x.shape;
    const info = backend_util.computePool2DInfo(
      [batch, height, width, channels],
      filterSize as [number, number] | number,
      strides as [number, number] | number,
      1,
      pad,
      dimRoundingMode,
    );
    const axes: PooledAxis[] = [
      { inSize: 1, outSize: 1, stride: 1, window: 1, padding: 0 },
      axis(height, info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top),
      axis(width, info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left),
    ];
    return gradient(x, inputOf(inputs, 'dy'), axes, channels, backend);
  });
  wrapKernel('webgpu', 'MaxPool3DGrad', () => ({ inputs, attrs, backend }) => {
    const x = inputOf(inputs, 'input');
    const { filterSize, strides, pad, dimRoundingMode } = attributesOf(attrs);
    const [batch = 1, depth = 1, height = 1, width = 1, channels = 1] = x.shape;
    const shape: [number, number, number, number, number] = [batch, depth, height, width, channels];
    const info = backend_util.computePool3DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
    const axes = [
      axis(depth, info.outDepth, info.strideDepth, info.filterDepth, info.padInfo.front),
      axis(height, info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top),
      axis(width, info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left),
    ];
    return gradient(x, inputOf(inputs, 'dy'), axes, channels, backend);
  });
}

function axis(inSize: number, outSize: number, stride: number, window: number, padding: number): PooledAxis {
  return { inSize, outSize, stride, window, padding };
}

function gradient(
  x: TensorInfo,
  dy: TensorInfo,
  axes: readonly PooledAxis[],
  channels: number,
  backend: object,
): TensorInfo {
  if (!isShaderRunner(backend)) throw new Error('the kernel needs the WebGPU backend');
  const size = sizeOf(x.shape);
  const flat = [reshaped(x, [size]), reshaped(dy, [sizeOf(dy.shape)])];
  const numbers = axes.flatMap(({ inSize, outSize, stride, window, padding }) => [
    inSize,
    outSize,
    stride,
    window,
    padding,
  ]);
  const uniforms = [...numbers, channels].map((number) => ({ type: 'int32', data: [number] }));
  return reshaped(backend.runWebGPUProgram(new FirstMaximum(size), flat, x.dtype, uniforms), x.shape);
}

const perAxis = ['In', 'Out', 'Stride', 'Window', 'Padding'] as const;
const axisNames = ['d', 'h', 'w'] as const;
const workgroup = 64;
/** WebGPU promises so many workgroups along an axis. */
const mostWorkgroups = 65535;

/** A shader in the form of tfjs's own: one thread for each input value, which asks each window around it for its maximum. */
class FirstMaximum {
  readonly variableNames = ['x', 'dy'];
  readonly uniforms = [
    ...axisNames.flatMap((name) => perAxis.map((fact) => `${name}${fact} : i32,`)),
    'channels : i32,',
  ].join(' ');
  readonly workgroupSize = [workgroup, 1, 1];
  readonly size = true;
  readonly outputShape: readonly number[];
  readonly dispatchLayout = { x: [0] };
  readonly dispatch: readonly number[];
  readonly shaderKey = 'firstMaximumGradient';

  constructor(size: number) {
    this.outputShape = [size];
    const groups = Math.ceil(size / workgroup);
    const rows = Math.ceil(groups / mostWorkgroups);
    this.dispatch = [Math.ceil(groups / rows), rows, 1];
  }

  getUserCode(): string {
    return `
      fn isFirst(place : vec3<i32>, start : vec3<i32>, base : i32, channel : i32, value : f32) -> bool {
        for (var d = max(start.x, 0); d < min(start.x + uniforms.dWindow, uniforms.dIn); d++) {
          for (var h = max(start.y, 0); h < min(start.y + uniforms.hWindow, uniforms.hIn); h++) {
            for (var w = max(start.z, 0); w < min(start.z + uniforms.wWindow, uniforms.wIn); w++) {
              let other = x[(((base + d) * uniforms.hIn + h) * uniforms.wIn + w) * uniforms.channels + channel];
              if (other > value) { return false; }
              let isEarlier = d < place.x || (d == place.x && (h < place.y || (h == place.y && w < place.z)));
              if (other == value && isEarlier) { return false; }
            }
          }
        }
        return true;
      }

      fn main(index : i32) {
        if (index >= uniforms.size) { return; }
        let channel = index % uniforms.channels;
        var rest = index / uniforms.channels;
        let w = rest % uniforms.wIn;
        rest = rest / uniforms.wIn;
        let h = rest % uniforms.hIn;
        rest = rest / uniforms.hIn;
        let d = rest % uniforms.dIn;
        let batch = rest / uniforms.dIn;
        let value = x[index];
        var sum = 0.0;
        for (var i = 0; i < uniforms.dWindow; i++) {
          let fromD = d + uniforms.dPadding - i;
          let outD = fromD / uniforms.dStride;
          if (fromD < 0 || fromD % uniforms.dStride != 0 || outD >= uniforms.dOut) { continue; }
          for (var j = 0; j < uniforms.hWindow; j++) {
            let fromH = h + uniforms.hPadding - j;
            let outH = fromH / uniforms.hStride;
            if (fromH < 0 || fromH % uniforms.hStride != 0 || outH >= uniforms.hOut) { continue; }
            for (var k = 0; k < uniforms.wWindow; k++) {
              let fromW = w + uniforms.wPadding - k;
              let outW = fromW / uniforms.wStride;
              if (fromW < 0 || fromW % uniforms.wStride != 0 || outW >= uniforms.wOut) { continue; }
              if (!isFirst(vec3<i32>(d, h, w), vec3<i32>(d - i, h - j, w - k), batch * uniforms.dIn, channel, value)) {
                continue;
              }
              let at = ((batch * uniforms.dOut + outD) * uniforms.hOut + outH) * uniforms.wOut + outW;
              sum += dy[at * uniforms.channels + channel];
            }
          }
        }
        setOutputAtIndex(index, sum);
      }
    `;
  }
}

function attributesOf(attrs: object | undefined): PoolAttributes {
  if (attrs && 'filterSize' in attrs && 'strides' in attrs && 'pad' in attrs) return attrs as PoolAttributes;
  throw new Error('the kernel needs filterSize, strides and pad');
}

function isShaderRunner(backend: object): backend is ShaderRunner {
  return 'runWebGPUProgram' in backend;
}
