import { readFileSync } from 'node:fs';
import { nearest } from '../../errors/suggest.js';
import { fail } from '../../errors.js';
import { readWord } from '../../expression/literal.js';
import { getLogger, type LogHandler, logLevels, rootLogger } from '../../types/log.js';
import { streams } from '../../types/streams.js';
import { Tuple, type Value } from '../../values/index.js';
import type { LogFormat } from './format-record.js';
import { FileHandler, NullHandler, StreamHandler } from './handlers.js';
import { type IniSection, readIni } from './ini.js';

/**
 * Sets loggers up from a file in the format of Python's `logging.config.fileConfig`: sections `[loggers]`, `[handlers]`,
 * `[formatters]` with their `keys`, then one section each. Handlers are StreamHandler, FileHandler and NullHandler.
 * Loggers that the file does not name keep their settings.
 * @returns a function that closes files and puts everything back as it was
 * @throws BundleError logging_config
 */
export function applyLoggingFile(file: string): () => void {
  const sections = readIni(readFileSync(file, 'utf8'), file);
  const config = new LoggingConfig(file, sections);
  const loggers = config.keys('loggers').map((key) => config.logger(key));
  const before = loggers.map(({ logger }) => ({
    logger,
    level: logger.level,
    handlers: logger.handlers,
    propagate: logger.propagate,
  }));
  for (const { logger, level, handlers, propagate } of loggers) {
    if (level !== undefined) logger.level = level;
    logger.propagate = propagate;
    logger.handlers = handlers;
  }
  return () => {
    for (const handler of config.handlers()) handler.close?.();
    for (const { logger, ...state } of before) Object.assign(logger, state);
  };
}

class LoggingConfig {
  readonly #made = new Map<string, LogHandler>();

  constructor(
    readonly file: string,
    readonly sections: ReadonlyMap<string, IniSection>,
  ) {}

  handlers(): Iterable<LogHandler> {
    return this.#made.values();
  }

  /** The keys that a list section names. */
  keys(section: string): string[] {
    return listed(this.#text(this.#section(section), 'keys') ?? '');
  }

  logger(key: string) {
    const section = this.#section(`logger_${key}`);
    const name = key === 'root' ? 'root' : this.#text(section, 'qualname');
    if (name === undefined) this.#refuse(`logger_${key} needs a qualname`, section, undefined);
    return {
      logger: key === 'root' ? rootLogger : getLogger(name),
      level: this.#level(section),
      handlers: listed(this.#text(section, 'handlers') ?? '').map((handler) => this.#handler(handler)),
      propagate: this.#text(section, 'propagate') !== '0',
    };
  }

  #handler(key: string): LogHandler {
    let handler = this.#made.get(key);
    if (!handler) {
      handler = this.#make(this.#section(`handler_${key}`));
      this.#made.set(key, handler);
    }
    return handler;
  }

  #make(section: IniSection): LogHandler {
    const kind = (this.#text(section, 'class') ?? '').replace(/^logging\./, '');
    const level = this.#level(section) ?? logLevels.NOTSET;
    const format = this.#format(this.#text(section, 'formatter'));
    const args = this.#arguments(section);
    switch (kind) {
      case 'StreamHandler':
        return new StreamHandler(args[0] === standardOutput ? streams.stdout : streams.stderr, level, format);
      case 'FileHandler': {
        const [path, mode = 'a'] = args;
        if (typeof path !== 'string') this.#refuse('FileHandler needs a file in its args', section, 'args');
        return new FileHandler(path, mode === 'w' ? 'w' : 'a', level, format);
      }
      case 'NullHandler':
        return new NullHandler();
      default: {
        const known = ['StreamHandler', 'FileHandler', 'NullHandler'];
        const near = nearest(kind, known);
        const fix = near ? `did you mean ${near}?` : `use ${known.join(', ')}`;
        return this.#refuse(`the handler class "${kind}" is not here`, section, 'class', fix);
      }
    }
  }

  /** `(sys.stdout,)`, `('training.log', 'w')`: literals, and the two standard streams. */
  #arguments(section: IniSection): readonly Value[] {
    const text = this.#text(section, 'args') ?? '()';
    const literal = text.replace(/\bsys\.stdout\b/g, `'${standardOutput}'`).replace(/\bsys\.stderr\b/g, "'<stderr>'");
    const value = readWord(literal);
    if (value instanceof Tuple) return value.items;
    return this.#refuse(`args must be a tuple of literals, not ${text}`, section, 'args', "write ('file.log',)");
  }

  #format(key: string | undefined): LogFormat {
    if (key === undefined || key === '') return { format: '%(message)s' };
    const section = this.#section(`formatter_${key}`);
    const style = this.#text(section, 'style') ?? '%';
    if (style !== '%') this.#refuse(`the style "${style}" is not here`, section, 'style', 'write fields as %(name)s');
    return {
      format: this.#text(section, 'format') ?? '%(message)s',
      dateFormat: this.#text(section, 'datefmt') || undefined,
    };
  }

  #level(section: IniSection): number | undefined {
    const name = this.#text(section, 'level');
    if (name === undefined || name === '') return undefined;
    const known: Readonly<Record<string, number>> = {
      ...logLevels,
      WARN: logLevels.WARNING,
      FATAL: logLevels.CRITICAL,
    };
    if (/^\d+$/.test(name)) return Number(name);
    const level = Object.hasOwn(known, name) ? known[name] : undefined;
    if (level === undefined) {
      const near = nearest(name, Object.keys(logLevels));
      this.#refuse(`there is no level "${name}"`, section, 'level', near && `did you mean ${near}?`);
    }
    return level;
  }

  #section(name: string): IniSection {
    return this.sections.get(name) ?? this.#refuse(`the section [${name}] is missing`, undefined, undefined);
  }

  #text(section: IniSection, option: string): string | undefined {
    return section.get(option)?.value;
  }

  #refuse(problem: string, section: IniSection | undefined, option: string | undefined, fix?: string): never {
    const line = (option && section?.get(option)?.line) || [...(section?.values() ?? [])][0]?.line || 1;
    const position = { file: this.file, line, column: 1 };
    return fail({ family: 'run', code: 'logging_config', path: this.file, problem, fix }, { position });
  }
}

const standardOutput = '<stdout>';

function listed(text: string): string[] {
  return text
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
}
