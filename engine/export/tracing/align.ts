import { fail } from '../../errors.js';
import type { TensorType } from '../graph.js';
import { isOpen, type Size, sizeBehind, type Variation } from '../sizes.js';
import type { Origin, RecordedConstant, RecordedParameter, RecordedType, Recording } from './recording.js';

/** An operation's attribute: numbers may depend on open axes. */
export type Attribute = Size | string | boolean | null | undefined | readonly Attribute[];

export interface Call {
  readonly kernel: string;
  readonly inputs: readonly (readonly [name: string, origin: Origin])[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly results: readonly TensorType[];
}

/** A constant; one whose extents are open holds the same number everywhere. */
export type Constant = RecordedConstant | (TensorType & { readonly value: number });

/** Several runs of a network as one, with sizes that hold for all of them. */
export interface AlignedTrace {
  readonly inputs: readonly TensorType[];
  readonly parameters: ReadonlyMap<string, RecordedParameter>;
  readonly constants: readonly Constant[];
  readonly calls: readonly Call[];
  readonly outputs: readonly Origin[];
}

/**
 * Makes one trace of a base run and of runs that each varied one open axis: a number that is another in a varied run depends on that
 * axis.
 *
 * @throws BundleError `untraceable` when the runs differ in more than sizes, or a constant depends on the input
 */
export function align(base: Recording, others: readonly Recording[], variations: readonly Variation[]): AlignedTrace {
  const alike = others.every(
    (other) =>
      other.calls.length === base.calls.length &&
      other.constants.length === base.constants.length &&
      shape(other.outputs) === shape(base.outputs) &&
      other.calls.every((call, index) => {
        const first = base.calls[index];
        return call.kernel === first?.kernel && shape(call.inputs) === shape(first.inputs);
      }),
  );
  if (!alike) {
    const axes = variations.map(({ symbol }) => symbol).join(', ');
    const problem = `its operations depend on the size of the input (${axes})`;
    fail({ family: 'export', code: 'untraceable', problem, fix: 'leave fewer axes open (dynamic_axes)' });
  }
  const sizes = new Sizes(variations);
  return {
    inputs: base.inputs.map((type, index) =>
      sizes.type(
        type,
        others.map(({ inputs }) => inputs[index]),
      ),
    ),
    parameters: base.parameters,
    constants: base.constants.map((constant, index) =>
      alignConstant(
        constant,
        others.map(({ constants }) => constants[index]),
        sizes,
      ),
    ),
    calls: base.calls.map(({ kernel, inputs, attributes, results }, index) => {
      const same = others.map(({ calls }) => calls[index]);
      return {
        kernel,
        inputs,
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([name, value]) => {
            const place = `${name} of ${kernel}`;
            return [
              name,
              sizes.attribute(
                value,
                same.map((call) => call?.attributes[name]),
                place,
              ),
            ];
          }),
        ),
        results: results.map((type, output) =>
          sizes.type(
            type,
            same.map((call) => call?.results[output]),
          ),
        ),
      };
    }),
    outputs: base.outputs,
  };
}

/** Finds what numbers of several runs depend on. */
class Sizes {
  readonly #variations: readonly Variation[];

  constructor(variations: readonly Variation[]) {
    this.#variations = variations;
  }

  type(base: RecordedType, others: readonly (RecordedType | undefined)[]): TensorType {
    const extents = base.shape.map((extent, axis) => {
      const varied = others.map((other) => other?.shape[axis] ?? extent);
      return this.size(extent, varied, `the extent of axis ${axis} of a result`);
    });
    return { dtype: base.dtype, shape: extents };
  }

  attribute(base: unknown, others: readonly unknown[], place: string): Attribute {
    if (typeof base === 'number') {
      const varied = others.map((other) => (typeof other === 'number' ? other : base));
      return this.size(base, varied, place);
    }
    if (typeof base === 'string' || typeof base === 'boolean' || base === null || base === undefined) return base;
    if (Array.isArray(base) || ArrayBuffer.isView(base)) {
      const items = elements(base);
      const varied = others.map(elements);
      return items.map((item, index) =>
        this.attribute(
          item,
          varied.map((list) => list[index]),
          place,
        ),
      );
    }
    return undefined;
  }

  size(base: number, others: readonly number[], place: string): Size {
    const size = sizeBehind(base, others, this.#variations);
    if (size !== undefined) return size;
    const problem = `${place} is ${base}, and ${others.join(', ')} for other sizes of the input, by no simple rule`;
    return fail({ family: 'export', code: 'untraceable', problem, fix: 'leave fewer axes open (dynamic_axes)' });
  }
}

function alignConstant(
  base: RecordedConstant,
  others: readonly (RecordedConstant | undefined)[],
  sizes: Sizes,
): Constant {
  const type = sizes.type(base, others);
  const [value = 0] = base.data;
  if (type.shape.some(isOpen)) {
    const uniform = [base, ...others].every((constant) => constant?.data.every((element) => element === value));
    if (uniform) return { ...type, value };
    fail({
      family: 'export',
      code: 'untraceable',
      problem: 'it computes with numbers that depend on the size of the input',
    });
  }
  const same = others.every((other) => other?.data.every((element, index) => Object.is(element, base.data[index])));
  if (same) return base;
  return fail({
    family: 'export',
    code: 'untraceable',
    problem: 'it computes with numbers that were another in a second run: they were drawn, or read from the input',
  });
}

function elements(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value instanceof Int32Array || value instanceof Float32Array ? Array.from(value) : [];
}

function shape(wiring: unknown): string {
  return JSON.stringify(wiring);
}
