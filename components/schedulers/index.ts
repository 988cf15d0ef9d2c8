import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { constantLr } from './constant-lr.js';
import { cosineAnnealingLr } from './cosine-annealing-lr.js';
import { exponentialLr } from './exponential-lr.js';
import { lambdaLr } from './lambda-lr.js';
import { linearLr } from './linear-lr.js';
import { multiStepLr } from './multi-step-lr.js';
import { polynomialLr } from './polynomial-lr.js';
import { reduceLrOnPlateau } from './reduce-lr-on-plateau.js';
import { stepLr } from './step-lr.js';
import { warmupCosineSchedule } from './warmup-cosine-schedule.js';

/** The schedulers family, as the registry lists it. */
export const schedulers: readonly (ComponentDefinition | ConstantDefinition)[] = [
  constantLr,
  cosineAnnealingLr,
  exponentialLr,
  lambdaLr,
  linearLr,
  multiStepLr,
  polynomialLr,
  reduceLrOnPlateau,
  stepLr,
  warmupCosineSchedule,
];
