import { join } from 'node:path';
import type { ResumeDifference } from '../errors/checkpoint.js';
import { BundleError, fail } from '../errors.js';
import { launchedGroup } from '../parallel/process-group.js';
import type { ConfigParser } from '../resolve/config-parser.js';
import { getLogger } from '../types/log.js';
import type { BundleFolders } from '../workflow/bundle-folders.js';
import type { WorkflowOptions } from '../workflow/workflow-options.js';
import { cadenceOf } from './cadence.js';
import { CheckpointKeeper } from './checkpoint-keeper.js';
import { configDifferences, writtenConfig } from './config-differences.js';
import { type FoundRun, findRun, latestRun, runNameAt } from './resume-folder.js';

const logger = getLogger('medbundle.resume');

/**
 * Who keeps a run, by its options; undefined when it is neither to be saved nor to be resumed. What is to be resumed is read and compared with
 * the config now, before anything is made.
 * @throws BundleError resume_missing, resume_unusable, resume_foreign, resume_mismatch, checkpoint_missing, checkpoint_damaged
 */
export async function prepareKeeper(
  options: WorkflowOptions,
  parser: ConfigParser,
  folders: BundleFolders | undefined,
): Promise<CheckpointKeeper | undefined> {
  const { resume, checkpointEvery = false, keepCheckpoints = 2, runId, runName } = options;
  // Ranks that nobody saves still have to stop together.
  if (resume === undefined && checkpointEvery === false && !launchedGroup()) return undefined;
  parser.parse(true);
  const folder = await folderFor(options, parser, folders);
  const found = await wanted(options, folder);
  for (const why of found?.skipped ?? []) logger.warning(`passed over: ${why}`);
  if (found) compare(found, parser, runId ?? 'run');
  return new CheckpointKeeper({
    parser,
    runId: runId ?? 'run',
    config: writtenConfig(parser),
    run: runName ?? found?.saved.run ?? runNameAt(new Date()),
    folder,
    cadence: checkpointEvery === false ? null : cadenceOf(checkpointEvery),
    keep: keepCheckpoints,
    resumed: found,
    restarted: options.restarted ?? false,
    writes: checkpointEvery !== false,
    mustWrite: options.mustCheckpoint ?? true,
  });
}

/** What to go on with. A run that failed and is restarted has not always come as far as its first checkpoint. */
async function wanted(options: WorkflowOptions, folder: string): Promise<FoundRun | null> {
  const { resume, runName, restarted = false } = options;
  try {
    if (restarted && runName !== undefined) return await latestRun(folder, runName);
  } catch (error) {
    if (!(error instanceof BundleError) || error.code !== 'resume_missing') throw error;
  }
  return resume === undefined ? null : findRun(resume, folder);
}

/** `<ckpt_dir>/resume`, or `<output_dir>/resume`, or `models/resume` in the bundle's folder. */
async function folderFor(
  { checkpointDir }: WorkflowOptions,
  parser: ConfigParser,
  folders: BundleFolders | undefined,
): Promise<string> {
  if (checkpointDir !== undefined) return checkpointDir;
  for (const id of ['ckpt_dir', 'output_dir']) {
    const value = parser.has(id) ? await parser.resolve(id).catch(() => null) : null;
    if (typeof value === 'string') return join(value, 'resume');
  }
  return join(folders?.root ?? '.', 'models', 'resume');
}

/** @throws BundleError resume_mismatch when what was saved would not fit, or mean something else */
function compare({ saved, path }: FoundRun, parser: ConfigParser, runId: string): void {
  const { grave, others } = configDifferences(saved, parser);
  const differences: ResumeDifference[] = [...grave];
  if (saved.runId !== runId) differences.unshift({ id: 'run_id', saved: saved.runId, now: runId });
  if (differences.length > 0) fail({ family: 'checkpoint', code: 'resume_mismatch', path, differences });
  for (const { id, saved: before, now } of others) {
    logger.warning(`${id} was ${before ?? 'not there'} when the run was saved, and is ${now ?? 'gone'}`);
  }
}
