import { isFile } from '../config/files.js';
import { fail } from '../errors.js';
import { type BundleFolders, besideConfigs } from './bundle-folders.js';
import { applyLoggingFile } from './logging/logging-file.js';

/**
 * Sets loggers up from the logging config: the one named, or `logging.conf` beside the configs.
 * @returns what puts them back, or undefined when there is no logging config
 * @throws BundleError file_missing, logging_config
 */
export function startLogging(
  file: string | false | null | undefined,
  folders: BundleFolders | undefined,
): (() => void) | undefined {
  if (file === false) return undefined;
  if (typeof file === 'string') {
    if (!isFile(file)) fail({ family: 'data', code: 'file_missing', path: file, fix: 'check --logging_file' });
    return applyLoggingFile(file);
  }
  const beside = besideConfigs(folders, 'logging.conf');
  return beside === undefined ? undefined : applyLoggingFile(beside);
}
