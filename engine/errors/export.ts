import type { Description } from '../errors.js';

/** Exporting networks. */
export type ExportFailure = {
  readonly family: 'export';
} /** The network does something on its way that a graph cannot say. */ & (
  | { readonly code: 'untraceable'; readonly problem: string; readonly fix?: string }
  /** What a config id names is no network. */
  | { readonly code: 'not_a_network'; readonly id: string; readonly got: string }
  /** The file written computes something else than the network. */
  | { readonly code: 'export_differs'; readonly path: string; readonly difference: number; readonly tolerance: number }
  /** An exported file cannot be used here. */
  | { readonly code: 'export_unusable'; readonly path: string; readonly problem: string; readonly fix?: string }
  /** What would compile or run a network is not on this machine. `looked`: for what, and where. */
  | {
      readonly code: 'missing_runtime';
      readonly what: string;
      readonly looked: readonly string[];
      readonly fix: string;
    }
  /** The graph cannot be said in the format of the file. */
  | { readonly code: 'export_impossible'; readonly path: string; readonly problem: string; readonly fix?: string }
);

export function describeExport(failure: ExportFailure): Description {
  switch (failure.code) {
    case 'untraceable':
      return {
        message: `the network cannot be traced: ${failure.problem}`,
        fix: failure.fix ?? 'compute with tf operations on the input, without reading values back',
        pythonName: 'RuntimeError',
      };
    case 'not_a_network':
      return {
        message: `"${failure.id}" is ${failure.got}, not a network`,
        fix: 'name the config id of the network with --net_id',
        pythonName: 'ValueError',
      };
    case 'export_differs':
      return {
        message: `"${failure.path}" was not written: its results differ from the network's by ${failure.difference.toExponential(2)}, more than ${failure.tolerance}`,
        fix: 'please report it, with the config of the network; --no_check writes the file all the same',
        pythonName: 'AssertionError',
      };
    case 'export_unusable':
      return {
        message: `"${failure.path}" cannot be used: ${failure.problem}`,
        fix: failure.fix,
        pythonName: 'RuntimeError',
      };
    case 'missing_runtime':
      return {
        message: [`${failure.what} is not here`, ...failure.looked.map((place) => `looked for ${place}`)].join('\n  '),
        fix: failure.fix,
        pythonName: 'RuntimeError',
      };
    case 'export_impossible':
      return {
        message: `"${failure.path}" cannot be written: ${failure.problem}`,
        fix: failure.fix,
        pythonName: 'RuntimeError',
      };
  }
}
