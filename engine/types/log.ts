import { type Exposed, exposed, method, property } from '../registry/exposed.js';
import { streams } from './streams.js';

/** Levels by Python's names and numbers. */
export const logLevels = { NOTSET: 0, DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const;

export type LogLevelName = keyof typeof logLevels;

/** The name of a level's number: `INFO`; `Level 25` for one without a name, as Python says. */
export function levelName(level: number): string {
  const found = Object.entries(logLevels).find(([, number]) => number === level);
  return found ? found[0] : `Level ${level}`;
}

/** One message on its way to the handlers. */
export interface LogRecord {
  /** The logger's name: `monai.handlers.StatsHandler`. */
  readonly name: string;
  readonly level: number;
  readonly message: string;
  /** Milliseconds since 1970. */
  readonly created: number;
}

/** Where records go: a stream, a file. */
export interface LogHandler {
  /** Records below this level are left out. */
  level: number;
  handle(record: LogRecord): void;
  close?(): void;
}

/**
 * A named logger, as Python's `logging.Logger`: a record goes to the logger's own handlers and, while `propagate` holds,
 * to those of its parents. A logger without a level of its own takes its parent's.
 */
export class Logger {
  static readonly [exposed]: Exposed = {
    name: property(),
    debug: method('msg'),
    info: method('msg'),
    warning: method('msg'),
    error: method('msg'),
    critical: method('msg'),
    setLevel: method('level'),
    getEffectiveLevel: method().as('effectiveLevel'),
    isEnabledFor: method('level'),
  };

  /** 0 (NOTSET) takes the parent's level. */
  level: number = logLevels.NOTSET;
  propagate = true;
  handlers: LogHandler[] = [];

  constructor(
    readonly name: string,
    readonly parent: Logger | null,
  ) {}

  debug(message: unknown): void {
    this.log(logLevels.DEBUG, message);
  }

  info(message: unknown): void {
    this.log(logLevels.INFO, message);
  }

  warning(message: unknown): void {
    this.log(logLevels.WARNING, message);
  }

  error(message: unknown): void {
    this.log(logLevels.ERROR, message);
  }

  critical(message: unknown): void {
    this.log(logLevels.CRITICAL, message);
  }

  /** Sets the level by number or name. */
  setLevel(level: number | string): void {
    const known: Readonly<Record<string, number>> = logLevels;
    this.level = typeof level === 'number' ? level : (known[level.toUpperCase()] ?? this.level);
  }

  /** The level that decides: its own, or the nearest parent's. */
  effectiveLevel(): number {
    for (let at: Logger | null = this; at; at = at.parent) if (at.level !== logLevels.NOTSET) return at.level;
    return logLevels.NOTSET;
  }

  isEnabledFor(level: number): boolean {
    return level >= this.effectiveLevel();
  }

  log(level: number, message: unknown): void {
    if (!this.isEnabledFor(level)) return;
    const record: LogRecord = { name: this.name, level, message: String(message), created: Date.now() };
    let handled = false;
    for (let at: Logger | null = this; at; at = at.propagate ? at.parent : null) {
      for (const handler of at.handlers) {
        handled = true;
        if (level >= handler.level) handler.handle(record);
      }
    }
    if (!handled && level >= logLevels.WARNING) streams.stderr.write(`${record.message}\n`);
  }
}

/** The logger above all others, at Python's default level. */
export const rootLogger = new Logger('root', null);
rootLogger.level = logLevels.WARNING;

const loggers = new Map<string, Logger>();

/** The logger of that dotted name, always the same one; the root logger without a name. */
export function getLogger(name?: string | null): Logger {
  if (!name || name === 'root') return rootLogger;
  let logger = loggers.get(name);
  if (!logger) {
    const dot = name.lastIndexOf('.');
    logger = new Logger(name, dot > 0 ? getLogger(name.slice(0, dot)) : rootLogger);
    loggers.set(name, logger);
  }
  return logger;
}
