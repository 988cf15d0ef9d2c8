import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { getSeedFunction, setDeterminism } from './set-determinism.js';

/** The random family, as the registry lists it. */
export const random: readonly (ComponentDefinition | ConstantDefinition)[] = [setDeterminism, getSeedFunction];
