import { childId } from '../config/id.js';
import { BundleError, type Position } from '../errors.js';
import { describeValue } from '../registry/describe-schema.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { Dict, Tuple, toHost, type Value } from '../values/index.js';

/** One tensor as the metadata declare it. */
export interface TensorFormat {
  /** `image`, `pred`. */
  readonly name: string;
  /** Config id of its format. */
  readonly id: string;
  readonly channels: number;
  /** Sizes, `*` and expressions. */
  readonly spatialShape: readonly unknown[];
  /** As PyTorch calls it: `float32`. */
  readonly dtype: string;
  /** As it is written: `[0, 1]`. */
  readonly valueRange: readonly unknown[];
}

const root = '_meta_::network_data_format';

/** Other names of dtypes, as NumPy reads them. */
const sameDtypes: Readonly<Record<string, string>> = {
  single: 'float32',
  float: 'float64',
  double: 'float64',
  half: 'float16',
  short: 'int16',
  int: 'int64',
  long: 'int64',
};

/** Where a value of the metadata is written; of the nearest value around it, when there is none. */
export function placeOf(parser: ConfigParser, id: string): Position | undefined {
  for (let at = id; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('::')))) {
    const position = parser.provenance(at)?.position;
    if (position) return position;
  }
  return undefined;
}

/** Reads the formats of inputs or outputs from `_meta_`, and collects what is wrong with them. */
export class FormatReader {
  readonly faults: BundleError[] = [];

  constructor(readonly parser: ConfigParser) {}

  /** The formats of `inputs` or `outputs` that are tensors, in the order of the metadata. */
  read(part: 'inputs' | 'outputs'): TensorFormat[] {
    const id = childId(root, part);
    if (!this.parser.has(root)) {
      if (part === 'inputs') this.#missing(root, 'it says what the network takes and gives');
      return [];
    }
    const tensors = this.parser.get(id);
    if (!(tensors instanceof Dict) || tensors.size === 0) {
      this.#missing(id, `it says what the network ${part === 'inputs' ? 'takes' : 'gives'}`);
      return [];
    }
    const formats = [...tensors].flatMap(([name, format]) =>
      format instanceof Dict && format.has('num_channels')
        ? [this.#format(String(name), childId(id, name), format)]
        : [],
    );
    if (formats.length === 0)
      this.#missing(childId(childId(id, [...tensors.keys()][0] ?? ''), 'num_channels'), 'a whole number');
    return formats;
  }

  #format(name: string, id: string, format: Dict): TensorFormat {
    const channels = toHost(format.get('num_channels') ?? null);
    if (typeof channels !== 'number' || !Number.isInteger(channels) || channels < 1) {
      this.#invalid(childId(id, 'num_channels'), 'a whole number ≥ 1', channels, 'write for example "num_channels": 1');
    }
    return {
      name,
      id,
      channels: typeof channels === 'number' ? channels : 0,
      spatialShape: this.#list(id, 'spatial_shape', format, 'a list of sizes', '["16*n", "16*n"]'),
      dtype: this.#dtype(id, format),
      valueRange: format.has('value_range')
        ? this.#list(id, 'value_range', format, '[minimum, maximum]', '[0, 1]')
        : [],
    };
  }

  #list(id: string, key: string, format: Dict, expected: string, example: string): readonly unknown[] {
    const value = format.get(key);
    if (Array.isArray(value)) return value.map(toHost);
    if (value instanceof Tuple) return [...value].map(toHost);
    if (value === undefined) this.#missing(childId(id, key), expected);
    else this.#invalid(childId(id, key), expected, toHost(value), `write "${key}": ${example}`);
    return [];
  }

  #dtype(id: string, format: Dict): string {
    const dtype = format.get('dtype');
    if (typeof dtype === 'string') return sameDtypes[dtype] ?? dtype;
    if (dtype === undefined) this.#missing(childId(id, 'dtype'), 'the name of a data type');
    else this.#invalid(childId(id, 'dtype'), 'the name of a data type', toHost(dtype), 'write "dtype": "float32"');
    return 'float32';
  }

  #missing(path: string, expected: string): void {
    this.faults.push(
      new BundleError(
        { family: 'verify', code: 'metadata_missing', path, expected, fix: 'see `medbundle verify_metadata`' },
        { position: placeOf(this.parser, path) },
      ),
    );
  }

  #invalid(path: string, expected: string, value: unknown, fix: string): void {
    const got = describeValue(toHost(value as Value));
    const position = placeOf(this.parser, path);
    this.faults.push(
      new BundleError({ family: 'verify', code: 'metadata_invalid', path, expected, got, fix }, { position }),
    );
  }
}

/** The format that MONAI looks at (`image`, `pred`), or the first. */
export function primary(formats: readonly TensorFormat[], name: string): TensorFormat | undefined {
  return formats.find((format) => format.name === name) ?? formats[0];
}
