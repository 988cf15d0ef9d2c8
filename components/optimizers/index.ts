import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { adam } from './adam.js';
import { adamW } from './adam-w.js';
import { sgd } from './sgd.js';

/** The optimizers family, as the registry lists it. */
export const optimizers: readonly (ComponentDefinition | ConstantDefinition)[] = [adam, adamW, sgd];
