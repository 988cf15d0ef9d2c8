import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { bceWithLogitsLoss } from './bce-with-logits-loss.js';
import { crossEntropyLoss } from './cross-entropy-loss.js';
import { diceCeLoss } from './dice-ce-loss.js';
import { diceLoss } from './dice-loss.js';
import { l1Loss } from './l1-loss.js';
import { mseLoss } from './mse-loss.js';

/** The losses family, as the registry lists it. */
export const losses: readonly (ComponentDefinition | ConstantDefinition)[] = [
  diceLoss,
  diceCeLoss,
  crossEntropyLoss,
  bceWithLogitsLoss,
  mseLoss,
  l1Loss,
];
