export { type CompositeWatcher, composite, watchComposites } from './composite.js';
export { convolution, convolutionKernel } from './convolution.js';
export type { ConvolutionSettings } from './convolution-settings.js';
export {
  type Affine,
  type Normalized,
  type NormSettings,
  normalize,
  normBackwardKernel,
  normForwardKernel,
} from './normalization.js';
export {
  type AdamState,
  type AdamStep,
  adamStep,
  adamStepKernel,
  type SgdStep,
  sgdStep,
  sgdStepKernel,
} from './optimizer-steps.js';
export { channelSumKernel, spatialMean } from './spatial-mean.js';
export {
  type TransposedSettings,
  transposedConvolution,
  transposedConvolutionKernel,
} from './transposed-convolution.js';
