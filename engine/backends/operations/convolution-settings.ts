/** How a filter moves: one number for each spatial axis. */
export interface ConvolutionSettings {
  readonly strides: readonly number[];
  /** Zeros added on both sides of each axis. */
  readonly padding: readonly number[];
  readonly dilations: readonly number[];
}

/** {@link ConvolutionSettings} as an operation's attributes. */
export type Settings = { strides: number[]; padding: number[]; dilations: number[] };

/** What is added around each axis of a tensor with these spatial settings. */
export function spatialMargins({ padding }: Settings): [number, number][] {
  return [[0, 0], ...padding.map((zeros): [number, number] => [zeros, zeros]), [0, 0]];
}
