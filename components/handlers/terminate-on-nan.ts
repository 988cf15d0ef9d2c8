import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback, Nullable } from '../../engine/registry/schema.js';
import { NdArray } from '../../engine/types/index.js';
import { isMapping } from '../data/mapping.js';
import { elements } from '../metrics/elements.js';
import type { Engine } from '../trainers/engine.js';

/** Ends a run whose output holds NaN or infinity (ignite's `TerminateOnNan`). */
export class TerminateOnNan {
  static readonly [exposed]: Exposed = { __call__: method('engine').as('handle') };

  constructor(readonly outputTransform: ((output: unknown) => unknown) | null) {}

  handle(engine: Engine): void {
    const { output } = engine.state;
    if (allFinite(this.outputTransform ? this.outputTransform(output) : output)) return;
    engine.logger.warning('TerminateOnNan: the output holds NaN or infinity. Stop training');
    engine.terminate();
  }
}

function allFinite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (value instanceof NdArray) return elements(value).every((element) => Number.isFinite(element));
  if (Array.isArray(value)) return value.every(allFinite);
  return isMapping(value) ? Object.values(value).every(allFinite) : true;
}

export const terminateOnNan = component({
  name: 'TerminateOnNan',
  modules: ['ignite.handlers', 'ignite.handlers.terminate_on_nan'],
  kind: 'handler',
  description: 'Ends a run whose output holds NaN or infinity.',
  arguments: Type.Object({
    outputTransform: Nullable(
      Callback<(output: unknown) => unknown>('What of the output to look at; all of it by default.'),
    ),
  }),
  create: ({ outputTransform }) => new TerminateOnNan(outputTransform),
});
