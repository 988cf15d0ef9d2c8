import { elementTypes } from '../../../../engine/export/onnx/model.js';
import type { AttributeReader } from './evaluate.js';
import {
  alongAxis,
  broadcastShape,
  expanded,
  gathered,
  mapped,
  product,
  stridesOf,
  type Tensor,
  tensor,
  transposed,
} from './tensor.js';
import { convolution, depthToSpace, pooled, transposedConvolution, type WindowAttributes } from './windows.js';

type Operator = (inputs: readonly (Tensor | undefined)[], attributes: AttributeReader) => Tensor;

const unary: Readonly<Record<string, (x: number) => number>> = {
  Abs: Math.abs,
  Acos: Math.acos,
  Asin: Math.asin,
  Atan: Math.atan,
  Ceil: Math.ceil,
  Cos: Math.cos,
  Cosh: Math.cosh,
  Erf: erf,
  Exp: Math.exp,
  Floor: Math.floor,
  Identity: (x) => x,
  IsNaN: (x) => Number(Number.isNaN(x)),
  Log: Math.log,
  Neg: (x) => -x,
  Not: (x) => Number(x === 0),
  Reciprocal: (x) => 1 / x,
  Relu: (x) => Math.max(0, x),
  Round: (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)),
  Selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Sign: Math.sign,
  Sin: Math.sin,
  Sinh: Math.sinh,
  Softplus: (x) => Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x))),
  Sqrt: Math.sqrt,
  Tan: Math.tan,
  Tanh: Math.tanh,
};

const binary: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  Max: Math.max,
  Min: Math.min,
  Sum: (a, b) => a + b,
  Equal: (a, b) => Number(a === b),
  Less: (a, b) => Number(a < b),
  LessOrEqual: (a, b) => Number(a <= b),
  Greater: (a, b) => Number(a > b),
  GreaterOrEqual: (a, b) => Number(a >= b),
  And: (a, b) => Number(a !== 0 && b !== 0),
  Or: (a, b) => Number(a !== 0 || b !== 0),
  PRelu: (x, slope) => (x < 0 ? slope * x : x),
};

export const operators: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(
    Object.entries(unary).map(([name, compute]): [string, Operator] => [name, ([x]) => mapped(one(x), compute)]),
  ),
  ...Object.fromEntries(
    Object.entries(binary).map(([name, compute]): [string, Operator] => [
      name,
      (inputs) => inputs.map(one).reduce((a, b) => combined(a, b, compute)),
    ]),
  ),
  ArgMax: ([x], given) => withoutAxis(alongAxis(one(x), given.int('axis', 0), 1, place(1)), given.int('axis', 0)),
  ArgMin: ([x], given) => withoutAxis(alongAxis(one(x), given.int('axis', 0), 1, place(-1)), given.int('axis', 0)),
  AveragePool: ([x], given) => pooled(one(x), 'mean', windowOf(given)),
  BatchNormalization: ([x, scale, offset, mean, variance], given) => {
    const epsilon = given.float('epsilon', 1e-5);
    return byChannel(one(x), (value, c) => {
      const rstd = 1 / Math.sqrt(at(variance, c) + epsilon);
      return (value - at(mean, c)) * rstd * at(scale, c) + at(offset, c);
    });
  },
  Cast: ([x], given) => {
    const to = given.int('to', 0);
    if (to === elementTypes.bool) return mapped(one(x), (value) => Number(value !== 0));
    return to === elementTypes.float32 ? one(x) : mapped(one(x), Math.trunc);
  },
  Celu: ([x], given) => {
    const alpha = given.float('alpha', 1);
    return mapped(one(x), (value) => Math.max(0, value) + Math.min(0, alpha * Math.expm1(value / alpha)));
  },
  Clip: ([x, min, max]) => mapped(one(x), (value) => Math.min(at(max, 0), Math.max(at(min, 0), value))),
  Concat: (inputs, given) => {
    const parts = inputs.map(one);
    const axis = given.int('axis', 0);
    const [first] = parts;
    const outer = product(first?.shape.slice(0, axis) ?? []);
    const rows = parts.map(({ data }) => data.length / outer);
    const shape = (first?.shape ?? []).map((extent, at) =>
      at === axis ? parts.reduce((sum, part) => sum + (part.shape[axis] ?? 1), 0) : extent,
    );
    const result = tensor(shape);
    let to = 0;
    for (let row = 0; row < outer; row++) {
      parts.forEach(({ data }, index) => {
        const width = rows[index] ?? 0;
        result.data.set(data.subarray(row * width, (row + 1) * width), to);
        to += width;
      });
    }
    return result;
  },
  ConstantOfShape: ([shape], given) => {
    const result = tensor([...one(shape).data]);
    result.data.fill(given.tensor('value').data[0] ?? 0);
    return result;
  },
  Conv: ([x, weight, bias], given) => convolution(one(x), one(weight), bias, given.int('group', 1), windowOf(given)),
  ConvTranspose: ([x, weight, bias], given) => {
    const extra = given.ints('output_padding') ?? [];
    return transposedConvolution(one(x), one(weight), bias, given.int('group', 1), extra, windowOf(given));
  },
  CumSum: ([x, axis], given) => {
    const [exclusive, reverse] = [given.int('exclusive', 0), given.int('reverse', 0)];
    return alongAxis(one(x), at(axis, 0), one(x).shape[at(axis, 0)] ?? 1, (row, result) => {
      let sum = 0;
      for (let step = 0; step < row.length; step++) {
        const index = reverse ? row.length - 1 - step : step;
        const value = row[index] ?? 0;
        result[index] = exclusive ? sum : sum + value;
        sum += value;
      }
    });
  },
  DepthToSpace: ([x], given) => depthToSpace(one(x), given.int('blocksize', 1)),
  Elu: ([x], given) => {
    const alpha = given.float('alpha', 1);
    return mapped(one(x), (value) => (value < 0 ? alpha * Math.expm1(value) : value));
  },
  Expand: ([x, shape]) => expanded(one(x), broadcastShape(one(x).shape, [...one(shape).data])),
  Gather: ([x, indices], given) => {
    const [source, places] = [one(x), one(indices)];
    const axis = given.int('axis', 0);
    const strides = stridesOf(source.shape);
    const shape = [...source.shape.slice(0, axis), ...places.shape, ...source.shape.slice(axis + 1)];
    const inner = stridesOf(places.shape);
    return gathered(source, shape, (to) => {
      const picked = to.slice(axis, axis + inner.length).reduce((sum, index, k) => sum + index * (inner[k] ?? 0), 0);
      const from = [...to.slice(0, axis), places.data[picked] ?? 0, ...to.slice(axis + inner.length)];
      return from.reduce((sum, index, k) => sum + index * (strides[k] ?? 0), 0);
    });
  },
  Gemm: ([a, b, c], given) => {
    const right = given.int('transB', 0) ? transposed(one(b), [1, 0]) : one(b);
    const result = multiplied(one(a), right);
    return c ? combined(result, c, (x, y) => x + y) : result;
  },
  InstanceNormalization: ([x, scale, offset], given) => {
    const [batch = 1, channels = 1, ...spatial] = one(x).shape;
    const rows = normalized(tensor([batch * channels, product(spatial)], one(x).data), given.float('epsilon', 1e-5));
    return byChannel(tensor(one(x).shape, rows.data), (value, c) => value * at(scale, c) + at(offset, c));
  },
  LayerNormalization: ([x, scale, offset], given) => {
    const { shape, data } = one(x);
    const inner = product(shape.slice(given.int('axis', -1)));
    const rows = normalized(tensor([data.length / inner, inner], data), given.float('epsilon', 1e-5));
    const scaled = combined(tensor(shape, rows.data), one(scale), (a, b) => a * b);
    return offset ? combined(scaled, offset, (a, b) => a + b) : scaled;
  },
  LeakyRelu: ([x], given) => mapped(one(x), (value) => (value < 0 ? given.float('alpha', 0.01) * value : value)),
  LogSoftmax: ([x], given) => mapped(softmax(one(x), given.int('axis', -1)), Math.log),
  MatMul: ([a, b]) => multiplied(one(a), one(b)),
  MaxPool: ([x], given) => pooled(one(x), 'max', windowOf(given)),
  Pad: ([x, pads, value], given) => {
    const source = one(x);
    const rank = source.shape.length;
    const margins = one(pads).data;
    const strides = stridesOf(source.shape);
    const shape = source.shape.map((extent, axis) => extent + at(pads, axis) + (margins[axis + rank] ?? 0));
    const filled = tensor([source.data.length + 1], [...source.data, value ? at(value, 0) : 0]);
    const reflect = given.text('mode', 'constant') === 'reflect';
    return gathered(filled, shape, (to) => {
      let from = 0;
      for (const [axis, index] of to.entries()) {
        const extent = source.shape[axis] ?? 1;
        let inside = index - (margins[axis] ?? 0);
        if (inside < 0 || inside >= extent) {
          if (!reflect) return source.data.length;
          inside = inside < 0 ? -inside : 2 * (extent - 1) - inside;
        }
        from += inside * (strides[axis] ?? 0);
      }
      return from;
    });
  },
  ReduceMax: reduction((row) => row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
  ReduceMean: reduction((row) => row.reduce((a, b) => a + b, 0) / row.length),
  ReduceMin: reduction((row) => row.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
  ReduceProd: reduction((row) => row.reduce((a, b) => a * b, 1)),
  ReduceSum: reduction((row) => row.reduce((a, b) => a + b, 0)),
  Reshape: ([x, shape]) => {
    const wanted = [...one(shape).data].map((extent, axis) => (extent === 0 ? (one(x).shape[axis] ?? 1) : extent));
    const rest = one(x).data.length / Math.abs(product(wanted));
    return tensor(
      wanted.map((extent) => (extent === -1 ? rest : extent)),
      one(x).data,
    );
  },
  Resize: ([x, , scales], given) => {
    const corners = given.text('coordinate_transformation_mode', '') === 'align_corners';
    const nearest = given.text('mode', '') === 'nearest';
    return [...one(scales).data].reduce<Tensor>((resized, scale, axis) => {
      const extent = resized.shape[axis] ?? 1;
      const size = Math.floor(extent * scale);
      if (size === extent) return resized;
      return alongAxis(resized, axis, size, (row, result) => {
        for (let to = 0; to < size; to++) {
          const from = nearest
            ? Math.floor(to / scale)
            : corners
              ? (to * (extent - 1)) / Math.max(1, size - 1)
              : Math.max(0, (to + 0.5) / scale - 0.5);
          const low = Math.min(extent - 1, Math.floor(from));
          const high = Math.min(extent - 1, low + 1);
          result[to] = (row[low] ?? 0) * (1 - from + low) + (row[high] ?? 0) * (from - low);
        }
      });
    }, one(x));
  },
  Shape: ([x]) => tensor([one(x).shape.length], one(x).shape),
  Slice: ([x, starts, ends, axes, steps]) => {
    const source = one(x);
    const begin = source.shape.map(() => 0);
    const step = source.shape.map(() => 1);
    const shape = [...source.shape];
    for (const [index, start] of one(starts).data.entries()) {
      const axis = axes ? at(axes, index) : index;
      const extent = source.shape[axis] ?? 1;
      const by = steps ? at(steps, index) : 1;
      const clamp = (value: number, low: number, high: number): number =>
        Math.min(high, Math.max(low, value < 0 ? value + extent : value));
      const from = by > 0 ? clamp(start, 0, extent) : clamp(start, 0, extent - 1);
      const to = by > 0 ? clamp(at(ends, index), 0, extent) : clamp(at(ends, index), -1, extent - 1);
      begin[axis] = from;
      step[axis] = by;
      shape[axis] = Math.max(0, Math.ceil((to - from) / by));
    }
    const strides = stridesOf(source.shape);
    return gathered(source, shape, (place) =>
      place.reduce(
        (sum, index, axis) => sum + ((begin[axis] ?? 0) + index * (step[axis] ?? 1)) * (strides[axis] ?? 0),
        0,
      ),
    );
  },
  Softmax: ([x], given) => softmax(one(x), given.int('axis', -1)),
  Tile: ([x, repeats]) => {
    const source = one(x);
    const strides = stridesOf(source.shape);
    const shape = source.shape.map((extent, axis) => extent * at(repeats, axis));
    return gathered(source, shape, (to) =>
      to.reduce((sum, index, axis) => sum + (index % (source.shape[axis] ?? 1)) * (strides[axis] ?? 0), 0),
    );
  },
  Transpose: ([x], given) => transposed(one(x), given.ints('perm') ?? []),
  Where: ([condition, a, b]) => {
    const shape = broadcastShape(one(condition).shape, one(a).shape, one(b).shape);
    const [which, yes, no] = [condition, a, b].map((input) => expanded(one(input), shape));
    return tensor(
      shape,
      one(which).data.map((value, index) => (value ? at(yes, index) : at(no, index))),
    );
  },
};

function one(x: Tensor | undefined): Tensor {
  if (!x) throw new RangeError('an input is missing');
  return x;
}

function at(x: Tensor | undefined, index: number): number {
  return one(x).data[index] ?? 0;
}

function combined(a: Tensor, b: Tensor, compute: (a: number, b: number) => number): Tensor {
  const shape = broadcastShape(a.shape, b.shape);
  const [left, right] = [expanded(a, shape), expanded(b, shape)];
  return tensor(
    shape,
    left.data.map((value, index) => compute(value, right.data[index] ?? 0)),
  );
}

function byChannel(x: Tensor, compute: (value: number, channel: number) => number): Tensor {
  const inner = product(x.shape.slice(2));
  const channels = x.shape[1] ?? 1;
  return tensor(
    x.shape,
    x.data.map((value, index) => compute(value, Math.floor(index / inner) % channels)),
  );
}

function normalized(rows: Tensor, epsilon: number): Tensor {
  return alongAxis(rows, 1, rows.shape[1] ?? 1, (row, result) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    for (let index = 0; index < row.length; index++)
      result[index] = ((row[index] ?? 0) - mean) / Math.sqrt(variance + epsilon);
  });
}

function softmax(x: Tensor, axis: number): Tensor {
  const at = axis < 0 ? axis + x.shape.length : axis;
  return alongAxis(x, at, x.shape[at] ?? 1, (row, result) => {
    const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const sum = row.reduce((total, value) => total + Math.exp(value - most), 0);
    for (let index = 0; index < row.length; index++) result[index] = Math.exp((row[index] ?? 0) - most) / sum;
  });
}

function multiplied(a: Tensor, b: Tensor): Tensor {
  const [rows = 1, inner = 1] = a.shape.slice(-2);
  const columns = b.shape[b.shape.length - 1] ?? 1;
  const batches = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const left = expanded(a, [...batches, rows, inner]);
  const right = expanded(b, [...batches, inner, columns]);
  const result = tensor([...batches, rows, columns]);
  for (let matrix = 0; matrix < product(batches); matrix++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum += at(left, (matrix * rows + row) * inner + k) * at(right, (matrix * inner + k) * columns + column);
        }
        result.data[(matrix * rows + row) * columns + column] = sum;
      }
    }
  }
  return result;
}

function reduction(compute: (row: Float64Array) => number): Operator {
  return ([x, axes], given) => {
    const source = one(x);
    const list = axes ? [...axes.data] : (given.ints('axes') ?? source.shape.map((_, axis) => axis));
    const kept = source.shape.map((_, axis) => axis).filter((axis) => !list.includes(axis));
    const moved = transposed(source, [...kept, ...list]);
    const outer = kept.map((axis) => source.shape[axis] ?? 1);
    const rows = tensor([product(outer), product(list.map((axis) => source.shape[axis] ?? 1))], moved.data);
    const reduced = alongAxis(rows, 1, 1, (row, result) => {
      result[0] = compute(row);
    });
    const shape = given.int('keepdims', 1)
      ? source.shape.map((extent, axis) => (list.includes(axis) ? 1 : extent))
      : outer;
    return tensor(shape, reduced.data);
  };
}

function place(sign: number) {
  return (row: Float64Array, result: Float64Array): void => {
    let best = 0;
    for (let index = 1; index < row.length; index++)
      if (sign * (row[index] ?? 0) > sign * (row[best] ?? 0)) best = index;
    result[0] = best;
  };
}

function withoutAxis({ shape, data }: Tensor, axis: number): Tensor {
  return tensor(
    shape.filter((_, index) => index !== axis),
    data,
  );
}

function windowOf(given: AttributeReader): WindowAttributes {
  const kernel = given.ints('kernel_shape') ?? [];
  const pads = given.ints('pads') ?? kernel.flatMap(() => [0, 0]);
  return {
    kernel,
    strides: given.ints('strides') ?? kernel.map(() => 1),
    begins: pads.slice(0, kernel.length),
    ends: pads.slice(kernel.length),
    dilations: withDefault(given.ints('dilations'), kernel),
  };
}

function withDefault(given: readonly number[] | undefined, kernel: readonly number[]): readonly number[] {
  return given && given.length > 0 ? given : kernel.map(() => 1);
}

/** Abramowitz and Stegun 7.1.5 and 7.1.23, to float64: a series near zero, a continued fraction beyond. */
function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 3) {
    let [term, sum] = [a, a];
    for (let n = 1; Math.abs(term) > 1e-17 * sum; n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}
