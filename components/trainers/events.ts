import { fail } from '../../engine/errors.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import type { Engine } from './engine.js';

/** Decides whether a handler runs: given the engine and the event's count (the epoch, the iteration, …). */
export type EventFilter = (engine: Engine, count: number) => unknown;

/**
 * An event of an engine's run, with or without a filter (ignite's `CallableEventWithFilter`). Two are the same event when
 * their names are, whatever their filters.
 */
export class EngineEvent {
  static readonly [exposed]: Exposed = {
    name: property(),
    value: property(),
    __call__: method('event_filter', 'every', 'once', 'before', 'after').as('filtered'),
    __or__: method('other').as('or'),
    __eq__: method('other').as('equals'),
    __str__: method().as('toString'),
  };

  constructor(
    /** `EPOCH_COMPLETED` */
    readonly name: string,
    /** `epoch_completed` */
    readonly value: string,
    readonly filter?: EventFilter,
  ) {}

  /**
   * The event, restricted. Either a filter, or `once` (a count or a list of them), or any of `every` (each that many
   * times), `before` and `after` (counts, both exclusive).
   * @throws BundleError invalid_argument
   */
  filtered(
    eventFilter?: EventFilter | null,
    every?: number | null,
    once?: number | readonly number[] | null,
    before?: number | null,
    after?: number | null,
  ): EngineEvent {
    const ranged = given(every) || given(before) || given(after);
    if (Number(given(eventFilter)) + Number(given(once)) + Number(ranged) !== 1) {
      refuse('filter', 'one of event_filter, once, or every/before/after', 'several or none of them');
    }
    if (given(eventFilter)) return this.#with(eventFilter);
    if (given(once)) {
      const counts = typeof once === 'number' ? [once] : once;
      if (counts.length === 0 || !counts.every((count) => whole(count, 1))) {
        refuse('once', 'a whole number ≥ 1 or a list of them', JSON.stringify(once));
      }
      return this.#with((_, count) => counts.includes(count));
    }
    if (given(every) && !whole(every, 1)) refuse('every', 'a whole number ≥ 1', String(every));
    if (given(before) && !whole(before, 0)) refuse('before', 'a whole number ≥ 0', String(before));
    if (given(after) && !whole(after, 0)) refuse('after', 'a whole number ≥ 0', String(after));
    if (!given(before) && !given(after)) return this.every(every ?? 1);
    const low = after ?? 0;
    const high = before ?? Number.POSITIVE_INFINITY;
    const step = every ?? 1;
    return this.#with((_, count) => count > low && count < high && (count - low - 1) % step === 0);
  }

  /** The event, each `count` times. */
  every(count: number): EngineEvent {
    return count === 1 ? new EngineEvent(this.name, this.value) : this.#with((_, at) => at % count === 0);
  }

  #with(filter: EventFilter): EngineEvent {
    return new EngineEvent(this.name, this.value, filter);
  }

  /** This event and another: `Events.STARTED | Events.COMPLETED`. */
  or(other: EngineEvent | EventsList): EventsList {
    return new EventsList([this]).or(other);
  }

  equals(other: unknown): boolean {
    return other instanceof EngineEvent ? other.name === this.name : other === this.name;
  }

  toString(): string {
    return `Events.${this.name}${this.filter ? '(filter)' : ''}`;
  }
}

function given<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function whole(value: number, least: number): boolean {
  return Number.isInteger(value) && value >= least;
}

function refuse(argument: string, expected: string, got: string): never {
  fail({ family: 'component', code: 'invalid_argument', component: 'Events', argument, expected, got });
}

/** Several events, to attach one handler to all of them. */
export class EventsList {
  static readonly [exposed]: Exposed = {
    __or__: method('other').as('or'),
    __len__: method().as('size'),
    __iter__: method().as('values'),
  };

  constructor(readonly events: readonly EngineEvent[]) {}

  or(other: EngineEvent | EventsList): EventsList {
    return new EventsList([...this.events, ...(other instanceof EventsList ? other.events : [other])]);
  }

  size(): number {
    return this.events.length;
  }

  values(): IterableIterator<EngineEvent> {
    return this.events[Symbol.iterator]();
  }
}

/** A named family of events: ignite's `EventEnum` classes. */
export abstract class EventGroup {
  /** All events of the family, in the order of declaration. */
  all(): EngineEvent[] {
    return Object.values(this).filter((value) => value instanceof EngineEvent);
  }
}

class CoreEvents extends EventGroup {
  static readonly [exposed]: Exposed = {
    EPOCH_STARTED: property(),
    EPOCH_COMPLETED: property(),
    STARTED: property(),
    COMPLETED: property(),
    ITERATION_STARTED: property(),
    ITERATION_COMPLETED: property(),
    EXCEPTION_RAISED: property(),
    GET_BATCH_STARTED: property(),
    GET_BATCH_COMPLETED: property(),
    DATALOADER_STOP_ITERATION: property(),
    TERMINATE: property(),
    TERMINATE_SINGLE_EPOCH: property(),
    INTERRUPT: property(),
  };

  readonly EPOCH_STARTED = new EngineEvent('EPOCH_STARTED', 'epoch_started');
  readonly EPOCH_COMPLETED = new EngineEvent('EPOCH_COMPLETED', 'epoch_completed');
  readonly STARTED = new EngineEvent('STARTED', 'started');
  readonly COMPLETED = new EngineEvent('COMPLETED', 'completed');
  readonly ITERATION_STARTED = new EngineEvent('ITERATION_STARTED', 'iteration_started');
  readonly ITERATION_COMPLETED = new EngineEvent('ITERATION_COMPLETED', 'iteration_completed');
  readonly EXCEPTION_RAISED = new EngineEvent('EXCEPTION_RAISED', 'exception_raised');
  readonly GET_BATCH_STARTED = new EngineEvent('GET_BATCH_STARTED', 'get_batch_started');
  readonly GET_BATCH_COMPLETED = new EngineEvent('GET_BATCH_COMPLETED', 'get_batch_completed');
  /** The data ran out within an epoch and starts anew. */
  readonly DATALOADER_STOP_ITERATION = new EngineEvent('DATALOADER_STOP_ITERATION', 'dataloader_stop_iteration');
  readonly TERMINATE = new EngineEvent('TERMINATE', 'terminate');
  readonly TERMINATE_SINGLE_EPOCH = new EngineEvent('TERMINATE_SINGLE_EPOCH', 'terminate_single_epoch');
  readonly INTERRUPT = new EngineEvent('INTERRUPT', 'interrupt');
}

/** The events every engine fires (ignite's `Events`). */
export const Events = new CoreEvents();

class MonaiIterationEvents extends EventGroup {
  static readonly [exposed]: Exposed = {
    FORWARD_COMPLETED: property(),
    LOSS_COMPLETED: property(),
    BACKWARD_COMPLETED: property(),
    MODEL_COMPLETED: property(),
    INNER_ITERATION_STARTED: property(),
    INNER_ITERATION_COMPLETED: property(),
  };

  readonly FORWARD_COMPLETED = new EngineEvent('FORWARD_COMPLETED', 'forward_completed');
  readonly LOSS_COMPLETED = new EngineEvent('LOSS_COMPLETED', 'loss_completed');
  readonly BACKWARD_COMPLETED = new EngineEvent('BACKWARD_COMPLETED', 'backward_completed');
  readonly MODEL_COMPLETED = new EngineEvent('MODEL_COMPLETED', 'model_completed');
  readonly INNER_ITERATION_STARTED = new EngineEvent('INNER_ITERATION_STARTED', 'inner_iteration_started');
  readonly INNER_ITERATION_COMPLETED = new EngineEvent('INNER_ITERATION_COMPLETED', 'inner_iteration_completed');
}

/** The events within an iteration (MONAI's `IterationEvents`). */
export const IterationEvents = new MonaiIterationEvents();
