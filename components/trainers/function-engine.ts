import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { type Exposed, exposed, method } from '../../engine/registry/exposed.js';
import { Callback } from '../../engine/registry/schema.js';
import type { DataSource } from './batch-cursor.js';
import { Engine } from './engine.js';
import type { State } from './state.js';

/** A step: the engine and a batch in, `state.output` out. */
export type ProcessFunction = (engine: Engine, batch: unknown) => unknown;

/** An engine whose step is a function: what `ignite.engine.Engine` is to its users. */
export class FunctionEngine extends Engine {
  static override readonly [exposed]: Exposed = { run: method('data', 'max_epochs', 'epoch_length') };

  constructor(readonly processFunction: ProcessFunction) {
    super();
  }

  protected override process(batch: unknown): unknown {
    return this.processFunction(this, batch);
  }

  /** See {@link Engine.runOver}. */
  run(data: DataSource | null = null, maxEpochs?: number | null, epochLength?: number | null): Promise<State> {
    return this.runOver(data, maxEpochs, epochLength);
  }
}

export const engine = component({
  name: 'Engine',
  modules: ['ignite.engine', 'ignite.engine.engine'],
  kind: 'trainer',
  description: 'Runs a function over batches, epoch after epoch, and fires events along the way.',
  arguments: Type.Object({
    processFunction: Callback<ProcessFunction>('The step: (engine, batch) → output.'),
  }),
  create: ({ processFunction }) => new FunctionEngine(processFunction),
});
