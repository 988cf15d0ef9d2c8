import { broadcast_util } from '@tensorflow/tfjs';
import { inputOf, only, reshaped, wrapKernel } from '../../wrap-kernel.js';

const binaryKernels = [
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'FloorDiv',
  'Maximum',
  'Minimum',
  'Mod',
  'Pow',
  'Atan2',
  'SquaredDifference',
  'Equal',
  'NotEqual',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalOr',
] as const;

/** tfjs's shaders for two tensors do not compile when the output has more axes than this and one is broadcast. */
const mostAxes = 4;

/** Lets two tensors of many axes meet as tensors of few: neighbouring axes that are broadcast alike are one. */
export function registerBinary(): void {
  for (const name of binaryKernels) {
    wrapKernel('webgpu', name, (original) => (given) => {
      const a = inputOf(given.inputs, 'a');
      const b = inputOf(given.inputs, 'b');
      const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
      if (shape.length <= mostAxes) return original(given);
      const merged = mergedAxes(a.shape, b.shape, shape.length);
      const inputs = { a: reshaped(a, merged.a), b: reshaped(b, merged.b) };
      return reshaped(only(original({ ...given, inputs })), shape);
    });
  }
}

/** Both shapes with neighbouring axes merged where each tensor has both axes, or neither. */
export function mergedAxes(
  a: readonly number[],
  b: readonly number[],
  rank: number,
): { readonly a: readonly number[]; readonly b: readonly number[] } {
  const [padA, padB] = [a, b].map((shape) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  const merged: { a: number[]; b: number[] } = { a: [], b: [] };
  let before = '';
  for (let axis = 0; axis < rank; axis++) {
    const [inA = 1, inB = 1] = [padA?.[axis], padB?.[axis]];
    if (inA === 1 && inB === 1) continue;
    const sort = inA === inB ? 'both' : inA === 1 ? 'b' : 'a';
    if (sort === before) {
      merged.a.push((merged.a.pop() ?? 1) * inA);
      merged.b.push((merged.b.pop() ?? 1) * inB);
    } else {
      merged.a.push(inA);
      merged.b.push(inB);
    }
    before = sort;
  }
  return merged;
}
