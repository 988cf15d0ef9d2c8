import { logLevels, rootLogger } from '../types/log.js';
import { streams } from '../types/streams.js';

/**
 * Until a logging config says otherwise, messages of INFO and above go to the terminal as they are.
 * @returns what puts the loggers back
 */
export function logToTerminal(): () => void {
  const { level, handlers } = rootLogger;
  rootLogger.setLevel(logLevels.INFO);
  rootLogger.handlers = [
    {
      level: logLevels.INFO,
      handle: ({ level: own, message }) => {
        if (own >= logLevels.WARNING) streams.stderr.write(`warning: ${message}\n`);
        else streams.stdout.write(`${message}\n`);
      },
    },
  ];
  return () => {
    rootLogger.level = level;
    rootLogger.handlers = handlers;
  };
}
