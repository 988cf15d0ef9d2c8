import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The data family, as the registry lists it. */
export const data: readonly (ComponentDefinition | ConstantDefinition)[] = [];
