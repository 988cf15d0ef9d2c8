import { nearest } from '../errors/suggest.js';
import { fail } from '../errors.js';
import { opsets } from './onnx/onnx-model.js';

/** What `--converter_kwargs` may say of an ONNX model: arguments of MONAI's `convert_to_onnx`. */
export interface ConverterOptions {
  readonly inputNames?: readonly string[];
  readonly outputNames?: readonly string[];
  readonly opset?: number;
  /** Symbols by axis, by input. Without it the batch is open, and what the metadata leave open. */
  readonly openAxes?: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** The largest difference from the network that the check allows. */
  readonly tolerance?: number;
  readonly check?: boolean;
}

/** Accepted, because MONAI takes them: they choose how PyTorch traces, folds and checks. */
const withoutEffect = [
  'device',
  'use_ort',
  'ort_provider',
  'atol',
  'do_constant_folding',
  'constant_size_threshold',
  'export_params',
  'training',
  'keep_initializers_as_inputs',
  'verbose',
  'dynamo',
  'external_data',
];

const known = ['input_names', 'output_names', 'opset_version', 'dynamic_axes', 'rtol', 'verify', ...withoutEffect];

/** @throws BundleError invalid_option for arguments that `convert_to_onnx` does not have, and for values of another type */
export function converterOptions(given: Readonly<Record<string, unknown>>): ConverterOptions {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    const suggestion = nearest(name, known);
    const fix = suggestion === undefined ? `it takes ${known.join(', ')}` : `did you mean "${suggestion}"?`;
    refuse(`"${name}" is no argument of the conversion`, fix);
  }
  const { input_names: inputs, output_names: outputs, opset_version: opset, rtol, verify } = given;
  const { dynamic_axes: axes } = given;
  return {
    inputNames: namesOf('input_names', inputs),
    outputNames: namesOf('output_names', outputs),
    opset: opsetOf(opset),
    openAxes: axes === undefined || axes === null ? undefined : openAxesOf(axes),
    tolerance: typeof rtol === 'number' && rtol > 0 ? rtol : undefined,
    check: verify === false ? false : undefined,
  };
}

function opsetOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && opsets.includes(value)) return value;
  return refuse(`opset_version is ${String(value)}`, `write one of ${opsets.join(', ')}, or leave it out for 17`);
}

function namesOf(name: string, value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  const names = listOf(value);
  if (names?.every((item) => typeof item === 'string')) return names.map(String);
  return refuse(`${name} is no list of names`, `write {'${name}': ['image']}`);
}

/** `{'image': {0: 'batch', 2: 'height'}}`, or `{'image': [0, 2]}`. */
function openAxesOf(value: unknown): Map<string, Map<number, string>> {
  const expected = "write {'dynamic_axes': {'image': {0: 'batch', 2: 'height', 3: 'width'}}}";
  if (typeof value !== 'object' || value === null) return refuse('dynamic_axes is no mapping', expected);
  return new Map(
    entriesOf(value).map(([name, axes]): [string, Map<number, string>] => {
      const listed = listOf(axes)?.map((axis): [unknown, unknown] => [axis, `${name}_axis_${String(axis)}`]);
      if (!listed && (typeof axes !== 'object' || axes === null))
        refuse(`dynamic_axes of "${name}" are no axes`, expected);
      const symbols = (listed ?? entriesOf(Object(axes))).map(([axis, symbol]): [number, string] => {
        const place = Number(axis);
        if (!Number.isInteger(place) || place < 0) refuse(`"${String(axis)}" is no axis of "${name}"`, expected);
        return [place, String(symbol)];
      });
      return [name, new Map(symbols)];
    }),
  );
}

function entriesOf(value: object): [string, unknown][] {
  const entries: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  return entries.map(([key, item]) => [String(key), item]);
}

function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

function refuse(problem: string, fix: string): never {
  return fail({ family: 'command', code: 'invalid_option', option: 'converter_kwargs', problem, fix });
}
