import type * as tf from '@tensorflow/tfjs';
import { childId } from '../config/id.js';
import { BundleError } from '../errors.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { fakeSpatialShape, type ShapeVariables } from './spatial-shape.js';
import { placeOf, type TensorFormat } from './tensor-format.js';

/** How far an output may be from what is declared. */
export interface Comparison {
  readonly parser: ConfigParser;
  readonly variables: Partial<ShapeVariables>;
  /** Whether the input is declared as 16-bit floats, which are computed as float32 here. */
  readonly halfInput: boolean;
  /** Whether values outside of the declared range are a mismatch. */
  readonly checkValueRange: boolean;
}

/** What an output differs in. */
export interface Differences {
  readonly faults: readonly BundleError[];
  readonly notices: readonly string[];
}

/** Compares an output [1, C, …] with its declared format: batch, channels, spatial shape, dtype, values. */
export async function compareOutput(output: tf.Tensor, format: TensorFormat, how: Comparison): Promise<Differences> {
  const faults: BundleError[] = [];
  const notices: string[] = [];
  const mismatch = (key: string, declared: string, got: string, fix: string): void => {
    const field = childId(format.id, key);
    const failure = { family: 'verify', code: 'network_mismatch', field, declared, got, fix } as const;
    faults.push(new BundleError(failure, { position: placeOf(how.parser, field) }));
  };
  const { shape } = output;
  const [batch, channels, ...spatial] = shape;
  const shown = `gives the shape [${shape.join(', ')}]`;
  if (batch !== 1 || channels !== format.channels) {
    const fix =
      batch === 1
        ? `write "num_channels": ${channels ?? 0}, or correct the network`
        : 'let the network keep the batch axis';
    mismatch('num_channels', `${format.channels} channels`, shown, fix);
  }
  const declared = declaredSizes(format, how.variables);
  if (!sizesAgree(declared, shape, spatial)) {
    const fix = `write "spatial_shape": [${spatial.join(', ')}], or correct the network`;
    const sizes = declared.map((size) => size ?? '"*"').join(', ');
    mismatch('spatial_shape', `a spatial shape of [${sizes}]`, shown, fix);
  }
  const { dtype } = output;
  const half = how.halfInput && (format.dtype === 'float16' || format.dtype === 'bfloat16');
  if (half)
    notices.push(`"${childId(format.id, 'dtype')}" was not compared: 16-bit floats are computed as float32 here`);
  else if (dtype !== format.dtype) mismatch('dtype', format.dtype, `gives ${dtype}`, `write "dtype": "${dtype}"`);
  await compareValues(output, format, how, { mismatch, notices });
  return { faults, notices };
}

/** The declared sizes; undefined where any is right. */
function declaredSizes({ spatialShape }: TensorFormat, variables: Partial<ShapeVariables>): (number | undefined)[] {
  return spatialShape.map((size) => (size === '*' ? undefined : fakeSpatialShape([size], variables)[0]));
}

function sizesAgree(
  declared: readonly (number | undefined)[],
  shape: readonly number[],
  spatial: readonly number[],
): boolean {
  const agree = (sizes: readonly number[]): boolean =>
    sizes.length === declared.length && sizes.every((size, axis) => (declared[axis] ?? size) === size);
  // The public classification bundles declare the whole shape, [1, C], for an output without spatial axes.
  return agree(spatial) || (spatial.length === 0 && agree(shape));
}

async function compareValues(
  output: tf.Tensor,
  { id, valueRange }: TensorFormat,
  { checkValueRange }: Comparison,
  {
    mismatch,
    notices,
  }: { mismatch: (key: string, declared: string, got: string, fix: string) => void; notices: string[] },
): Promise<void> {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of await output.data()) {
    if (!Number.isFinite(value)) {
      mismatch(
        'value_range',
        `[${valueRange.join(', ')}]`,
        `gives ${value}`,
        'look for a division by zero in the network',
      );
      return;
    }
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const [least, most] = valueRange;
  if (valueRange.length !== 2 || typeof least !== 'number' || typeof most !== 'number') return;
  if (low >= least && high <= most) return;
  const got = `gives values from ${low.toPrecision(3)} to ${high.toPrecision(3)}`;
  const fix = 'if the range is that after postprocessing, put it under "post_processed_outputs"';
  if (checkValueRange) mismatch('value_range', `[${least}, ${most}]`, got, fix);
  else
    notices.push(`"${childId(id, 'value_range')}" declares [${least}, ${most}], but the network itself ${got}; ${fix}`);
}
