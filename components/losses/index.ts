import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { diceLoss } from './dice-loss.js';

/** The losses family, as the registry lists it. */
export const losses: readonly (ComponentDefinition | ConstantDefinition)[] = [diceLoss];
