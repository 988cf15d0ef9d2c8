import type { Description } from '../errors.js';

/** Checking a bundle's metadata, and its network against them. */
export type VerifyFailure = {
  readonly family: 'verify';
} /** A value of the metadata is not what the schema asks for. `path` is its config id; '' is the whole. */ & (
  | {
      readonly code: 'metadata_invalid';
      readonly path: string;
      readonly expected: string;
      readonly got: string;
      readonly fix?: string;
    }
  | {
      readonly code: 'metadata_missing';
      readonly path: string;
      readonly expected: string;
      /** A key that is there and looks like the missing one. */
      readonly suggestion?: string;
      readonly fix?: string;
    }
  | {
      readonly code: 'schema_hash';
      readonly path: string;
      readonly type: string;
      readonly got: string;
      readonly shipped: boolean;
    }
  | { readonly code: 'schema_unusable'; readonly path: string; readonly problem: string }
  | { readonly code: 'spatial_shape'; readonly item: string; readonly problem: string }
  /** The network ended with an error for the input that the metadata declare. */
  | {
      readonly code: 'network_refuses';
      readonly id: string;
      readonly shape: readonly number[];
      readonly problem: string;
      readonly fix?: string;
    }
  /** The network gives (or takes) something else than the metadata declare in `field`. */
  | {
      readonly code: 'network_mismatch';
      readonly field: string;
      readonly declared: string;
      readonly got: string;
      readonly fix: string;
    }
);

export function describeVerify(failure: VerifyFailure): Description {
  switch (failure.code) {
    case 'metadata_invalid':
      return {
        message: `${failure.path === '' ? 'the metadata' : `"${failure.path}"`} must be ${failure.expected}, not ${failure.got}`,
        fix: failure.fix,
        pythonName: 'ValueError',
      };
    case 'metadata_missing':
      return {
        message: `"${failure.path}" is missing: ${failure.expected}`,
        fix: failure.suggestion ? `did you mean it by "${failure.suggestion}"?` : failure.fix,
        pythonName: 'ValueError',
      };
    case 'schema_hash':
      return {
        message: `the ${failure.type} of the schema "${failure.path}" is ${failure.got}, not what --hash_val says`,
        fix: failure.shipped
          ? 'this is the schema that medbundle ships; to check against another, put it there, or leave out --hash_val'
          : 'get the file again, or correct --hash_val (and --hash_type)',
        pythonName: 'RuntimeError',
      };
    case 'schema_unusable':
      return {
        message: `"${failure.path}" is no JSON Schema that can be used: ${failure.problem}`,
        fix: 'give another file, or leave out --filepath: medbundle ships a schema',
        pythonName: 'SchemaError',
      };
    case 'spatial_shape':
      return {
        message: `a spatial shape cannot hold ${failure.item}: ${failure.problem}`,
        fix: 'write a whole number ≥ 1, "*", or an expression of p and n: "16*n", "2**p*n"',
        pythonName: 'ValueError',
      };
    case 'network_refuses':
      return {
        message: `"${failure.id}" refuses the declared input of shape [${failure.shape.join(', ')}]: ${failure.problem}`,
        fix: failure.fix,
        pythonName: 'RuntimeError',
      };
    case 'network_mismatch':
      return {
        message: `"${failure.field}" declares ${failure.declared}, but the network ${failure.got}`,
        fix: failure.fix,
        pythonName: 'ValueError',
      };
  }
}
