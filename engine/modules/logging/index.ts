import { binary } from '../../expression/operators/binary.js';
import { notAllowed } from '../../expression/raise.js';
import { text } from '../../expression/text/repr.js';
import { PyType } from '../../expression/types/python-type.js';
import { getLogger, Logger, type LogLevelName, levelName, logLevels, rootLogger } from '../../types/log.js';
import { streams } from '../../types/streams.js';
import { Tuple, type Value } from '../../values/index.js';
import { StreamHandler } from '../../workflow/logging/handlers.js';
import type { Arguments } from '../arguments.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

/** A message with its `%` arguments filled in. */
function messageOf(a: Arguments): string {
  const message = text(a.value('msg'));
  return a.rest.length === 0 ? message : String(binary('%', message, new Tuple(a.rest)));
}

function levelNumber(value: Value): number {
  if (typeof value === 'number') return value;
  const known: Readonly<Record<string, number>> = logLevels;
  return known[String(value).toUpperCase()] ?? logLevels.NOTSET;
}

/** Functions that log to the root logger. */
const messages = (['debug', 'info', 'warning', 'error', 'critical'] as const).map((name) =>
  fn(name, 'msg, *args, exc_info?, stack_info?, stacklevel?, extra?', (a) => {
    const level: LogLevelName = name.toUpperCase() as Uppercase<typeof name>;
    rootLogger.log(logLevels[level], messageOf(a));
    return null;
  }),
);

function configure(a: Arguments): null {
  if (!a.isNone('filename')) {
    notAllowed('writing a log file from an expression', 'name the file in the config given to --logging_file');
  }
  if (!a.isNone('level')) rootLogger.setLevel(levelNumber(a.value('level')));
  if (rootLogger.handlers.length > 0 && !a.flag('force')) return null;
  const format = a.isNone('format') ? '%(levelname)s:%(name)s:%(message)s' : a.text('format');
  const dateFormat = a.isNone('datefmt') ? undefined : a.text('datefmt');
  rootLogger.handlers = [new StreamHandler(streams.stderr, logLevels.NOTSET, { format, dateFormat })];
  return null;
}

/** Python's `logging`, over the loggers that the trainers use. */
export const loggingModule = new TableModule(
  'logging',
  members(
    [
      fn('getLogger', 'name=None', (a) => getLogger(a.isNone('name') ? null : a.text('name'))),
      fn(
        'basicConfig',
        '*, level=None, format=None, datefmt=None, filename=None, force=False, stream?, style?, handlers?, encoding?, errors?',
        configure,
      ),
      fn('getLevelName', 'level', (a) => {
        const level = a.value('level');
        return typeof level === 'string' ? levelNumber(level) : levelName(Number(level));
      }),
      fn('log', 'level, msg, *args', (a) => {
        rootLogger.log(a.count('level'), messageOf(a));
        return null;
      }),
      ...messages,
    ],
    {
      ...logLevels,
      WARN: logLevels.WARNING,
      FATAL: logLevels.CRITICAL,
      Logger: new PyType({ name: 'logging.Logger', accepts: (value) => value instanceof Logger }),
      root: rootLogger,
    },
  ),
);
