import { type CheckpointFailure, describeCheckpoint } from './errors/checkpoint.js';
import { type CommandFailure, describeCommand } from './errors/command.js';
import { type ComponentFailure, describeComponent } from './errors/component.js';
import { type ConfigFailure, describeConfig } from './errors/config.js';
import { type DataFailure, describeData } from './errors/data.js';
import { describeExport, type ExportFailure } from './errors/export.js';
import { describeExpression, type ExpressionFailure } from './errors/expression.js';
import { describeInit, type InitFailure } from './errors/init.js';
import { describeParallel, type ParallelFailure } from './errors/parallel.js';
import { describeRun, type RunFailure } from './errors/run.js';
import { describeVerify, type VerifyFailure } from './errors/verify.js';

/**
 * Everything that can go wrong, as one union. Each family lives in `engine/errors/`: its members carry the facts, its
 * `describe…` function turns them into words. Tests assert on `code` and facts, never on wording.
 */
export type Failure =
  | ConfigFailure
  | ExpressionFailure
  | ComponentFailure
  | DataFailure
  | CheckpointFailure
  | CommandFailure
  | ParallelFailure
  | ExportFailure
  | InitFailure
  | RunFailure
  | VerifyFailure;

/** A place in a source: 1-based line and column. `layer` names the file or option that set the value. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly layer?: string;
}

/** Where a failure happened, as far as it is known. */
export interface Where {
  /** Config id, `train::trainer::max_epochs`. */
  readonly id?: string;
  readonly position?: Position;
  /** Ids from the item asked for to the one that failed. */
  readonly chain?: readonly string[];
  /** Other places worth showing: "first set here". */
  readonly related?: readonly { readonly note: string; readonly position: Position }[];
  readonly cause?: unknown;
}

/** The words for a failure: what happened, what to do about it, and the exception Python would have raised. */
export interface Description {
  readonly message: string;
  readonly fix?: string;
  readonly pythonName: string;
}

/** The words for any failure. */
export function describe(failure: Failure): Description {
  switch (failure.family) {
    case 'config':
      return describeConfig(failure);
    case 'expression':
      return describeExpression(failure);
    case 'component':
      return describeComponent(failure);
    case 'data':
      return describeData(failure);
    case 'checkpoint':
      return describeCheckpoint(failure);
    case 'command':
      return describeCommand(failure);
    case 'parallel':
      return describeParallel(failure);
    case 'export':
      return describeExport(failure);
    case 'init':
      return describeInit(failure);
    case 'run':
      return describeRun(failure);
    case 'verify':
      return describeVerify(failure);
  }
}

/** A failure, thrown. `message` is the one-line description; position, chain and fix are separate for the printer. */
export class BundleError extends Error {
  readonly failure: Failure;
  readonly code: Failure['code'];
  readonly id: string | undefined;
  readonly position: Position | undefined;
  readonly chain: readonly string[];
  readonly related: NonNullable<Where['related']>;
  readonly pythonName: string;
  readonly fix: string | undefined;

  constructor(failure: Failure, where: Where = {}) {
    const { message, fix, pythonName } = describe(failure);
    super(message, where.cause === undefined ? undefined : { cause: where.cause });
    this.name = 'BundleError';
    this.failure = failure;
    this.code = failure.code;
    this.id = where.id;
    this.position = where.position;
    this.chain = where.chain ?? [];
    this.related = where.related ?? [];
    this.pythonName = pythonName;
    this.fix = fix;
  }

  /** The same failure, with what an outer phase knows of its place filled in where it was still unknown. */
  at(where: Where): BundleError {
    const moved = new BundleError(this.failure, {
      id: this.id ?? where.id,
      position: this.position ?? where.position,
      chain: this.chain.length > 0 ? this.chain : where.chain,
      related: this.related.length > 0 ? this.related : where.related,
      cause: this.cause ?? where.cause,
    });
    moved.stack = this.stack;
    return moved;
  }
}

/** Several failures found in one phase, to be reported together. Never empty. */
export class BundleErrors extends AggregateError {
  override readonly errors: BundleError[];

  constructor(errors: readonly BundleError[]) {
    super(errors, errors.map((error) => error.message).join('\n'));
    this.name = 'BundleErrors';
    this.errors = [...errors];
  }
}

/** Throws `failure`. */
export function fail(failure: Failure, where?: Where): never {
  throw new BundleError(failure, where);
}
