import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The transforms family, as the registry lists it. */
export const transforms: readonly (ComponentDefinition | ConstantDefinition)[] = [];
