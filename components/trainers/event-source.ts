import { fail } from '../../engine/errors.js';
import type { Engine } from './engine.js';
import { type EventHandler, EventHandlers } from './event-handlers.js';
import { EngineEvent, EventGroup, Events, EventsList } from './events.js';
import type { State } from './state.js';

/** An event, or the name of one. */
export type EventLike = EngineEvent | string;

/** The events of an engine: who listens to which, and what happens when one is fired. */
export abstract class EventSource {
  abstract readonly state: State;
  lastEventName: string | null = null;

  readonly #handlers = new EventHandlers();
  /** Exceptions that handlers were offered already. */
  readonly #reported = new WeakSet<object>();

  /** What handlers are called with. */
  protected abstract get engine(): Engine;

  /**
   * Makes events known, so that handlers can be added and the events fired. `eventToAttr` names the state attribute that
   * counts an event, for its filters.
   */
  registerEvents(
    events: EventGroup | EventLike | readonly EventLike[],
    eventToAttr?: Readonly<Record<string, string>> | ReadonlyMap<unknown, unknown> | null,
  ): void {
    const list = events instanceof EventGroup ? events.all() : Array.isArray(events) ? events : [events];
    for (const event of list) this.#handlers.register(nameOf(event));
    const attributes = eventToAttr instanceof Map ? eventToAttr : new Map(Object.entries(eventToAttr ?? {}));
    for (const [event, attribute] of attributes) {
      this.#handlers.countBy(event instanceof EngineEvent ? event.name : String(event), String(attribute), this.state);
    }
  }

  hasRegisteredEvents(event: EventLike): boolean {
    return this.#handlers.knows(nameOf(event));
  }

  /** Runs `handler(engine, ...args)` whenever the event fires; a handler object's `handle` is called. */
  addEventHandler(event: EventLike | EventsList, handler: EventHandler, ...args: unknown[]): EventHandler {
    for (const one of event instanceof EventsList ? event.events : [event]) {
      this.#handlers.add(one, handler, args, this.constructor.name);
    }
    return handler;
  }

  hasEventHandler(handler: EventHandler, event?: EventLike | null): boolean {
    return this.#handlers.has(handler, event ? nameOf(event) : undefined);
  }

  removeEventHandler(handler: EventHandler, event: EventLike): void {
    if (!this.#handlers.remove(handler, nameOf(event))) {
      fail({
        family: 'component',
        code: 'bad_input',
        component: this.constructor.name,
        problem: `this handler is not attached to ${nameOf(event)}`,
      });
    }
  }

  /** Decorator form: `engine.on(Events.STARTED)(handler)`. */
  on(event: EventLike | EventsList, ...args: unknown[]): (handler: EventHandler) => EventHandler {
    return (handler) => this.addEventHandler(event, handler, ...args);
  }

  /** Fires an event by hand and waits for its handlers. */
  async fireEvent(event: EventLike): Promise<void> {
    this.#handlers.mustKnow(nameOf(event), this.constructor.name);
    await this.fire(event);
  }

  protected async fire(event: EventLike, ...args: unknown[]): Promise<void> {
    const name = nameOf(event);
    this.lastEventName = name;
    for (const run of this.#handlers.of(name)) await run(this.engine, args);
  }

  /** Offers an exception to the EXCEPTION_RAISED handlers; it goes on unless there are some and none of them throws. */
  protected async raise(error: unknown): Promise<void> {
    const offered = typeof error === 'object' && error !== null && this.#reported.has(error);
    const handlers = offered ? [] : this.#handlers.of(Events.EXCEPTION_RAISED.name);
    if (typeof error === 'object' && error !== null) this.#reported.add(error);
    let passedOn = handlers.length === 0;
    this.lastEventName = Events.EXCEPTION_RAISED.name;
    for (const run of handlers) {
      try {
        await run(this.engine, [error]);
      } catch {
        passedOn = true;
      }
    }
    if (passedOn) throw error;
  }
}

function nameOf(event: EventLike): string {
  return typeof event === 'string' ? event : event.name;
}
