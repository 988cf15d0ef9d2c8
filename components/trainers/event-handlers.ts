import { fail } from '../../engine/errors.js';
import type { Engine } from './engine.js';
import type { EventLike } from './event-source.js';
import { EngineEvent, type EventFilter, Events } from './events.js';
import type { State } from './state.js';

/** A handler with state of its own. */
export interface HandlerObject {
  handle(engine: Engine, ...args: unknown[]): unknown;
}

export type EventHandler = ((engine: Engine, ...args: unknown[]) => unknown) | HandlerObject;

interface Registered {
  readonly handler: EventHandler;
  readonly filter: EventFilter | undefined;
  readonly args: readonly unknown[];
}

/** A handler bound to its event, filter and arguments; `args` of the event come before the handler's own. */
export type Runner = (engine: Engine, args: readonly unknown[]) => unknown;

/** Which events an engine knows, who listens to each, and which state attribute counts it. */
export class EventHandlers {
  readonly #byEvent = new Map<string, Registered[]>();
  readonly #runners = new Map<string, Runner[]>();
  readonly #counters = new Map<string, string>([
    [Events.GET_BATCH_STARTED.name, 'iteration'],
    [Events.GET_BATCH_COMPLETED.name, 'iteration'],
    [Events.ITERATION_STARTED.name, 'iteration'],
    [Events.ITERATION_COMPLETED.name, 'iteration'],
    [Events.EPOCH_STARTED.name, 'epoch'],
    [Events.EPOCH_COMPLETED.name, 'epoch'],
    [Events.STARTED.name, 'epoch'],
    [Events.COMPLETED.name, 'epoch'],
  ]);

  register(event: string): void {
    if (!this.#byEvent.has(event)) this.#byEvent.set(event, []);
  }

  /** Lets filters of `event` see the state attribute `attribute`, which starts at 0. */
  countBy(event: string, attribute: string, state: State): void {
    this.#counters.set(event, attribute);
    if (!state.has(attribute)) state.set(attribute, 0);
  }

  knows(event: string): boolean {
    return this.#byEvent.has(event);
  }

  /** @throws BundleError bad_input for an event nobody registered */
  mustKnow(event: string, owner: string): Registered[] {
    return (
      this.#byEvent.get(event) ??
      fail({
        family: 'component',
        code: 'bad_input',
        component: owner,
        problem: `"${event}" is not an event of this engine`,
        fix: `register it with event_names, or use one of: ${[...this.#byEvent.keys()].join(', ')}`,
      })
    );
  }

  add(event: EventLike, handler: EventHandler, args: readonly unknown[], owner: string): void {
    const name = event instanceof EngineEvent ? event.name : event;
    this.mustKnow(name, owner).push({
      handler,
      filter: event instanceof EngineEvent ? event.filter : undefined,
      args,
    });
    this.#runners.delete(name);
  }

  has(handler: EventHandler, event?: string): boolean {
    const lists = event === undefined ? [...this.#byEvent.values()] : [this.#byEvent.get(event) ?? []];
    return lists.some((list) => list.some((entry) => entry.handler === handler));
  }

  /** Whether there was such a handler. */
  remove(handler: EventHandler, event: string): boolean {
    const list = this.#byEvent.get(event) ?? [];
    const kept = list.filter((entry) => entry.handler !== handler);
    if (kept.length === list.length) return false;
    this.#byEvent.set(event, kept);
    this.#runners.delete(event);
    return true;
  }

  /** The handlers of `event` in order, as they stand: one added while they run waits for the next time. */
  of(event: string): readonly Runner[] {
    let runners = this.#runners.get(event);
    if (!runners) {
      runners = (this.#byEvent.get(event) ?? []).map((entry) => this.#runner(event, entry));
      this.#runners.set(event, runners);
    }
    return runners;
  }

  #runner(event: string, { handler, filter, args }: Registered): Runner {
    return (engine, eventArgs) => {
      if (filter && !filter(engine, this.#count(event, engine.state))) return undefined;
      return typeof handler === 'function'
        ? handler(engine, ...eventArgs, ...args)
        : handler.handle(engine, ...eventArgs, ...args);
    };
  }

  #count(event: string, state: State): number {
    const attribute = this.#counters.get(event);
    const count = attribute === undefined ? undefined : state.get(attribute);
    if (typeof count === 'number') return count;
    return fail({
      family: 'component',
      code: 'bad_input',
      component: 'Events',
      problem: `${event} has no count for its filter`,
      fix: 'name a state attribute for it in event_to_attr',
    });
  }
}
