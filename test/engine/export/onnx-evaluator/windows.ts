import { product, type Tensor, tensor, transposed } from './tensor.js';

export interface WindowAttributes {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly begins: readonly number[];
  readonly ends: readonly number[];
  readonly dilations: readonly number[];
}

type Three = readonly [number, number, number];

/** Numbers of up to three axes as those of three. */
function three(numbers: readonly number[], fill: number): Three {
  const [z = fill, y = fill, x = fill] = [...Array<number>(3 - numbers.length).fill(fill), ...numbers];
  return [z, y, x];
}

function window(spatial: readonly number[], attributes: WindowAttributes) {
  const output = spatial.map((extent, axis) => {
    const reach = ((attributes.kernel[axis] ?? 1) - 1) * (attributes.dilations[axis] ?? 1) + 1;
    const room = extent + (attributes.begins[axis] ?? 0) + (attributes.ends[axis] ?? 0) - reach;
    return Math.floor(room / (attributes.strides[axis] ?? 1)) + 1;
  });
  return {
    output,
    size: three(spatial, 1),
    out: three(output, 1),
    kernel: three(attributes.kernel, 1),
    stride: three(attributes.strides, 1),
    begin: three(attributes.begins, 0),
    dilation: three(attributes.dilations, 1),
  };
}

/** Visits, for each output place, the places of the input that its window covers: `visit(output, input, tap)`. */
function visitWindows(
  geometry: ReturnType<typeof window>,
  visit: (to: number, from: number, tap: number) => void,
): void {
  const { size, out, kernel, stride, begin, dilation } = geometry;
  let to = 0;
  for (let z = 0; z < out[0]; z++) {
    for (let y = 0; y < out[1]; y++) {
      for (let x = 0; x < out[2]; x++, to++) {
        for (let kz = 0; kz < kernel[0]; kz++) {
          const fz = z * stride[0] - begin[0] + kz * dilation[0];
          if (fz < 0 || fz >= size[0]) continue;
          for (let ky = 0; ky < kernel[1]; ky++) {
            const fy = y * stride[1] - begin[1] + ky * dilation[1];
            if (fy < 0 || fy >= size[1]) continue;
            for (let kx = 0; kx < kernel[2]; kx++) {
              const fx = x * stride[2] - begin[2] + kx * dilation[2];
              if (fx < 0 || fx >= size[2]) continue;
              visit(to, (fz * size[1] + fy) * size[2] + fx, (kz * kernel[1] + ky) * kernel[2] + kx);
            }
          }
        }
      }
    }
  }
}

export function convolution(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  groups: number,
  attributes: WindowAttributes,
): Tensor {
  const [batch = 1, channels = 1, ...spatial] = x.shape;
  const [filters = 1, perGroup = 1] = weight.shape;
  const geometry = window(spatial, attributes);
  const [from, to, taps] = [product(spatial), product(geometry.output), product(attributes.kernel)];
  const result = tensor([batch, filters, ...geometry.output]);
  for (let n = 0; n < batch; n++) {
    for (let k = 0; k < filters; k++) {
      const plane = result.data.subarray((n * filters + k) * to, (n * filters + k + 1) * to).fill(bias?.data[k] ?? 0);
      const first = Math.floor(k / (filters / groups)) * perGroup;
      for (let c = 0; c < perGroup; c++) {
        const image = x.data.subarray((n * channels + first + c) * from);
        const filter = weight.data.subarray((k * perGroup + c) * taps);
        visitWindows(geometry, (place, source, tap) => {
          plane[place] = (plane[place] ?? 0) + (image[source] ?? 0) * (filter[tap] ?? 0);
        });
      }
    }
  }
  return result;
}

/** The transposed convolution spreads each element over the window that a convolution would gather it from. */
export function transposedConvolution(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  groups: number,
  outputPadding: readonly number[],
  attributes: WindowAttributes,
): Tensor {
  const [batch = 1, channels = 1, ...spatial] = x.shape;
  const perGroup = weight.shape[1] ?? 1;
  const filters = perGroup * groups;
  const output = spatial.map((extent, axis) => {
    const reach = ((attributes.kernel[axis] ?? 1) - 1) * (attributes.dilations[axis] ?? 1) + 1;
    const padding = (attributes.begins[axis] ?? 0) + (attributes.ends[axis] ?? 0);
    return (extent - 1) * (attributes.strides[axis] ?? 1) + reach - padding + (outputPadding[axis] ?? 0);
  });
  // Windows over the output, one for each element of the input.
  const geometry = { ...window(output, attributes), out: three(spatial, 1) };
  const [from, to, taps] = [product(spatial), product(output), product(attributes.kernel)];
  const result = tensor([batch, filters, ...output]);
  for (let n = 0; n < batch; n++) {
    for (let k = 0; k < filters; k++) {
      const plane = result.data.subarray((n * filters + k) * to, (n * filters + k + 1) * to).fill(bias?.data[k] ?? 0);
      const width = channels / groups;
      const first = Math.floor(k / perGroup) * width;
      for (let c = first; c < first + width; c++) {
        const image = x.data.subarray((n * channels + c) * from);
        const filter = weight.data.subarray((c * perGroup + (k % perGroup)) * taps);
        visitWindows(geometry, (source, place, tap) => {
          plane[place] = (plane[place] ?? 0) + (image[source] ?? 0) * (filter[tap] ?? 0);
        });
      }
    }
  }
  return result;
}

export function pooled(x: Tensor, by: 'max' | 'mean', attributes: WindowAttributes): Tensor {
  const [batch = 1, channels = 1, ...spatial] = x.shape;
  const geometry = window(spatial, attributes);
  const [from, to] = [product(spatial), product(geometry.output)];
  const result = tensor([batch, channels, ...geometry.output]);
  for (let image = 0; image < batch * channels; image++) {
    const source = x.data.subarray(image * from);
    const plane = result.data.subarray(image * to, (image + 1) * to).fill(by === 'max' ? Number.NEGATIVE_INFINITY : 0);
    const counts = new Float64Array(to);
    visitWindows(geometry, (place, at) => {
      const [old = 0, value = 0] = [plane[place], source[at]];
      plane[place] = by === 'max' ? Math.max(old, value) : old + value;
      counts[place] = (counts[place] ?? 0) + 1;
    });
    if (by === 'mean')
      for (let place = 0; place < to; place++) plane[place] = (plane[place] ?? 0) / (counts[place] ?? 1);
  }
  return result;
}

/** [N, C·f², H, W] → [N, C, H·f, W·f], of the channels C slowest. */
export function depthToSpace(x: Tensor, factor: number): Tensor {
  const [n = 1, depth = 1, height = 1, width = 1] = x.shape;
  const channels = depth / factor ** 2;
  const split = tensor([n, channels, factor, factor, height, width], x.data);
  return tensor([n, channels, height * factor, width * factor], transposed(split, [0, 1, 4, 2, 5, 3]).data);
}
