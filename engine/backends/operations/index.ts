export { type CompositeWatcher, composite, watchComposites } from './composite.js';
export {
  convolution,
  convolutionFilterGradientKernel,
  convolutionInputGradientKernel,
  convolutionKernel,
  type FilterGradientSettings,
  type InputGradientSettings,
} from './convolution.js';
export type { ConvolutionSettings, Settings } from './convolution-settings.js';
export {
  type CrossEntropySettings,
  crossEntropy,
  crossEntropyGradientKernel,
  crossEntropyKernel,
} from './cross-entropy.js';
export { hasMixedPrecision, isMixedPrecision, withMixedPrecision } from './mixed-precision.js';
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
export { type OverlapSettings, overlap, overlapGradientKernel, overlapKernel } from './overlap.js';
export { preluGradientKernel, preluKernel, preluOf } from './prelu.js';
export { channelSumKernel, spatialMean } from './spatial-mean.js';
export {
  type TransposedAttributes,
  type TransposedSettings,
  transposedConvolution,
  transposedConvolutionKernel,
  transposedShape,
} from './transposed-convolution.js';
export { type VariableGradients, variableGradients } from './variable-gradients.js';
export { watchGradients } from './watch-gradients.js';
