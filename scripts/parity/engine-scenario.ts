import type { Engine } from '../../components/trainers/engine.js';
import { type EngineEvent, Events } from '../../components/trainers/events.js';
import { FunctionEngine } from '../../components/trainers/function-engine.js';

interface Filter {
  readonly every?: number;
  readonly once?: number | readonly number[];
  readonly before?: number;
  readonly after?: number;
}

/** A scenario of `trainers.py`, with ignite's log. */
export interface Scenario {
  readonly name: string;
  /** Number of batches, or null for no data. */
  readonly data: number | null;
  readonly sized?: boolean;
  readonly max_epochs: number;
  readonly epoch_length?: number;
  readonly runs?: number;
  readonly raises?: number;
  readonly filters?: readonly (readonly [string, Filter])[];
  readonly actions?: readonly (readonly [string, Filter, string])[];
  readonly load?: Readonly<Record<string, number>>;
  readonly log: readonly string[];
}

/** What our engine logs in a scenario. */
export async function play(scenario: Scenario): Promise<string[]> {
  const log: string[] = [];
  const engine = new FunctionEngine((self, batch) => {
    log.push(`batch ${batch ?? 'None'}`);
    if (self.state.iteration === scenario.raises) throw new Error('no');
    return batch;
  });
  const note = (mark: string): string => `${mark} ${engine.state.epoch} ${engine.state.iteration}`;
  for (const event of Events.all()) {
    if (event === Events.EXCEPTION_RAISED && scenario.raises === undefined) continue;
    if (event === Events.TERMINATE_SINGLE_EPOCH) {
      engine.addEventHandler(event, (_, count) => log.push(`${note(event.name)} after ${String(count)}`));
    } else engine.addEventHandler(event, () => log.push(note(event.name)));
  }
  for (const [index, [name, filter]] of (scenario.filters ?? []).entries()) {
    engine.addEventHandler(filtered(name, filter), () => log.push(note(`filter ${index}`)));
  }
  for (const [name, filter, action] of scenario.actions ?? []) {
    engine.addEventHandler(filtered(name, filter), () => act(engine, action));
  }
  if (scenario.load) engine.loadStateDict(scenario.load);
  const batches = scenario.data === null ? null : Array.from({ length: scenario.data }, (_, index) => index);
  const data = batches && scenario.sized === false ? unsized(batches) : batches;
  for (let run = 0; run < (scenario.runs ?? 1); run++) {
    log.push('run');
    await engine.run(data, scenario.max_epochs, scenario.epoch_length);
  }
  return log;
}

function filtered(name: string, { every, once, before, after }: Filter): EngineEvent {
  const event = Events.all().find((candidate) => candidate.name === name);
  if (!event) throw new Error(`no event ${name}`);
  const plain = [every, once, before, after].every((value) => value === undefined);
  return plain ? event : event.filtered(null, every, once, before, after);
}

function act(engine: Engine, action: string): void {
  if (action.startsWith('terminate_epoch')) engine.terminateEpoch(action.endsWith('silently'));
  else if (action.startsWith('terminate')) engine.terminate(action.endsWith('silently'));
  else engine.interrupt();
}

function unsized(batches: readonly number[]): Iterable<number> {
  return { [Symbol.iterator]: () => batches[Symbol.iterator]() };
}
