import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The optimizers family, as the registry lists it. */
export const optimizers: readonly (ComponentDefinition | ConstantDefinition)[] = [];
