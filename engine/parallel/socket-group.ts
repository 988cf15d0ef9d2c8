import { createServer, connect as open, type Server, type Socket } from 'node:net';
import type { ParallelFailure } from '../errors/parallel.js';
import { BundleError } from '../errors.js';
import { agree, type Collective, factsText } from './collective.js';
import { CollectiveGroup } from './collective-group.js';
import { type Frame, readFrames, sendFrame } from './frames.js';
import type { ProcessGroup } from './process-group.js';
import type { GroupOptions } from './shared-memory-group.js';

interface Waiting {
  readonly collective: Collective;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Collectives over a local socket (a Unix socket, or a named pipe on Windows), where memory cannot be shared because the native addon was not built: the
 * other ranks send their parts to rank 0, which sends all of them to all. Every rank then does for itself what it would do in shared memory, so
 * the results are the same, bit for bit. It costs each rank `worldSize` times the data, which is what shared memory is for.
 */
export class SocketGroup extends CollectiveGroup implements ProcessGroup {
  readonly transport = 'local sockets';
  readonly rank: number;
  readonly localRank: number;
  timeout: number;
  readonly #queue: Waiting[] = [];
  /** Messages of each other rank (of rank 0, for the others) that are not used yet. */
  readonly #inbox = new Map<number, Frame[]>();
  readonly #sockets = new Map<number, Socket>();
  readonly #left = new Set<number>();
  #failure: BundleError | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(
    { rank, localRank = rank, timeout = 600_000 }: GroupOptions,
    readonly worldSize: number,
  ) {
    super();
    this.rank = rank;
    this.localRank = localRank;
    this.timeout = timeout;
  }

  /**
   * Connects a rank with the others; resolves when all are there.
   *
   * @param path of the socket, which rank 0 makes
   */
  static async connect(path: string, options: GroupOptions, worldSize: number): Promise<SocketGroup> {
    const group = new SocketGroup(options, worldSize);
    await (group.rank === 0 ? group.#gatherRanks(path) : group.#joinRanks(path));
    return group;
  }

  async #gatherRanks(path: string): Promise<void> {
    if (this.worldSize === 1) return;
    const server: Server = createServer();
    await new Promise<void>((ready, failed) => {
      server.on('error', failed);
      server.on('connection', (socket) => {
        let rank: number | undefined;
        readFrames(socket, (frame) => {
          if (rank !== undefined) return this.#receive(rank, frame);
          rank = frame.body[0] ?? 0;
          this.#listen(rank, socket);
          if (this.#sockets.size === this.worldSize - 1) ready();
        });
      });
      server.listen(path);
    });
    // Everybody is connected: nobody else may come, and the path is free again.
    server.close();
  }

  async #joinRanks(path: string): Promise<void> {
    const until = performance.now() + this.timeout;
    for (;;) {
      try {
        const socket = await new Promise<Socket>((ready, failed) => {
          const made = open(path, () => ready(made));
          made.once('error', failed);
        });
        readFrames(socket, (frame) => this.#receive(0, frame));
        this.#listen(0, socket);
        sendFrame(socket, 'hello', Uint8Array.of(this.rank));
        return;
      } catch (error) {
        if (performance.now() > until) throw error;
        await new Promise((wake) => setTimeout(wake, 10));
      }
    }
  }

  #listen(rank: number, socket: Socket): void {
    this.#sockets.set(rank, socket);
    this.#inbox.set(rank, []);
    socket.setNoDelay();
    socket.on('error', () => this.lose(rank, 'is not connected any longer'));
    socket.on('close', () => {
      if (!this.#left.has(rank)) this.lose(rank, 'is not connected any longer');
    });
    // Only a collective under way keeps the process alive.
    socket.unref();
  }

  abort(why: string): void {
    this.#tell(new BundleError({ family: 'parallel', code: 'rank_failed', rank: this.rank, problem: why }));
  }

  #tell(error: BundleError): void {
    const body = Buffer.from(JSON.stringify(error.failure));
    for (const socket of this.#sockets.values()) sendFrame(socket, 'failed', body);
    this.#fail(error);
  }

  lose(rank: number, problem: string): void {
    this.#fail(new BundleError({ family: 'parallel', code: 'rank_failed', rank, problem }));
  }

  leave(rank: number): void {
    this.#left.add(rank);
    this.#work();
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    for (const [rank, socket] of this.#sockets) {
      this.#left.add(rank);
      sendFrame(socket, 'goodbye', new Uint8Array(0));
      socket.end();
    }
  }

  protected override start(collective: Collective): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((done, failed) => {
      this.#queue.push({ collective, done, failed });
      const { facts } = collective;
      if (this.rank > 0) {
        const slot = new Uint8Array(facts.bytes);
        const gives = facts.kind !== 'broadcast' || facts.root === this.rank;
        if (gives) collective.give(0, slot);
        const hub = this.#sockets.get(0);
        if (hub) sendFrame(hub, 'collective', gives ? slot : new Uint8Array(0), facts);
      }
      for (const socket of this.#sockets.values()) socket.ref();
      this.#restartTimer();
      this.#work();
    });
  }

  #receive(rank: number, frame: Frame): void {
    if (frame.type === 'failed') {
      const failure: ParallelFailure = JSON.parse(Buffer.from(frame.body).toString());
      // What one rank tells rank 0 the others must hear, too.
      if (this.rank === 0)
        for (const [other, socket] of this.#sockets) if (other !== rank) sendFrame(socket, 'failed', frame.body);
      this.#fail(new BundleError(failure));
    } else if (frame.type === 'goodbye') {
      this.#left.add(rank);
      this.#work();
    } else {
      this.#inbox.get(rank)?.push(frame);
      this.#work();
    }
  }

  /** Finishes every collective at the head of the queue whose messages are there. */
  #work(): void {
    try {
      while (this.#queue.length > 0 && (this.rank === 0 ? this.#serve() : this.#finish())) this.#restartTimer();
    } catch (error) {
      if (!(error instanceof BundleError)) throw error;
      this.#tell(error);
    }
    if (this.#queue.length > 0) return;
    clearTimeout(this.#timer);
    for (const socket of this.#sockets.values()) socket.unref();
  }

  /** Rank 0: sends what all gave to all. */
  #serve(): boolean {
    const [waiting] = this.#queue;
    if (!waiting) return false;
    const others = Array.from({ length: this.worldSize - 1 }, (_, index) => index + 1);
    const missing = others.filter((rank) => (this.#inbox.get(rank)?.length ?? 0) === 0);
    for (const rank of missing) if (this.#left.has(rank)) this.#gone(rank);
    if (missing.length > 0) return false;
    const { facts } = waiting.collective;
    const own = new Uint8Array(facts.bytes);
    waiting.collective.give(0, own);
    const frames: Frame[] = [{ type: 'collective', facts, body: own }];
    for (const rank of others) frames.push(this.#inbox.get(rank)?.shift() ?? { type: 'collective', facts, body: own });
    for (const [rank, { facts: theirs }] of frames.entries()) {
      if (agree(facts, theirs)) continue;
      const words = { rank, here: factsText(facts), there: factsText(theirs) };
      throw new BundleError({ family: 'parallel', code: 'rank_mismatch', ...words });
    }
    for (const socket of this.#sockets.values()) {
      for (const { facts: said, body } of frames) sendFrame(socket, 'collective', body, said);
    }
    this.#conclude(waiting, frames);
    return true;
  }

  /** Another rank: takes what rank 0 sent, one message for each rank. */
  #finish(): boolean {
    const [waiting] = this.#queue;
    const inbox = this.#inbox.get(0) ?? [];
    if (!waiting || inbox.length < this.worldSize) {
      if (this.#left.has(0)) this.#gone(0);
      return false;
    }
    this.#conclude(waiting, inbox.splice(0, this.worldSize));
    return true;
  }

  #conclude({ collective, done }: Waiting, frames: readonly Frame[]): void {
    this.#queue.shift();
    const bodies = frames.map(({ body }) => body);
    const size = Math.max(1, ...bodies.map((body) => body.length), collective.facts.bytes);
    // One round of whole messages; shorter ones are only looked at as far as they go.
    const slots = bodies.map((body) => {
      if (body.length === size) return body;
      const slot = new Uint8Array(Math.ceil(size / 8) * 8);
      slot.set(body);
      return slot;
    });
    collective.take(
      0,
      slots,
      frames.map(({ facts }) => facts),
    );
    done();
  }

  #gone(rank: number): never {
    const problem = `has finished its run, while rank ${this.rank} still waits for it`;
    throw new BundleError({ family: 'parallel', code: 'rank_failed', rank, problem });
  }

  #restartTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const missing =
        this.rank > 0 ? [] : [...this.#inbox].filter(([, frames]) => frames.length === 0).map(([rank]) => rank);
      const what = this.#queue[0] ? factsText(this.#queue[0].collective.facts) : 'the others';
      const problem = `did not come to ${what} within ${Math.round(this.timeout / 1000)} s`;
      this.lose(missing[0] ?? 0, problem);
    }, this.timeout);
  }

  #fail(error: BundleError): void {
    this.#failure ??= error;
    clearTimeout(this.#timer);
    for (const { failed } of this.#queue.splice(0)) failed(error);
  }
}
