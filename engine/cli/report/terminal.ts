import type { ProgressBar, ProgressReporter, ProgressTask } from '../../types/progress.js';
import type { TextStream } from '../../types/streams.js';
import { type Colours, coloursFor } from './colours.js';
import { barLine, finishedLine, plainLine } from './progress-text.js';

/** What the terminal writes to: `process.stderr`, or an array in tests. */
export interface Screen extends TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface TerminalOptions {
  /** Text of the run: logs and results. */
  readonly stdout: Screen;
  /** Progress. */
  readonly stderr: Screen;
  /** Milliseconds, from any start. */
  readonly now?: () => number;
  readonly colours?: Colours;
}

/** A task under way, with what its bar shows. */
export interface RunningTask extends ProgressTask {
  readonly started: number;
  completed: number;
  note: string | undefined;
}

const clearLine = '\r\u001b[2K';
/** Milliseconds between two drawings of a bar, and between two lines in a log. */
const redrawEvery = 80;
const reportEvery = 10_000;
/** A task shorter than this leaves no line in a log. */
const worthALine = 1_000;

/**
 * Progress as a person at a terminal wants it: one bar at the bottom for the innermost task, text above it. Where the
 * output is no terminal, a line every ten seconds and one at the end.
 */
export class Terminal implements ProgressReporter {
  readonly #options: TerminalOptions;
  readonly #now: () => number;
  readonly #colours: Colours;
  readonly #tasks: RunningTask[] = [];
  #drawn = '';
  #drawnAt = Number.NEGATIVE_INFINITY;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
    this.#colours = options.colours ?? coloursFor(options.stderr);
  }

  /** Streams that keep the bar below what is written to them. */
  get streams(): { stdout: TextStream; stderr: TextStream } {
    return {
      stdout: { write: (text) => this.#above(this.#options.stdout, text) },
      stderr: { write: (text) => this.#above(this.#options.stderr, text) },
    };
  }

  start(task: ProgressTask): ProgressBar {
    const running: RunningTask = { ...task, started: this.#now(), completed: 0, note: undefined };
    this.#tasks.push(running);
    let reportedAt = running.started;
    this.#draw(true);
    return {
      tick: (count = 1, note) => {
        running.completed += count;
        if (note !== undefined) running.note = note;
        if (this.#onTerminal) this.#draw(false);
        else if (this.#now() - reportedAt >= reportEvery) {
          reportedAt = this.#now();
          this.#options.stderr.write(`${plainLine(running, reportedAt)}\n`);
        }
      },
      done: (note) => {
        const at = this.#tasks.indexOf(running);
        if (at < 0) return;
        this.#tasks.splice(at, 1);
        if (note !== undefined) running.note = note;
        if (this.#onTerminal || this.#now() - running.started >= worthALine) {
          this.#above(this.#options.stderr, `${finishedLine(running, this.#now())}\n`);
        }
      },
    };
  }

  /** Takes the bar away, before the program ends or asks something. */
  clear(): void {
    if (this.#drawn === '') return;
    this.#options.stderr.write(clearLine);
    this.#drawn = '';
  }

  get #onTerminal(): boolean {
    return this.#options.stderr.isTTY === true;
  }

  #above(screen: Screen, text: string): void {
    this.clear();
    screen.write(text);
    if (text.endsWith('\n')) this.#draw(true);
  }

  #draw(atOnce: boolean): void {
    const task = this.#tasks.at(-1);
    if (!task || !this.#onTerminal) return;
    const now = this.#now();
    if (!atOnce && now - this.#drawnAt < redrawEvery) return;
    const line = barLine(task, now, this.#options.stderr.columns || 80, this.#colours);
    this.#drawnAt = now;
    if (line === this.#drawn) return;
    this.#options.stderr.write(`${clearLine}${line}`);
    this.#drawn = line;
  }
}
