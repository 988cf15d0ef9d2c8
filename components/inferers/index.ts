import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The inferers family, as the registry lists it. */
export const inferers: readonly (ComponentDefinition | ConstantDefinition)[] = [];
