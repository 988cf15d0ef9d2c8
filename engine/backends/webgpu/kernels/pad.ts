import { inputOf, only, reshaped, wrapKernel } from '../../wrap-kernel.js';

/** tfjs's shader for padding does not compile for more axes than this. */
const mostAxes = 4;

/** Pads a tensor of many axes as one of few: an axis that is not padded goes with the one before it. */
export function registerPad(): void {
  wrapKernel('webgpu', 'PadV2', (original) => (given) => {
    const x = inputOf(given.inputs, 'x');
    if (x.shape.length <= mostAxes || !isPadding(given.attrs)) return original(given);
    const { paddings, constantValue } = given.attrs;
    const shape = x.shape.map((extent, axis) => extent + (paddings[axis]?.[0] ?? 0) + (paddings[axis]?.[1] ?? 0));
    const merged = mergedPadding(x.shape, paddings);
    const attrs = { paddings: merged.map(({ before, after }): [number, number] => [before, after]), constantValue };
    const inputs = {
      x: reshaped(
        x,
        merged.map(({ extent }) => extent),
      ),
    };
    return reshaped(only(original({ ...given, inputs, attrs })), shape);
  });
}

interface PadAttributes {
  readonly paddings: [number, number][];
  readonly constantValue: number;
}

function isPadding(attrs: object | undefined): attrs is PadAttributes {
  return attrs !== undefined && 'paddings' in attrs && 'constantValue' in attrs;
}

function mergedPadding(shape: readonly number[], paddings: readonly (readonly [number, number])[]) {
  const merged: { extent: number; before: number; after: number }[] = [];
  for (const [axis, extent] of shape.entries()) {
    const [before, after] = paddings[axis] ?? [0, 0];
    const last = merged.at(-1);
    if (last && before === 0 && after === 0) {
      last.extent *= extent;
      last.before *= extent;
      last.after *= extent;
    } else merged.push({ extent, before, after });
  }
  return merged;
}
