import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { compose } from './compose.js';
import { normalizeIntensity } from './intensity/normalize-intensity.js';
import { normalizeIntensityd } from './intensity/normalize-intensityd.js';
import { randGaussianNoise } from './intensity/rand-gaussian-noise.js';
import { randGaussianNoised } from './intensity/rand-gaussian-noised.js';
import { randScaleIntensity } from './intensity/rand-scale-intensity.js';
import { randScaleIntensityd } from './intensity/rand-scale-intensityd.js';
import { randShiftIntensity } from './intensity/rand-shift-intensity.js';
import { randShiftIntensityd } from './intensity/rand-shift-intensityd.js';
import { scaleIntensity } from './intensity/scale-intensity.js';
import { scaleIntensityRange } from './intensity/scale-intensity-range.js';
import { scaleIntensityRanged } from './intensity/scale-intensity-ranged.js';
import { scaleIntensityd } from './intensity/scale-intensityd.js';
import { loadImage } from './io/load-image.js';
import { loadImaged } from './io/load-imaged.js';
import { numpyReader } from './io/numpy-reader.js';
import { pilReader } from './io/pil-reader.js';
import { saveImage } from './io/save-image.js';
import { saveImaged } from './io/save-imaged.js';
import { addClickSignalsd } from './nuclick/add-click-signalsd.js';
import { addLabelAsGuidanced } from './nuclick/add-label-as-guidanced.js';
import { addPointGuidanceSignald } from './nuclick/add-point-guidance-signald.js';
import { extractPatchd } from './nuclick/extract-patchd.js';
import { filterImaged } from './nuclick/filter-imaged.js';
import { flattenLabeld } from './nuclick/flatten-labeld.js';
import { postFilterLabeld } from './nuclick/post-filter-labeld.js';
import { setLabelClassd } from './nuclick/set-label-classd.js';
import { splitLabeld } from './nuclick/split-labeld.js';
import { activations } from './post/activations.js';
import { activationsd } from './post/activationsd.js';
import { asDiscrete } from './post/as-discrete.js';
import { asDiscreted } from './post/as-discreted.js';
import { keepLargestConnectedComponent } from './post/keep-largest-connected-component.js';
import { keepLargestConnectedComponentd } from './post/keep-largest-connected-componentd.js';
import { flip } from './spatial/flip.js';
import { flipd } from './spatial/flipd.js';
import { randFlip } from './spatial/rand-flip.js';
import { randFlipd } from './spatial/rand-flipd.js';
import { randRotate90 } from './spatial/rand-rotate90.js';
import { randRotate90d } from './spatial/rand-rotate90d.js';
import { rotate90 } from './spatial/rotate90.js';
import { rotate90d } from './spatial/rotate90d.js';
import { colorJitter } from './torchvision/color-jitter.js';
import { randTorchVision } from './torchvision/rand-torch-vision.js';
import { randTorchVisiond } from './torchvision/rand-torch-visiond.js';
import { torchVision } from './torchvision/torch-vision.js';
import { torchVisiond } from './torchvision/torch-visiond.js';
import { castToType } from './utility/cast-to-type.js';
import { castToTyped } from './utility/cast-to-typed.js';
import { concatItemsd } from './utility/concat-itemsd.js';
import { copyItemsd } from './utility/copy-itemsd.js';
import { deleteItemsd } from './utility/delete-itemsd.js';
import { ensureChannelFirst } from './utility/ensure-channel-first.js';
import { ensureChannelFirstd } from './utility/ensure-channel-firstd.js';
import { ensureType } from './utility/ensure-type.js';
import { ensureTyped } from './utility/ensure-typed.js';
import { identity } from './utility/identity.js';
import { identityd } from './utility/identityd.js';
import { lambda } from './utility/lambda.js';
import { lambdad } from './utility/lambdad.js';
import { selectItemsd } from './utility/select-itemsd.js';
import { squeezeDim } from './utility/squeeze-dim.js';
import { squeezeDimd } from './utility/squeeze-dimd.js';
import { toTensor } from './utility/to-tensor.js';
import { toTensord } from './utility/to-tensord.js';

/** The transforms family, as the registry lists it. */
export const transforms: readonly (ComponentDefinition | ConstantDefinition)[] = [
  compose,
  loadImage,
  loadImaged,
  saveImage,
  saveImaged,
  pilReader,
  numpyReader,
  ensureChannelFirst,
  ensureChannelFirstd,
  ensureType,
  ensureTyped,
  castToType,
  castToTyped,
  toTensor,
  toTensord,
  squeezeDim,
  squeezeDimd,
  identity,
  identityd,
  lambda,
  lambdad,
  selectItemsd,
  deleteItemsd,
  copyItemsd,
  concatItemsd,
  torchVision,
  torchVisiond,
  randTorchVision,
  randTorchVisiond,
  colorJitter,
  flip,
  flipd,
  randFlip,
  randFlipd,
  rotate90,
  rotate90d,
  randRotate90,
  randRotate90d,
  scaleIntensity,
  scaleIntensityd,
  scaleIntensityRange,
  scaleIntensityRanged,
  normalizeIntensity,
  normalizeIntensityd,
  randScaleIntensity,
  randScaleIntensityd,
  randShiftIntensity,
  randShiftIntensityd,
  randGaussianNoise,
  randGaussianNoised,
  activations,
  activationsd,
  asDiscrete,
  asDiscreted,
  keepLargestConnectedComponent,
  keepLargestConnectedComponentd,
  splitLabeld,
  addPointGuidanceSignald,
  addClickSignalsd,
  postFilterLabeld,
  filterImaged,
  flattenLabeld,
  extractPatchd,
  addLabelAsGuidanced,
  setLabelClassd,
];
