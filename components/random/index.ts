import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The random family, as the registry lists it. */
export const random: readonly (ComponentDefinition | ConstantDefinition)[] = [];
