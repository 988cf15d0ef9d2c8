import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The metrics family, as the registry lists it. */
export const metrics: readonly (ComponentDefinition | ConstantDefinition)[] = [];
