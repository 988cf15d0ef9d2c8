import { fail } from '../../engine/errors.js';
import { type Exposed, exposed, method, property } from '../../engine/registry/exposed.js';
import { interruption } from '../../engine/types/interrupt.js';
import { getLogger, type Logger } from '../../engine/types/log.js';
import {
  type KeptEngine,
  noteBegin,
  type RunKeeper,
  type RunPosition,
  runKeeper,
} from '../../engine/types/run-keeper.js';
import { BatchCursor, type DataSource, passLength } from './batch-cursor.js';
import { clockText, secondsSince } from './elapsed.js';
import { EpochExchange } from './epoch-exchange.js';
import { EventSource } from './event-source.js';
import { Events } from './events.js';
import { State } from './state.js';

class RunTerminated {}
class EpochTerminated {}
/** The process was asked to stop, and the run is saved: nothing that ends a run happens any more. */
class RunPaused {}

/** The engine that runs now and is not run by another one's handlers, and who keeps it. */
let outermost: { readonly engine: Engine; readonly keeper: RunKeeper | null } | null = null;

/**
 * Runs a step over batches, epoch after epoch, and fires events along the way: ignite 0.5.3's `Engine`, asynchronous. Handlers run in
 * the order they were added and are awaited. It differs from ignite in three ways: a run also ends after the current step when
 * the process was asked to stop ({@link interruption}); an exception is offered once to all `EXCEPTION_RAISED` handlers, whatever
 * the first of them does; and a run that resumes within an epoch continues with the batch after the last one done.
 *
 * Where runs are kept ({@link runKeeper}) the outermost engine is saved between steps and put back there later. It then stops only at such
 * places, without TERMINATE and COMPLETED: it is not over.
 */
export abstract class Engine extends EventSource implements KeptEngine {
  static readonly [exposed]: Exposed = {
    state: property(),
    logger: property(),
    should_terminate: property(),
    should_terminate_single_epoch: property(),
    last_event_name: property(),
    add_event_handler: method('event_name', 'handler'),
    has_event_handler: method('handler', 'event_name'),
    remove_event_handler: method('handler', 'event_name'),
    on: method('event_name'),
    fire_event: method('event_name'),
    register_events: method('event_names', 'event_to_attr'),
    has_registered_events: method('event'),
    terminate: method('skip_completed'),
    terminate_epoch: method('skip_epoch_completed'),
    interrupt: method(),
    set_data: method('data'),
    state_dict: method(),
    load_state_dict: method('state_dict'),
  };

  override readonly state = new State();
  /** What ranks tell each other as an epoch ends. */
  readonly exchange = new EpochExchange();
  logger: Logger;
  shouldTerminate: boolean | 'skip_completed' = false;
  shouldTerminateSingleEpoch: boolean | 'skip_epoch_completed' = false;
  shouldInterrupt = false;

  #cursor: BatchCursor | null = null;
  #lastPlace: { readonly pass: number; readonly taken: number } | null = null;
  #data: DataSource | null = null;
  #firstIteration: number | null = null;
  #running: AsyncGenerator<void, void> | null = null;
  #keeper: RunKeeper | null = null;
  /** Where the next run goes on, when it is one that was saved. */
  #continued: RunPosition | null = null;
  /** Iterations done of the present epoch. */
  #inEpoch = 0;
  /** Whether this process has done a step of the run. */
  #stepped = false;
  #ended: RunPosition['ended'] = null;

  constructor() {
    super();
    this.logger = getLogger(`ignite.engine.engine.${this.constructor.name}`);
    this.registerEvents(Events);
  }

  protected override get engine(): this {
    return this;
  }

  /** One step over a batch; what it returns becomes `state.output`. */
  protected abstract process(batch: unknown): unknown;

  /** Whether its steps change what they work on. */
  get trains(): boolean {
    return true;
  }

  /** The pass over the data that an epoch makes, from 0: a loader's order and its samples' draws follow from it. */
  protected passOf(epoch: number): number {
    return Math.max(0, epoch - 1);
  }

  /**
   * Called as an epoch begins, after each iteration and as an epoch ends, before the handlers of those events.
   * @param _done iterations of the epoch that an earlier process did
   */
  protected epochBegins(_done: number): void {}
  protected iterationDone(): void {}
  /** Called when an epoch's batches are done, before its last event: ranks tell each other what they have. */
  protected async batchesDone(): Promise<void> {
    if (!this.exchange.isEmpty) await this.exchange.run();
  }
  protected epochEnds(): void {}

  /** Ends the run after the current event's handlers: TERMINATE and (unless skipped) COMPLETED follow. */
  terminate(skipCompleted = false): void {
    this.logger.info('Terminate signaled. Engine will stop after current iteration is finished.');
    this.shouldTerminate = skipCompleted ? 'skip_completed' : true;
  }

  /** Ends the current epoch and goes on with the next. */
  terminateEpoch(skipEpochCompleted = false): void {
    this.logger.info(
      'Terminate current epoch is signaled. Current epoch iteration will stop after current iteration is finished.',
    );
    this.shouldTerminateSingleEpoch = skipEpochCompleted ? 'skip_epoch_completed' : true;
  }

  /** Returns from the run after the current event's handlers; running again goes on from there. */
  interrupt(): void {
    this.logger.info('interrupt signaled. Engine will interrupt the run after current iteration is finished.');
    this.shouldInterrupt = true;
  }

  /** Goes on with other data from the next batch. */
  setData(data: DataSource): void {
    this.#data = data;
    this.state.dataloader = data;
    this.#cursor = new BatchCursor(data, this.passOf(this.state.epoch));
  }

  stateDict(): Readonly<Record<string, unknown>> {
    return this.state.saved();
  }

  /** Restores `iteration` (or `epoch`), `max_epochs` and `epoch_length`. */
  loadStateDict(saved: Readonly<Record<string, unknown>>): void {
    this.state.restore(saved);
  }

  position(): RunPosition {
    const { iteration, epoch } = this.state;
    const { pass = this.passOf(epoch), taken = 0 } = this.#cursor ?? this.#lastPlace ?? {};
    return { iteration, epoch, inEpoch: this.#inEpoch, pass, taken, ended: this.#ended };
  }

  continueAt(position: RunPosition): void {
    this.state.iteration = position.iteration;
    this.state.epoch = position.epoch;
    this.#continued = position;
    this.#inEpoch = position.inEpoch;
  }

  /** What a run that is saved needs beside its position: metrics, the best one, and what handlers left in the state. */
  resumeState(): unknown {
    return this.state.resumeState();
  }

  resumeFrom(saved: unknown): void {
    this.state.resumeFrom(saved);
  }

  /**
   * Runs over `data` until `maxEpochs`. A state with iterations left is continued; one that is done, or new, starts from the
   * beginning. `epochLength` defaults to the data's own length.
   * @throws BundleError bad_input when the limits contradict the state, and whatever a step or handler throws
   */
  async runOver(
    data: DataSource | null,
    maxEpochs: number | null = null,
    epochLength: number | null = null,
  ): Promise<State> {
    if (outermost) return this.#runOver(data, maxEpochs, epochLength);
    this.#keeper = runKeeper();
    outermost = { engine: this, keeper: this.#keeper };
    noteBegin();
    try {
      if ((await this.#keeper?.begin(this)) === 'done') return this.state;
      this.#ended = null;
      const state = await this.#runOver(data, maxEpochs, epochLength);
      if (this.#ended) await this.#keeper?.end(this);
      return state;
    } finally {
      outermost = null;
      this.#keeper = null;
    }
  }

  async #runOver(data: DataSource | null, maxEpochs: number | null, epochLength: number | null): Promise<State> {
    const { state } = this;
    if (state.maxEpochs !== null) this.#checkLimits(maxEpochs, epochLength);
    if (this.#continued) {
      state.maxEpochs ??= maxEpochs;
      this.logger.info(
        `Engine run continues after iteration ${state.iteration} in epoch ${state.epoch}, until ${state.maxEpochs} epochs`,
      );
    } else if (state.maxEpochs === null || (this.state.isDone() && !this.#running)) {
      const length = epochLength ?? (data ? passLength(data) : null);
      if (data === null && length === null) this.#refuse('without data, epoch_length must be given');
      if (length !== null && length < 1) this.#refuse('the data has no batches');
      Object.assign(state, { iteration: 0, epoch: 0, maxEpochs: maxEpochs ?? 1, epochLength: length });
      this.#running = null;
      this.logger.info(`Engine run starting with max_epochs=${state.maxEpochs}.`);
    } else {
      this.logger.info(
        `Engine run resuming from iteration ${state.iteration}, epoch ${state.epoch} until ${state.maxEpochs} epochs`,
      );
      if (state.epochLength === null && data === null) this.#refuse('without data, epoch_length must be given');
      if (this.shouldTerminate) this.#firstIteration = 0;
    }
    if (!this.#cursor) {
      this.#data = data;
      state.dataloader = data;
    }
    this.#running ??= this.#run();
    try {
      const { done } = await this.#running.next();
      if (done) this.#running = null;
    } catch (error) {
      this.#running = null;
      throw error;
    }
    return state;
  }

  #checkLimits(maxEpochs: number | null, epochLength: number | null): void {
    const { state } = this;
    if (maxEpochs !== null) {
      if (maxEpochs < state.epoch) {
        this.#refuse(`max_epochs (${maxEpochs}) is less than the ${state.epoch} epochs already done`);
      }
      state.maxEpochs = maxEpochs;
    }
    if (epochLength !== null && epochLength !== state.epochLength) {
      this.#refuse(`epoch_length (${epochLength}) differs from the state's (${state.epochLength})`);
    }
  }

  #refuse(problem: string): never {
    fail({ family: 'component', code: 'bad_input', component: this.constructor.name, problem });
  }

  async *#run(): AsyncGenerator<void, void> {
    const { state } = this;
    this.shouldTerminate = this.shouldTerminateSingleEpoch = this.shouldInterrupt = false;
    this.#stepped = false;
    this.#ended = null;
    Object.assign(state.times, { EPOCH_COMPLETED: 0, COMPLETED: 0 });
    const start = performance.now();
    try {
      try {
        if (!this.#continued) {
          await this.fire(Events.STARTED);
          yield* this.#stopOrPause();
        }
        while (this.#isWithinEpoch() || (!this.state.isDone() && !this.shouldTerminate)) yield* this.#runEpoch();
      } catch (reason) {
        if (reason instanceof EpochTerminated) this.#refuse('terminate_epoch() was called before the epoch began');
        if (!(reason instanceof RunTerminated)) throw reason;
        this.#ended = 'terminated';
        await this.fire(Events.TERMINATE);
      }
      state.times.COMPLETED = secondsSince(start);
      if (!this.#skips('skip_completed')) await this.fire(Events.COMPLETED);
      state.times.COMPLETED = secondsSince(start);
      this.logger.info(`Engine run finished. Time taken: ${clockText(state.times.COMPLETED)}`);
      this.#ended ??= 'completed';
    } catch (error) {
      if (error instanceof RunPaused) return;
      this.logger.debug(`Engine run is terminating due to exception: ${messageOf(error)}`);
      await this.raise(error);
    } finally {
      await this.#closeData();
    }
  }

  async *#runEpoch(): AsyncGenerator<void, void> {
    const { state } = this;
    const start = performance.now();
    if (!this.#isWithinEpoch()) {
      state.epoch++;
      this.#inEpoch = 0;
      await this.fire(Events.EPOCH_STARTED);
      yield* this.#stopOrPause();
    }
    if (!this.#cursor) this.#openData();
    this.#continued = null;
    this.epochBegins(this.#inEpoch);
    try {
      yield* this.#runBatches();
    } finally {
      this.epochEnds();
    }
    await this.batchesDone();
    state.times.EPOCH_COMPLETED = secondsSince(start);
    if (!this.#skips('skip_epoch_completed')) {
      await this.fire(Events.EPOCH_COMPLETED);
      state.times.EPOCH_COMPLETED = secondsSince(start);
    }
    this.shouldTerminateSingleEpoch = false;
    yield* this.#stopOrPause();
    this.#inEpoch = 0;
    if (!state.isDone()) await this.#keep();
    this.logger.info(`Epoch[${state.epoch}] Complete. Time taken: ${clockText(state.times.EPOCH_COMPLETED)}`);
  }

  /** Whether the run goes on in the middle of an epoch. */
  #isWithinEpoch(): boolean {
    return this.#continued !== null && this.#continued.inEpoch > 0;
  }

  /** Lets the keeper save the run, and end it where the process was asked to stop. */
  async #keep(): Promise<void> {
    if (!(await this.#keeper?.pause(this))) return;
    await this.fire(Events.INTERRUPT);
    throw new RunPaused();
  }

  async *#runBatches(): AsyncGenerator<void, void> {
    const { state } = this;
    let counter = this.#firstIteration ?? 0;
    this.#firstIteration = null;
    let restarted = false;
    try {
      while (true) {
        state.batch = null;
        if (this.#data && this.lastEventName !== Events.DATALOADER_STOP_ITERATION.name) {
          await this.fire(Events.GET_BATCH_STARTED);
          yield* this.#stopOrPause();
        }
        const next = this.#cursor ? await this.#cursor.next() : { done: false, value: null };
        if (next.done) {
          if (state.epochLength === null) {
            state.epochLength = counter;
            return;
          }
          if (restarted) {
            this.logger.warning(`the data ended at iteration ${state.iteration}, before the epochs asked for`);
            return;
          }
          await this.fire(Events.DATALOADER_STOP_ITERATION);
          yield* this.#stopOrPause();
          this.#cursor?.restart();
          restarted = true;
          continue;
        }
        state.batch = next.value;
        state.output = null;
        if (this.#data) {
          await this.fire(Events.GET_BATCH_COMPLETED);
          yield* this.#stopOrPause();
        }
        counter++;
        restarted = false;
        state.iteration++;
        await this.fire(Events.ITERATION_STARTED);
        yield* this.#stopOrPause();
        state.output = await this.process(state.batch);
        this.iterationDone();
        await this.fire(Events.ITERATION_COMPLETED);
        // A turn of the event loop: signals and workers' messages get through even when every promise is already settled.
        await new Promise(setImmediate);
        this.#stepped = true;
        this.#inEpoch = counter;
        yield* this.#stopOrPause();
        if (counter === state.epochLength) return;
        await this.#keep();
      }
    } catch (reason) {
      if (reason instanceof RunTerminated || reason instanceof RunPaused) throw reason;
      if (reason instanceof EpochTerminated) {
        await this.fire(Events.TERMINATE_SINGLE_EPOCH, counter);
        this.#cursor?.restart();
        return;
      }
      this.logger.debug(`Current run is terminating due to exception: ${messageOf(reason)}`);
      await this.raise(reason);
    }
  }

  async *#stopOrPause(): AsyncGenerator<void, void> {
    if (interruption.requested && !this.shouldTerminate) {
      if (!outermost?.keeper) {
        await this.fire(Events.INTERRUPT);
        this.terminate();
      } else if (outermost.engine === this && !this.#stepped) {
        // Nothing was done that could be lost; a step may be far away while a data set is being cached.
        throw new RunPaused();
      }
    }
    if (this.shouldTerminate) throw new RunTerminated();
    if (this.shouldTerminateSingleEpoch) throw new EpochTerminated();
    if (this.shouldInterrupt) {
      await this.fire(Events.INTERRUPT);
      this.shouldInterrupt = false;
      yield;
    }
  }

  /** Whether a handler asked to end without the closing event. */
  #skips(what: 'skip_completed' | 'skip_epoch_completed'): boolean {
    return this.shouldTerminate === what || this.shouldTerminateSingleEpoch === what;
  }

  #openData(): void {
    const { iteration, epoch, epochLength } = this.state;
    if (this.#continued) {
      const { inEpoch, pass, taken } = this.#continued;
      this.#firstIteration = inEpoch;
      if (this.#data) this.#cursor = new BatchCursor(this.#data, pass, taken);
      return;
    }
    const fromStart = this.#firstIteration !== null;
    this.#firstIteration ??= epochLength ? iteration % epochLength : iteration;
    if (!this.#data) return;
    const length = passLength(this.#data);
    const resumed = !fromStart && iteration > 0 && length;
    this.#cursor = resumed
      ? new BatchCursor(this.#data, Math.floor(iteration / length), iteration % length)
      : new BatchCursor(this.#data, this.passOf(epoch));
  }

  async #closeData(): Promise<void> {
    const cursor = this.#cursor;
    this.#cursor = null;
    if (cursor) this.#lastPlace = { pass: cursor.pass, taken: cursor.taken };
    await cursor?.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
