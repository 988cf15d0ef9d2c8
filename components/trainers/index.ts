import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The trainers family, as the registry lists it. */
export const trainers: readonly (ComponentDefinition | ConstantDefinition)[] = [];
